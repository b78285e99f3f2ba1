// Whole-system tests: the real gateway and sandbox, the release console, a real browser.
// `cargo xtask test e2e` builds all of them and says in the environment where they are.
import { defineConfig } from '@playwright/test';
import { launchOptions } from './support/built.ts';

export default defineConfig({
  testDir: './specs',
  outputDir: './test-results',
  forbidOnly: Boolean(process.env['CI']),
  // A test that passes only when repeated is a failure.
  retries: 0,
  // Each test has its own servers; two at once fit two cores.
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    locale: 'en-GB',
    timezoneId: 'Asia/Bangkok',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    // The offline shell would hide requests from the tests that hold them; those that are about it allow it.
    serviceWorkers: 'block',
    launchOptions,
  },
});
