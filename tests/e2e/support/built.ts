// What `cargo xtask test e2e` has built, and where.
import { FLAGS } from './chromium.mjs';

function place(name: string): string {
  const path = process.env[name];
  if (!path) throw new Error(`${name} is not set: run these tests with \`cargo xtask test e2e\``);
  return path;
}

export const built = {
  chromium: place('E2E_CHROMIUM'),
  console: place('E2E_CONSOLE'),
  gateway: place('E2E_GATEWAY'),
  sandbox: place('E2E_SANDBOX'),
};

/** How the browser is started. */
export const launchOptions = { executablePath: built.chromium, args: FLAGS };
