// Leaving the page and coming back to it: what a reload, a crash, another tab and a lost network leave of the view.
import type { Page } from '@playwright/test';
import { Desk } from '../support/desk.ts';
import { gatewaySession, type SandboxStore } from '../support/sandbox.ts';
import { expect, test } from '../support/test.ts';

/** Waits until a row of a table on disk has this in it. */
async function diskHas(page: Page, table: 'views' | 'translations', needle: string): Promise<void> {
  const rows = () =>
    page.evaluate(async (table) => {
      const open = indexedDB.open('steadydesk-2');
      const database = await new Promise<IDBDatabase>((done) => {
        open.onsuccess = () => done(open.result);
      });
      const ask = database.transaction(table).objectStore(table).getAll();
      const rows = await new Promise<unknown[]>((done) => {
        ask.onsuccess = () => done(ask.result);
      });
      database.close();
      return rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
    }, table);
  await expect.poll(rows).toContain(needle);
}

/** Waits until the view on disk says this of the inbox's address, and has messages in it or not. */
const viewSays = (page: Page, needle: string) => diskHas(page, 'views', needle);

/** What a view says that has the session's messages, and not its row alone. */
const thread = (store: SandboxStore, session: string) => `"session":"${gatewaySession(store, session)}"`;
const selected = (desk: Desk) => desk.sessions.locator('[aria-selected=true]');

test.describe('SR-06 SR-14', () => {
  // The page's own end is the point.
  test.use({ noise: [/Target crashed|net::ERR_ABORTED/] });

  test('SR-06 SR-14 a tab that is killed while somebody types has its view and its draft', async ({ desk, page, control }) => {
    const store = await control.workingStore('shopee');
    const { session } = await control.buyerWrites(store, 'Is it in stock?');
    await desk.openSession(store, session);
    await viewSays(page, thread(store, session));
    const text = 'Yes, and it ships today, or tomorrow at the latest';
    await desk.composer.pressSequentially(text, { delay: 20 });
    const address = page.url();
    // Killed without a word: it hears of nothing and runs nothing more. What comes in its place is a new tab.
    const devtools = await page.context().newCDPSession(page);
    void devtools.send('Page.crash').catch(() => {});
    await page.waitForEvent('crash');
    const tab = await page.context().newPage();
    await tab.goto(new URL('/', address).href);
    const reopened = new Desk(tab, control);
    await expect(selected(reopened)).toHaveAttribute('data-id', gatewaySession(store, session));
    await expect(reopened.bubbles('Is it in stock?')).toHaveCount(1);
    // But for the last 300 ms: fifteen letters of it at most.
    await expect(reopened.composer).toHaveValue(/^Yes, and it ships today/);
    expect(text.startsWith(await reopened.composer.inputValue())).toBe(true);
  });
});

test.describe('a long list', () => {
  test.use({ size: { stores: 2, sessions: 60, messages: 40 } });

  test('SR-06 what was typed and how far was scrolled right before a reload is there after it', async ({ desk, page }) => {
    const { session, store } = await desk.openNew('shopee');
    const scroller = desk.sessions.locator('..');
    // Whoever reloads asks for no pause.
    for (const round of [1, 2, 3]) {
      await scroller.evaluate((list, top) => list.scrollTo(0, top), 400 * round);
      await desk.composer.fill(`On Monday, ${round}`);
      await page.reload();
      await expect(desk.sendButton(store)).toBeVisible();
      await expect(desk.composer).toHaveValue(`On Monday, ${round}`);
      await expect.poll(() => scroller.evaluate((list) => list.scrollTop)).toBe(400 * round);
      expect(page.url()).toContain(gatewaySession(store, session));
    }
  });
});

test.describe('a full disk', () => {
  test('SR-10 it is said, what is written is kept in memory, and on disk once there is room', async ({ page, world, control }) => {
    const devtools = await page.context().newCDPSession(page);
    // From before the first writing: Chromium believes for a while what it was once told of the room there is.
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: world.url, quotaSize: 1 });
    const desk = await Desk.signIn(page, control, 'operator');
    const { store } = await desk.openNew('shopee');
    await desk.composer.fill('On Monday');
    const full = page.getByText("This browser's disk is full.");
    await expect(full).toBeVisible();
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: world.url });
    await expect(full).toHaveCount(0);
    await page.reload();
    await expect(desk.sendButton(store)).toBeVisible();
    await expect(desk.composer).toHaveValue('On Monday');
  });
});

test('SR-07 two tabs come back to their own view', async ({ desk, page, control, anotherTab }) => {
  const store = await control.workingStore('shopee');
  const { session: first } = await control.buyerWrites(store, 'I am the first');
  const { session: second } = await control.buyerWrites(store, 'I am the second');
  await desk.openSession(store, first);
  await viewSays(page, `session=${gatewaySession(store, first)}`);
  const other = await anotherTab();
  // A new tab opens where the last one was.
  await expect(selected(other)).toHaveAttribute('data-id', gatewaySession(store, first));
  await other.openSession(store, second);
  await viewSays(other.page, `session=${gatewaySession(store, second)}`);
  await page.reload();
  await other.page.reload();
  await expect(selected(desk)).toHaveAttribute('data-id', gatewaySession(store, first));
  await expect(desk.bubbles('I am the first')).toHaveCount(1);
  await expect(selected(other)).toHaveAttribute('data-id', gatewaySession(store, second));
  await expect(other.bubbles('I am the second')).toHaveCount(1);
});

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow', noise: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/] });

  test('SR-13 TC-02 a reload offline shows shell, view, messages, translations and draft, says so, and goes on by itself', async ({
    another,
    control,
  }) => {
    const desk = await another('operator');
    const { page } = desk;
    const store = await control.workingStore('shopee');
    const question = 'apakah hari minggu juga kirim kak';
    const { session } = await control.buyerWrites(store, question);
    await desk.openSession(store, session);
    const translated = desk.bubbles(question).locator('[data-part="translation"]');
    await expect(translated).toHaveCount(1);
    const said = (await translated.textContent()) ?? '';
    await diskHas(page, 'translations', said);
    await desk.composer.fill('On Monday');
    await viewSays(page, thread(store, session));
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) {
        await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
      }
    });
    await page.context().setOffline(true);
    await page.reload();
    await expect(selected(desk)).toHaveAttribute('data-id', gatewaySession(store, session));
    await expect(translated).toHaveText(said);
    await expect(desk.composer).toHaveValue('On Monday');
    const bar = page.getByRole('alert').filter({ hasText: 'Network connection lost. Session fetching paused.' });
    await expect(bar).toBeVisible();
    await expect(translated).toHaveText(said);
    await control.buyerWrites(store, 'Hello?', { session });
    await page.context().setOffline(false);
    await expect(desk.bubbles('Hello?')).toHaveCount(1);
    await expect(bar).toHaveCount(0);
    // Nothing that the gateway said is in the shell.
    const kept = await page.evaluate(async () => {
      const shells = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const files = await Promise.all(shells.map((shell) => shell.keys()));
      return files.flat().map((file) => new URL(file.url).pathname);
    });
    expect(kept).toContain('/');
    expect(kept.filter((path) => path.startsWith('/api'))).toEqual([]);
  });
});
