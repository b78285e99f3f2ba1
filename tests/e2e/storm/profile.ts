// One operator's browser: two tabs of a profile on disk, which die in all ways and come back.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import settings from '../playwright.config.ts';
import { Desk } from '../support/desk.ts';
import type { Control } from '../support/sandbox.ts';

export const TABS = 2;

export class Profile {
  readonly tabs: Desk[] = [];
  /** What went wrong inside the pages that nobody ordered. */
  readonly complaints: string[] = [];
  private context: BrowserContext | undefined;

  private constructor(
    private readonly folder: string,
    private readonly url: string,
    private readonly control: Control,
  ) {}

  /** A first visit: signed in, the inbox in every tab. */
  static async open(url: string, control: Control): Promise<Profile> {
    const profile = new Profile(await mkdtemp(join(tmpdir(), 'steadydesk-storm-')), url, control);
    const [page] = await profile.launch();
    await Desk.signIn(page, control, 'operator');
    const cookies = await profile.current.cookies();
    profile.cookies = cookies;
    for (let tab = 0; tab < TABS; tab++) profile.tabs[tab] = await profile.inbox(tab === 0 ? page : undefined);
    return profile;
  }

  /** A tab ends: closed, or its process dies; another one takes its place. */
  async replaceTab(tab: number, how: 'close' | 'crash'): Promise<void> {
    const page = this.desk(tab).page;
    if (how === 'crash') {
      const devtools = await this.current.newCDPSession(page);
      // Nobody is left to answer.
      devtools.send('Page.crash').catch(() => undefined);
      await page.waitForEvent('crash');
    }
    await page.close({ runBeforeUnload: false });
    this.tabs[tab] = await this.inbox();
  }

  /** The whole browser dies, as by a power cut, and is started again on what is on its disk. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.current.once('close', resolve));
    process.kill(await this.process(), 'SIGKILL');
    await gone;
    const [page] = await this.launch();
    for (let tab = 0; tab < TABS; tab++) this.tabs[tab] = await this.inbox(tab === 0 ? page : undefined);
  }

  async close(): Promise<void> {
    await this.context?.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  desk(tab: number): Desk {
    const desk = this.tabs[tab];
    if (!desk) throw new Error(`there is no tab ${tab}`);
    return desk;
  }

  private cookies: Awaited<ReturnType<BrowserContext['cookies']>> = [];

  private get current(): BrowserContext {
    if (!this.context) throw new Error('the browser does not run');
    return this.context;
  }

  private async launch(): Promise<[Page]> {
    const { launchOptions, trace: _, ...use } = settings.use ?? {};
    const context = await chromium.launchPersistentContext(this.folder, { ...launchOptions, ...use, baseURL: this.url });
    this.context = context;
    context.setDefaultTimeout(20_000);
    // A browser that was killed may not have written its cookie yet; the operator signs in again.
    await context.addCookies(this.cookies);
    return [context.pages()[0] ?? (await context.newPage())];
  }

  private async inbox(page?: Page): Promise<Desk> {
    const tab = page ?? (await this.current.newPage());
    tab.on('pageerror', (error) => this.complaints.push(error.message));
    const desk = new Desk(tab, this.control);
    for (let tries = 0; ; tries++) {
      try {
        await tab.goto('/inbox');
        await desk.sessions.waitFor();
        return desk;
      } catch (error) {
        // What befalls the wire befalls this too; an operator reloads.
        if (tries === 3) throw error;
      }
    }
  }

  /** The browser's first process, which the others die with. */
  private async process(): Promise<number> {
    for (const entry of await readdir('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      const words = (await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')).split('\0');
      const isOurs = words.some((word) => word === `--user-data-dir=${this.folder}`);
      if (isOurs && !words.some((word) => word.startsWith('--type='))) return Number(entry);
    }
    throw new Error('the browser has no process');
  }
}
