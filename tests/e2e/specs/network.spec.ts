// The network goes and comes back: nothing is lost, and only what is true is shown. The wire is cut outside of the
// browser, since its own "offline" leaves open streams alone.
import { type Page } from '@playwright/test';
import { Desk } from '../support/desk.ts';
import { gatewayStore, sends } from '../support/sandbox.ts';
import { expect, test } from '../support/wired.ts';

const LOST = 'Network connection lost. Session fetching paused.';
const RESTORED = 'Network restored. Syncing latest sessions...';

// The browser says so of every request that finds nobody.
test.use({ noise: [/net::ERR_|status of 5\d\d/] });

/** Everything that the bar has said so far, in order. */
async function bar(page: Page): Promise<{ said(): Promise<string[]> }> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => {
      const text = document.querySelector('[role=alert] strong')?.textContent ?? '';
      if (text !== '' && said.at(-1) !== text) said.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return { said: () => page.evaluate(() => (window as unknown as { said: string[] }).said) };
}

/** How long a fault lasts. */
const lasting = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('NW-02 a drop of two seconds shows no bar and loses no message', async ({ desk, control, wire, page }) => {
  const store = await control.workingStore('shopee');
  const { session } = await control.buyerWrites(store, 'Before');
  await desk.open('Inbox');
  await desk.openSession(store, session);
  await expect(desk.bubbles('Before')).toHaveCount(1);
  const { said } = await bar(page);
  wire.cut();
  await control.buyerWrites(store, 'During', { session });
  await lasting(2_000);
  wire.mend();
  await control.buyerWrites(store, 'After', { session });
  await expect(desk.bubbles('After')).toHaveCount(1, { timeout: 30_000 });
  await expect(desk.bubbles('During')).toHaveCount(1);
  expect(await said()).toEqual([]);
});

test('NW-01 NW-03 a dead gateway shows in five seconds; then only probes go out and what is sent waits', async ({
  desk,
  control,
  wire,
  page,
}) => {
  const store = await control.workingStore('lazada');
  const { session } = await control.buyerWrites(store, 'Before');
  const other = await control.buyerWrites(store, 'Elsewhere', { buyer: 'Somebody else' });
  await desk.open('Inbox');
  await desk.openSession(store, session);
  await expect(desk.session(store, other.session)).toBeVisible();
  expect(await page.evaluate(() => navigator.onLine)).toBe(true);
  const cut = Date.now();
  wire.cut();
  const alert = page.getByRole('alert').filter({ hasText: LOST });
  await expect(alert).toBeVisible();
  // The console's own limit is proved natively; a busy machine notices and draws a little later.
  expect(Date.now() - cut).toBeLessThan(6_500);
  await expect(alert).toContainText(/Last contact \d\d:\d\d:\d\d/);
  await expect(alert).toContainText(/Next try in \d+ s|Trying now/);

  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await desk.send('Written while it was away');
  await desk.session(store, other.session).click();
  await alert.getByRole('button', { name: 'Try now' }).click();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await lasting(3_000);
  expect(asked.filter((path) => path !== '/api/hello')).toEqual([]);

  wire.mend();
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByRole('alert').filter({ hasText: RESTORED })).toBeVisible();
  await expect(desk.bubbles('Elsewhere')).toHaveCount(1);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await desk.openSession(store, session);
  await expect(desk.bubbles('Written while it was away')).toHaveAttribute('data-state', 'sent');
  expect(await control.sentWith('Written while it was away')).toHaveLength(1);
});

test('NW-05 a hundred messages missed in thirty sessions arrive once each; scroll and selection stay', async ({
  desk,
  control,
  wire,
  page,
}) => {
  test.setTimeout(180_000);
  const store = await control.workingStore('shopee');
  const sessions: string[] = [];
  for (let n = 0; n < 30; n++) {
    sessions.push((await control.buyerWrites(store, `Hello ${n}`, { buyer: `Buyer number ${n}` })).session);
  }
  const opened = sessions[20] as string;
  await desk.open('Inbox');
  await expect(desk.session(store, sessions[29] as string)).toBeVisible();
  await desk.openSession(store, opened);
  await expect(desk.bubbles('Hello 20')).toHaveCount(1);
  const { said } = await bar(page);
  wire.cut();
  await expect(page.getByRole('alert').filter({ hasText: LOST })).toBeVisible();
  const missed = new Map<string, string[]>(sessions.map((session, n) => [session, [`Hello ${n}`]]));
  for (let n = 0; n < 100; n++) {
    const session = sessions[n % 30] as string;
    await control.buyerWrites(store, `Missed ${n}`, { session });
    missed.get(session)?.push(`Missed ${n}`);
  }
  wire.mend();
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect.poll(() => desk.texts(), { timeout: 60_000 }).toEqual(missed.get(opened));
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(await said()).toEqual([LOST, RESTORED]);
  await expect(desk.session(store, opened)).toHaveAttribute('aria-selected', 'true');
  for (const session of [sessions[0], sessions[9], sessions[29]] as string[]) {
    await desk.openSession(store, session);
    await expect.poll(() => desk.texts()).toEqual(missed.get(session));
  }
});

test('NW-06 what is written between the death of the socket and its detection is not lost', async ({
  desk,
  control,
  wire,
}) => {
  const store = await control.workingStore('tiktok');
  const { session } = await control.buyerWrites(store, 'Before');
  await desk.open('Inbox');
  await desk.openSession(store, session);
  await expect(desk.bubbles('Before')).toHaveCount(1);
  wire.hold();
  await control.buyerWrites(store, 'Into the void', { session });
  await lasting(3_000);
  wire.cut();
  wire.mend();
  await expect(desk.bubbles('Into the void')).toHaveCount(1, { timeout: 30_000 });
  expect(await desk.texts()).toEqual(['Before', 'Into the void']);
});

test('NW-13 six tabs hold one stream; closing its tab moves it within two seconds and loses nothing', async ({
  desk,
  control,
  page,
  anotherTab,
}) => {
  test.setTimeout(180_000);
  const open = new Map<object, Page>();
  const begun: Page[] = [];
  const count = (tab: Page) => {
    tab.on('request', (request) => {
      if (!request.url().endsWith('/api/events')) return;
      open.set(request, tab);
      begun.push(tab);
    });
    const ended = (request: object) => void open.delete(request);
    tab.on('requestfinished', ended).on('requestfailed', ended);
  };
  page.context().on('page', count);
  const store = await control.workingStore('shopee');
  const { session } = await control.buyerWrites(store, 'Before');
  const tabs: Desk[] = [];
  for (let n = 0; n < 5; n++) tabs.push(await anotherTab());
  for (const tab of [desk, ...tabs]) {
    await tab.open('Inbox');
    await tab.openSession(store, session);
    await expect(tab.bubbles('Before')).toHaveCount(1);
  }
  // The first tab connected before it was counted; none of the others has.
  expect(begun).toEqual([]);
  await control.buyerWrites(store, 'To all', { session });
  for (const tab of [desk, ...tabs]) await expect(tab.bubbles('To all')).toHaveCount(1);

  const closed = Date.now();
  await page.close({ runBeforeUnload: false });
  const written = control.buyerWrites(store, 'While it moves', { session });
  await expect.poll(() => begun.length, { intervals: [20] }).toBe(1);
  expect(Date.now() - closed).toBeLessThan(2_000);
  await written;
  await control.buyerWrites(store, 'After it has moved', { session });
  for (const tab of tabs) {
    await expect(tab.bubbles('After it has moved')).toHaveCount(1);
    expect(await tab.texts()).toEqual(['Before', 'To all', 'While it moves', 'After it has moved']);
  }
  expect(open.size).toBe(1);
});

for (const [name, contentType, body] of [
  ['a page of somebody else', 'text/html', '<!doctype html><title>Hotel Wi-Fi</title><p>Sign in</p>'],
  ['JSON that is cut off', 'application/json', '{"version":"0.1.0","now":17'],
] as const) {
  test(`NW-15 ${name} with status 200 is no answer`, async ({ desk, control, wire, page }) => {
    const store = await control.workingStore('shopee');
    const { session } = await control.buyerWrites(store, 'Before');
    await desk.open('Inbox');
    await desk.openSession(store, session);
    await expect(desk.bubbles('Before')).toHaveCount(1);
    const before = await desk.sessionOptions().count();
    await page.route('**/api/**', (route) => route.fulfill({ status: 200, contentType, body }));
    wire.cut();
    wire.mend();
    const alert = page.getByRole('alert').filter({ hasText: LOST });
    await expect(alert).toContainText("Another page answers in the gateway's place");
    expect(await desk.sessionOptions().count()).toBe(before);
    expect(await desk.texts()).toEqual(['Before']);
    await page.unroute('**/api/**');
    await alert.getByRole('button', { name: 'Try now' }).click();
    await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 30_000 });
    await control.buyerWrites(store, 'After', { session });
    await expect(desk.bubbles('After')).toHaveCount(1);
  });
}

test('NW-10 a platform that asks for slower calls slows its own stores, and is left in peace for so long', async ({
  desk,
  control,
  page,
}) => {
  test.setTimeout(120_000);
  const store = await control.workingStore('shopee');
  const other = await control.workingStore('lazada');
  const { session } = await control.buyerWrites(store, 'Before');
  const elsewhere = await control.buyerWrites(other, 'Elsewhere');
  await desk.open('Inbox');
  await desk.openSession(store, session);
  const where = sends({ store, session });
  await control.fault(where, { fault: 'rate_limited', retry_after_s: 20 }, 1);
  await desk.send('Slowed down');
  await page.getByRole('button', { name: 'Connections' }).click();
  const board = page.getByRole('dialog', { name: 'Connections' });
  const slowed = board.locator(`[data-id="${gatewayStore(store)}"]`);
  await expect(slowed).toContainText(/Slowed, resumes in 1?\d s/);
  const before = (await control.requests()).filter((request) => request.store === store.id).length;
  await expect(board.locator(`[data-id="${gatewayStore(other)}"]`)).toContainText('Live');
  await control.buyerWrites(other, 'Still here', { session: elsewhere.session });
  await expect(desk.session(other, elsewhere.session)).toContainText('Still here');
  await expect(slowed).toContainText(/Slowed, resumes in [3-5] s/, { timeout: 30_000 });
  const after = (await control.requests()).filter((request) => request.store === store.id).length;
  expect(after).toBe(before);
  await expect(page.getByRole('alert').filter({ hasText: LOST })).toHaveCount(0);
  await expect(slowed).toContainText('Live', { timeout: 30_000 });
  await board.getByRole('button', { name: 'Close' }).click();
  await expect(desk.bubbles('Slowed down')).toHaveAttribute('data-state', 'sent');
});
