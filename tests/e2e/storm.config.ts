// Storms of full size, by `cargo xtask bench --only storm`: nothing else runs beside them.
import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

export default defineConfig({
  ...tests,
  testDir: './storm',
  testMatch: '*.storm.ts',
  workers: 1,
  timeout: 60 * 60_000,
});
