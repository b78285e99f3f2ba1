// A browser with nothing in it yet, signed in.
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLAGS } from '../e2e/support/chromium.mjs';
import { instrument } from './instrument.mjs';

// The packages of the whole-system tests.
const { chromium } = createRequire(new URL('../e2e/package.json', import.meta.url))('@playwright/test');

/** Signs in once for all browsers of a world: signing in is rate-limited. */
export async function signIn(url) {
  const answer = await fetch(`${url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name: 'operator', password: 'sandbox' }),
  });
  const cookie = answer.headers.get('set-cookie');
  if (!answer.ok || !cookie) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
  const [name, value] = cookie.split(';')[0].split('=');
  return { name, value, domain: '127.0.0.1', path: '/' };
}

export class Browser {
  #folder;
  #context;

  constructor(folder, context) {
    this.#folder = folder;
    this.#context = context;
  }

  /** A new profile on disk: caches and storage as on an operator's first day. */
  static async open(cookie) {
    const folder = await mkdtemp(join(tmpdir(), 'steadydesk-bench-'));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: process.env.BENCH_CHROMIUM,
      headless: true,
      args: FLAGS,
      locale: 'en-GB',
      timezoneId: 'Asia/Bangkok',
      viewport: { width: 1440, height: 900 },
    });
    await context.addCookies([cookie]);
    await context.addInitScript(instrument);
    return new Browser(folder, context);
  }

  get version() {
    return this.#context.browser()?.version() ?? 'unknown';
  }

  /** A new tab with the inbox; the milliseconds from the visit's begin until its first rows were painted, and took clicks. */
  async visit(url) {
    const page = await this.#context.newPage();
    await page.goto(`${url}/`, { waitUntil: 'commit' });
    const [started, takes] = await page.evaluate(() => Promise.all([bench.listPainted, bench.listTakes]));
    return { page, started, takes };
  }

  /** JavaScript's heap after a collection, the console's linear memory, and the document's nodes. */
  async memory(page) {
    const devtools = await this.#context.newCDPSession(page);
    await devtools.send('HeapProfiler.collectGarbage');
    await devtools.send('Performance.enable');
    const { metrics } = await devtools.send('Performance.getMetrics');
    await devtools.detach();
    const metric = (name) => metrics.find((one) => one.name === name)?.value ?? 0;
    return {
      js_bytes: metric('JSHeapUsedSize'),
      wasm_bytes: await page.evaluate(() => bench.wasmBytes()),
      nodes: await page.evaluate(() => document.getElementsByTagName('*').length),
    };
  }

  async close() {
    await this.#context.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
