// Pictures of every page, by `cargo xtask screenshots`: the real gateway and sandbox, a fixed seed, quiet buyers.
import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

export default defineConfig({
  ...tests,
  testDir: './screenshots',
  testMatch: '*.shots.ts',
  workers: 1,
  timeout: 600_000,
  use: { ...tests.use, actionTimeout: 15_000, navigationTimeout: 15_000 },
});
