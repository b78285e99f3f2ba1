// The `test` of every spec: a world, a signed-in desk, and a browser that must not complain.
import { test as base, expect, type Page } from '@playwright/test';
import { Desk } from './desk.ts';
import { Control } from './sandbox.ts';
import { type Size, World } from './world.ts';

export { expect };

interface Options {
  size: Size;
  /** What the browser may complain of in this test; anything else fails it. */
  noise: RegExp[];
}

interface Fixtures {
  world: World;
  control: Control;
  /** A page that is watched: complaints of the browser fail the test, and whatever moves that nobody moved. */
  page: Page;
  /** The console, signed in as `operator`. */
  desk: Desk;
  /** A further browser window of somebody, watched like the first. */
  another: (name?: string) => Promise<Desk>;
  /** A further tab of the first window. */
  anotherTab: () => Promise<Desk>;
}

// The console asks who is signed in when it starts; the browser logs the 401 of "nobody".
// Tests that are not about the offline shell go without.
const ALWAYS = [/status of 401.*\/api\/me$/, /Service Worker registration blocked by Playwright/];

// What an answer or news may move: rows stand in the order of the newest answer, a message says what became of it,
// a count grows, and the pill that tells of news. All else stays where it is.
const NEWS = 'li.session-row, li.palette-line, .log-content .row, tr, .count, .news';

export const test = base.extend<Fixtures & Options>({
  size: [{ stores: 6, sessions: 4, messages: 6 }, { option: true }],
  noise: [[], { option: true }],

  world: async ({ size }, use, info) => {
    const world = await World.start(size);
    await use(world);
    if (info.status !== info.expectedStatus) await info.attach('gateway.log', { body: world.gatewayLog() });
    await world.stop();
  },

  control: async ({ world }, use) => use(world.control),

  baseURL: async ({ world }, use) => use(world.url),

  page: async ({ page, noise }, use) => {
    const complaints = await watch(page, noise);
    const shifts = await watchLayout(page);
    await use(page);
    expect(complaints, 'what the browser complained of').toEqual([]);
    expect(shifts, 'what moved that nobody moved').toEqual([]);
  },

  desk: async ({ page, control }, use) => {
    await use(await Desk.signIn(page, control, 'operator'));
  },

  another: async ({ browser, world, control, noise }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    const all: string[] = [];
    await use(async (name = 'colleague') => {
      const context = await browser.newContext({ baseURL: world.url });
      contexts.push(context);
      const page = await context.newPage();
      await watch(page, noise, all);
      return Desk.signIn(page, control, name);
    });
    expect(all, 'what the browser complained of').toEqual([]);
    for (const context of contexts) await context.close();
  },

  anotherTab: async ({ page, control, noise }, use) => {
    const all: string[] = [];
    await use(async () => {
      const tab = await page.context().newPage();
      await watch(tab, noise, all);
      await tab.goto('/');
      return new Desk(tab, control);
    });
    expect(all, 'what the browser complained of').toEqual([]);
  },
});

/** Collects errors and warnings of the page. */
async function watch(page: Page, noise: RegExp[], complaints: string[] = []): Promise<string[]> {
  const complain = (text: string) => {
    if (![...ALWAYS, ...noise].some((allowed) => allowed.test(text))) complaints.push(text);
  };
  page.on('pageerror', (error) => complain(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    complain(`${message.type()}: ${message.text()} ${message.location().url}`);
  });
  return complaints;
}

/** Collects every layout shift of the page that nobody caused by input, nor news, as it happens. */
async function watchLayout(page: Page): Promise<string[]> {
  const shifts: string[] = [];
  await page.exposeFunction('reportShift', (text: string) => shifts.push(text));
  await page.addInitScript((news) => {
    interface Shift extends PerformanceEntry {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
    }
    const here = window as unknown as { reportShift(text: string): void; hand?: number };
    const place = (box: DOMRect) => [box.x, box.y, box.width, box.height].map(Math.round).join(' ');
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as Shift[]) {
        if (shift.hadRecentInput || shift.startTime - (here.hand ?? -Infinity) < 5_000) continue;
        const names: string[] = [];
        for (const { node, previousRect, currentRect } of shift.sources) {
          const element = node instanceof Element ? node : node?.parentElement;
          // What is gone by now cannot be told: a row that has left its log no longer shows that it was news.
          if (!element?.isConnected || element.closest(news)) continue;
          names.push(`${element.tagName.toLowerCase()}.${element.className} from ${place(previousRect)} to ${place(currentRect)}`);
        }
        if (names.length > 0) here.reportShift(`${shift.value.toFixed(5)} of ${names.join(', ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  }, NEWS);
  return shifts;
}

/** What moves in the next five seconds is a hand's doing which the browser does not count as one, such as what was
 * chosen in its own dialog, however long a busy machine takes to show it. */
export async function byHand(page: Page): Promise<void> {
  await page.evaluate(() => {
    (window as unknown as { hand: number }).hand = performance.now();
  });
}
