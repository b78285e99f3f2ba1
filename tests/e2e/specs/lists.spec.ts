// Lists that don't jump: the newest request alone may write to a list.
import type { Route } from '@playwright/test';
import { expect, test } from '../support/test.ts';
import { gatewayStore, type Platform } from '../support/sandbox.ts';

/** One list of the console, as these tests speak to it. */
const LISTS = [
  { room: 'Stores', api: '/api/stores', idOf: (id: string) => id },
  { room: 'Inbox', api: '/api/sessions', idOf: (id: string) => id.split('~')[0] ?? '' },
] as const;

const NAMES = { shopee: 'Shopee', lazada: 'Lazada' } as const;

for (const { room, api, idOf } of LISTS) {
  test.describe(`the list of ${room}`, () => {
    // Requests that this console aborts are logged by no browser; those that a test fails are.
    test.use({ noise: [/ERR_FAILED|ERR_ABORTED/] });

    test(`AJ-01 ${room}: a slow tab's rows never appear after a faster tab was chosen`, async ({ desk, page }) => {
      await desk.open(room);
      const rows = rowsOf(desk, room);
      await expect(rows.first()).toBeVisible();
      await page.route(
        (url) => url.pathname === api && url.searchParams.get('platform') === 'shopee',
        async (route) => {
          await held(3_000);
          await route.continue().catch(() => {});
        },
      );
      const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('platform=shopee'));
      await timing(page);
      const asked = page.waitForRequest((request) => request.url().includes('platform=shopee'));
      await desk.tab('Shopee').click();
      await asked;
      await noting(page, room);
      await desk.tab('Lazada').click();
      await failed;
      expect(await fromClickToAbort(page)).toBeLessThan(50);
      await expect.poll(() => platformsOf(rows, idOf)).toEqual(['lazada']);
      await held(3_200);
      expect(await platformsOf(rows, idOf)).toEqual(['lazada']);
      expect(await noted(page)).not.toContain('shopee');
    });

    test(`AJ-03 ${room}: an answer that comes although it was aborted changes nothing`, async ({ desk, page }) => {
      await desk.open(room);
      const rows = rowsOf(desk, room);
      await expect(rows.first()).toBeVisible();
      // A server that ignores the abort: fetch answers late, whatever its signal says.
      await page.evaluate((path) => {
        const real = window.fetch.bind(window);
        window.fetch = async (input, init) => {
          const request = new Request(input, init);
          if (!request.url.includes(path) || !request.url.includes('platform=shopee')) return real(request);
          const answer = await real(request.url, { credentials: 'same-origin', headers: request.headers });
          await new Promise((resolve) => setTimeout(resolve, 1_500));
          (window as unknown as { late: boolean }).late = true;
          return answer;
        };
      }, api);
      await desk.tab('Shopee').click();
      await desk.tab('Lazada').click();
      await expect.poll(() => platformsOf(rows, idOf)).toEqual(['lazada']);
      const before = await view(desk, room);
      await page.waitForFunction(() => (window as unknown as { late?: boolean }).late);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect(await view(desk, room)).toEqual(before);
    });

    test(`AJ-04 ${room}: there and back before the first answer shows one result`, async ({ desk, page }) => {
      await desk.open(room);
      const rows = rowsOf(desk, room);
      await expect(rows.first()).toBeVisible();
      await page.route((url) => url.pathname === api && url.searchParams.has('platform'), late(700));
      await desk.tab('Shopee').click();
      await desk.tab('Lazada').click();
      await desk.tab('Shopee').click();
      await expect.poll(() => platformsOf(rows, idOf)).toEqual(['shopee']);
      await held(1_000);
      const ids = await idsOf(rows);
      expect(new Set(ids).size).toBe(ids.length);
      expect(await platformsOf(rows, idOf)).toEqual(['shopee']);
      await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveCount(0);
      await expect(desk.tab('Shopee')).toHaveAttribute('aria-selected', 'true');
    });
  });
}

test('Back and Forward find the tab again', async ({ desk, page }) => {
  await desk.open('Stores');
  for (const name of Object.values(NAMES)) await desk.tab(name).click();
  const rows = desk.storeRows();
  await expect.poll(() => platformsOf(rows, (id) => id)).toEqual(['lazada']);
  await page.goBack();
  await expect(desk.tab('Shopee')).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => platformsOf(rows, (id) => id)).toEqual(['shopee']);
  await page.goForward();
  await expect.poll(() => platformsOf(rows, (id) => id)).toEqual(['lazada']);
});

test('searching finds a store by a part of its name', async ({ desk, control }) => {
  const store = await control.workingStore('tiktok');
  await desk.open('Stores');
  await desk.search('Search stores').fill(store.name.slice(1));
  await expect(desk.storeRow(store)).toBeVisible();
  const wanted = (await control.stores()).filter((one) => one.name.includes(store.name.slice(1))).map(gatewayStore);
  await expect.poll(async () => (await idsOf(desk.storeRows())).sort()).toEqual(wanted.sort());
});

type AnyDesk = import('../support/desk.ts').Desk;
type Locator = import('@playwright/test').Locator;
type Page = import('@playwright/test').Page;

function rowsOf(desk: AnyDesk, room: 'Stores' | 'Inbox'): Locator {
  return room === 'Stores' ? desk.storeRows() : desk.sessionOptions();
}

async function idsOf(rows: Locator): Promise<string[]> {
  return rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-id') ?? ''));
}

/** Which platforms' rows stand in the list now. */
async function platformsOf(rows: Locator, idOf: (id: string) => string): Promise<Platform[]> {
  const platforms = (await idsOf(rows)).map((id) => idOf(id).split('-')[0] as Platform);
  return [...new Set(platforms)].sort();
}

/** Everything that an answer could change: rows, tabs with their counts, pages, address. */
async function view(desk: AnyDesk, room: 'Stores' | 'Inbox') {
  const pages = desk.page.getByRole('navigation', { name: 'Pages' });
  return {
    ids: await idsOf(rowsOf(desk, room)),
    tabs: await desk.page.getByRole('tab').allInnerTexts(),
    pages: (await pages.count()) > 0 ? await pages.first().innerText() : '',
    address: desk.page.url(),
  };
}

/** From now on every platform whose rows are ever in the page is noted, however briefly. */
async function noting(page: Page, room: string): Promise<void> {
  await page.evaluate((name) => {
    const selector = name === 'Stores' ? 'tr[data-id]' : '[role=option][data-id]';
    const seen = new Set<string>();
    (window as unknown as { seen: Set<string> }).seen = seen;
    new MutationObserver((changes) => {
      for (const node of changes.flatMap((change) => [...change.addedNodes])) {
        if (!(node instanceof Element)) continue;
        const rows = node.matches(selector) ? [node] : [...node.querySelectorAll(selector)];
        for (const row of rows) seen.add(row.getAttribute('data-id')?.split('-')[0] ?? '');
      }
    }).observe(document.body, { childList: true, subtree: true });
  }, room);
}

async function noted(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
}

/** From now on the page notes when it is clicked and when it aborts a request of a list. */
async function timing(page: Page): Promise<void> {
  await page.evaluate(() => {
    const times = { click: 0, abort: 0 };
    (window as unknown as { times: typeof times }).times = times;
    document.addEventListener('click', (event) => (times.click = event.timeStamp), { capture: true });
    const real = window.fetch.bind(window);
    window.fetch = (input, init) => {
      const request = new Request(input, init);
      if (request.url.includes('platform=')) {
        request.signal.addEventListener('abort', () => (times.abort ||= performance.now()));
      }
      return real(request);
    };
  });
}

async function fromClickToAbort(page: Page): Promise<number> {
  const { click, abort } = await page.evaluate(
    () => (window as unknown as { times: { click: number; abort: number } }).times,
  );
  if (abort === 0) throw new Error('nothing was aborted');
  return abort - click;
}

function late(ms: number) {
  return async (route: Route) => {
    await held(ms);
    // Aborted meanwhile: nothing to continue.
    await route.continue().catch(() => {});
  };
}

/** The time that the scripted answer is held back; not a wait for something to happen. */
function held(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
