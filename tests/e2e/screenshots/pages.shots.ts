// Takes the pictures. Whatever a page needs to be worth a look is made here first, through the sandbox.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { Desk } from '../support/desk.ts';
import { png } from '../support/pictures.ts';
import { answers, gatewayStore, sends, type SandboxStore } from '../support/sandbox.ts';
import { expect, test } from '../support/test.ts';
import type { World } from '../support/world.ts';
import { squeeze } from './squeeze.ts';
import { isKept, LOOKS, type Look, nameOf, type PageName, PAGES, SCREENS } from './looks.ts';

const INTO = process.env['SCREENSHOTS_INTO'] ?? join(import.meta.dirname, '../test-results/screenshots');
// Where those lie that the documents show; nothing where they are to stay as they are.
const KEPT_INTO = process.env['SCREENSHOTS_KEPT_INTO'];
const ONLY = process.env['SCREENSHOTS_ONLY'] ?? '';

const OF_THREAD: PageName[] = ['thread', 'composer', 'print', 'forced-colours', 'connections', 'lost'];

test.use({ size: { stores: 24, sessions: 6, messages: 14 } });

interface Scene {
  store: SandboxStore;
  session: string;
  /** The open session's address. */
  thread: string;
}

test('every page in every look', async ({ browser, world, desk }) => {
  mkdirSync(INTO, { recursive: true });
  const scene = await prepare(world, desk);
  for (const look of LOOKS) {
    const names = PAGES.filter((page) => nameOf(page, look).includes(ONLY));
    if (names.length === 0) continue;
    await take(browser, world, scene, look, names);
  }
});

/** A talk with some of everything in it, an answer that is out and one that failed; and news in other languages. */
async function prepare(world: World, desk: Desk): Promise<Scene> {
  const { control } = world;
  const { store, session } = await richest(desk, await control.stores('shopee'));
  await desk.open('Inbox');
  const question = 'Is the blue one still in stock? I need two by Friday.';
  await control.buyerWrites(store, question, { session });
  // At the top by now: opened where it stood before, it would keep its place, far below what comes in.
  await expect(desk.session(store, session)).toContainText('Is the blue one still in stock?');
  await desk.openSession(store, session);
  // An answer that was begun before would be held back.
  await expect(desk.bubbles(question)).toBeVisible();
  await desk.sendAndSee('Hello! Yes, both can go out today if you order before 16:00.');
  const wish = 'Great. Can you put a gift card in? It is for my sister.';
  await control.buyerWrites(store, wish, { session });
  await expect(desk.bubbles(wish)).toBeVisible();
  const where = sends({ store, session });
  await control.fault(where, { fault: 'refuse_send', reason: 'forbidden_word' });
  const refused = 'Of course. Pay me on WhatsApp and I add it for free.';
  await desk.send(refused);
  await expect(desk.bubbles(refused)).toHaveAttribute('data-state', 'failed');
  await control.noFaults();
  for (const [region, buyer, text] of [
    ['TH', 'คุณมาลี', 'สวัสดีค่ะ ของจะมาถึงวันไหนคะ'],
    ['VN', 'Nguyễn Thị Hoa', 'Shop ơi, đơn của mình bao giờ giao vậy ạ?'],
    ['ID', 'Dewi Lestari', 'Kak, bisa kirim hari ini?'],
  ] as const) {
    const there = (await control.stores()).find((one) => one.region === region && answers(one));
    if (!there) continue;
    const news = await control.buyerWrites(there, text, { buyer });
    await expect(desk.session(there, news.session)).toBeVisible();
  }
  const address = new URL(desk.page.url());
  return { store, session, thread: address.pathname + address.search };
}

/** The session of these stores in which the most kinds of messages are. */
async function richest(desk: Desk, stores: SandboxStore[]): Promise<{ store: SandboxStore; session: string }> {
  const read = async <T>(path: string): Promise<T> => (await (await desk.page.request.get(path)).json()) as T;
  let best = { kinds: 0, store: stores[0], session: '' };
  for (const store of stores.filter((one) => answers(one) && ['SG', 'MY', 'PH'].includes(one.region))) {
    const found = await read<{ items: { id: string }[] }>(`/api/sessions?store=${gatewayStore(store)}`);
    for (const { id } of found.items) {
      const page = await read<{ items: { content: { type: string } }[] }>(`/api/sessions/${encodeURIComponent(id)}/messages`);
      const kinds = new Set(page.items.map((one) => one.content.type)).size;
      if (kinds > best.kinds) best = { kinds, store, session: decodeURIComponent(id.split('~')[1] ?? '') };
    }
  }
  if (!best.store) throw new Error('the sandbox has no such store');
  return { store: best.store, session: best.session };
}

async function take(browser: Browser, world: World, scene: Scene, look: Look, names: PageName[]): Promise<void> {
  const context = await browser.newContext({
    baseURL: world.url,
    viewport: SCREENS[look.screen],
    colorScheme: look.theme,
    locale: look.language === 'zh' ? 'zh-CN' : 'en-GB',
    reducedMotion: 'reduce',
    hasTouch: look.screen === 'narrow',
  });
  const page = await context.newPage();
  const shoot = async (name: PageName) => {
    if (!names.includes(name)) return;
    await page.evaluate(() => document.fonts.ready);
    const picture = squeeze(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
    const file = `${nameOf(name, look)}.png`;
    writeFileSync(join(INTO, file), picture);
    if (KEPT_INTO && isKept(nameOf(name, look))) writeFileSync(join(KEPT_INTO, file), picture);
  };
  await page.goto('/');
  await expect(page.locator('form, .card').first()).toBeVisible();
  await shoot('sign-in');
  await signIn(page, 'admin');
  await page.goto('/inbox');
  await expect(page.locator('[role=option]').first()).toBeVisible();
  await shoot('inbox');
  if (names.includes('menu')) {
    await page.locator('[popovertarget=account-menu]').click();
    await shoot('menu');
  }
  if (names.some((name) => OF_THREAD.includes(name))) await thread(page, scene, shoot, names);
  await page.goto('/stores');
  await expect(page.locator('tr[data-id]').first()).toBeVisible();
  await shoot('stores');
  if (names.includes('add-store')) {
    await page.locator('.room-head .primary').click();
    await shoot('add-store');
    await page.keyboard.press('Escape');
  }
  if (names.includes('empty')) {
    await page.goto('/stores?q=nothing%20is%20called%20so');
    await expect(page.locator('.notice')).toBeVisible();
    await shoot('empty');
  }
  if (names.includes('palette')) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('s');
    await expect(page.locator('dialog[open] [role=option]').first()).toBeVisible();
    await shoot('palette');
    await page.keyboard.press('Escape');
  }
  if (names.includes('keys')) {
    await page.keyboard.press('?');
    await expect(page.locator('dialog[open]')).toBeVisible();
    await shoot('keys');
    await page.keyboard.press('Escape');
  }
  if (names.includes('settings')) {
    await page.goto('/settings');
    await expect(page.locator('h1')).toBeVisible();
    await shoot('settings');
  }
  if (names.includes('unsent')) {
    // Only who wrote it is told of it.
    await context.clearCookies();
    await page.goto('/');
    await signIn(page, 'operator');
    await page.locator('.unsent-open').click();
    await expect(page.locator('dialog[open] .unsent-list li').first()).toBeVisible();
    await shoot('unsent');
  }
  await context.close();
}

/** By the sign-in form's own parts, which have no words: the page may be in any language. */
async function signIn(page: Page, name: string): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(name);
  await page.locator('input[type=password]').fill('sandbox');
  await page.locator('input[type=password]').press('Enter');
  await expect(page.locator('nav#nav')).toBeAttached();
}

async function thread(page: Page, scene: Scene, shoot: (name: PageName) => Promise<void>, names: PageName[]): Promise<void> {
  await page.goto(scene.thread);
  await expect(page.locator('[role=log] article[data-state=failed]')).toBeVisible();
  await shoot('thread');
  if (names.includes('composer')) {
    await page.locator('.composer input[type=file]').setInputFiles([png('blue.png', [52, 96, 168]), png('how-we-pack-it.png', [190, 146, 96])]);
    await expect(page.locator('.attachment [role=status]')).toHaveCount(2);
    await page.locator('.composer textarea').fill('Here is the blue one, and how we pack it.\nThe card goes on top.');
    await shoot('composer');
  }
  if (names.includes('print')) {
    await page.emulateMedia({ media: 'print' });
    await shoot('print');
    await page.emulateMedia({ media: null });
  }
  if (names.includes('forced-colours')) {
    await page.emulateMedia({ forcedColors: 'active' });
    await shoot('forced-colours');
    await page.emulateMedia({ forcedColors: null });
  }
  if (names.includes('connections')) {
    await page.locator('.connections button').first().click();
    await expect(page.locator('dialog[open] .board')).toBeVisible();
    await shoot('connections');
    await page.keyboard.press('Escape');
  }
  if (names.includes('lost')) {
    await page.route('**/api/**', (route) => route.abort());
    await page.evaluate(() => dispatchEvent(new Event('offline')));
    await expect(page.locator('.network-bar.bad')).toBeVisible({ timeout: 30_000 });
    await shoot('lost');
    await page.unroute('**/api/**');
  }
}
