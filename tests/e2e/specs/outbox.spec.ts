// What is written and not out yet: on disk, in one tab at a time, in order, and never through another store.
import type { Route } from '@playwright/test';
import { type Control, sends } from '../support/sandbox.ts';
import { expect, test } from '../support/wired.ts';

const LOST = 'Network connection lost. Session fetching paused.';

// The browser says so of every request that finds nobody.
test.use({ noise: [/net::ERR_|status of 5\d\d/] });

const texts = async (control: Control) => (await control.sent()).map((sent) => sent.text);

test('OS-07 a tab killed in mid-send: the other one takes over and the platform has one', async ({
  desk,
  control,
  anotherTab,
}) => {
  const { store, session } = await desk.openNew('shopee');
  const other = await anotherTab();
  await other.open('Inbox');
  await other.openSession(store, session);
  // The gateway takes it, but the answer never comes to the first tab.
  await desk.page.route(/\/api\/sessions\/[^/]+\/messages$/, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch();
  });
  await desk.composer.fill('Killed in mid-send');
  await desk.composer.press('Enter');
  await expect.poll(() => texts(control)).toEqual(['Killed in mid-send']);
  await desk.page.close();
  await other.sendAndSee('And the next one');
  await expect(other.bubbles('Killed in mid-send')).toHaveAttribute('data-state', 'sent');
  expect(await texts(control)).toEqual(['Killed in mid-send', 'And the next one']);
});

test('OS-08 what two tabs have written offline goes out once each, in order, also after a reload', async ({
  desk,
  control,
  wire,
  anotherTab,
}) => {
  const { store, session } = await desk.openNew('shopee');
  const other = await anotherTab();
  await other.open('Inbox');
  await other.openSession(store, session);
  wire.cut();
  for (const tab of [desk, other]) await expect(tab.page.getByText(LOST)).toBeVisible({ timeout: 20_000 });
  const written: string[] = [];
  for (let n = 0; n < 10; n += 1) {
    const tab = n % 2 === 0 ? desk : other;
    const text = `Offline ${n}`;
    await tab.send(text);
    await expect(tab.bubbles(text)).toHaveCount(1);
    written.push(text);
    // Each tab sees what was written in the other one.
    for (const one of [desk, other]) await expect(one.bubbles(text)).toHaveCount(1);
  }
  await expect(desk.page.getByRole('button', { name: 'Unsent, 10' })).toBeVisible();
  wire.mend();
  await desk.page.reload();
  await expect.poll(() => texts(control), { timeout: 40_000 }).toEqual(written);
  for (const tab of [desk, other]) {
    await expect(tab.page.getByRole('button', { name: /^Unsent/ })).toHaveCount(0);
  }
});

test('OS-08 a tab that is frozen in mid-request is relieved; when it wakes nothing is sent again', async ({
  desk,
  control,
  anotherTab,
}) => {
  const { store, session } = await desk.openNew('shopee');
  const other = await anotherTab();
  await other.open('Inbox');
  await other.openSession(store, session);
  // The first tab sends for both. What it sends stays on the wire, and then it sleeps.
  const held: Route[] = [];
  await desk.page.route('**/api/sessions/*/messages', async (route) => {
    if (route.request().method() === 'POST') held.push(route);
    else await route.continue();
  });
  await desk.send('From the one that sleeps');
  await expect.poll(() => held.length).toBe(1);
  await expect(other.bubbles('From the one that sleeps')).toHaveCount(1);
  // As when the browser freezes it: nothing of it runs, and its lock stays held.
  const sleep = await desk.page.context().newCDPSession(desk.page);
  await sleep.send('Debugger.enable');
  const asleep = new Promise((resolve) => sleep.once('Debugger.paused', resolve));
  await sleep.send('Debugger.pause');
  await asleep;
  await other.send('From the one that is awake');
  const both = ['From the one that sleeps', 'From the one that is awake'];
  await expect.poll(() => texts(control), { timeout: 40_000 }).toEqual(both);
  await sleep.send('Debugger.disable');
  for (const route of held) await route.continue();
  await desk.page.unroute('**/api/sessions/*/messages');
  await desk.sendAndSee('Awake again');
  for (const tab of [desk, other]) {
    for (const text of [...both, 'Awake again']) {
      await expect(tab.bubbles(text)).toHaveCount(1);
      await expect(tab.bubbles(text)).toHaveAttribute('data-state', 'sent');
    }
  }
  expect(await texts(control)).toEqual([...both, 'Awake again']);
});

test('OS-09 the second of five queued offline is refused: the rest wait until it is deleted, another session does not', async ({
  desk,
  control,
  wire,
}) => {
  const elsewhere = await desk.openNew('lazada');
  const { store, session } = await desk.openNew('shopee');
  wire.cut();
  await expect(desk.page.getByText(LOST)).toBeVisible({ timeout: 20_000 });
  for (let n = 1; n <= 5; n += 1) {
    await desk.send(`Queued ${n}`);
    await expect(desk.bubbles(`Queued ${n}`)).toHaveAttribute('data-state', 'queued');
  }
  await desk.openSession(elsewhere.store, elsewhere.session);
  await desk.send('Elsewhere');
  await desk.openSession(store, session);
  // The first one takes its time, so that what is said meanwhile strikes the second.
  const where = sends({ store, session });
  await control.fault(where, { fault: 'latency', ms: 3_000 }, 1);
  wire.mend();
  const asked = async () => (await control.requests()).filter(({ path }) => path.startsWith(where.path)).length;
  await expect.poll(asked, { timeout: 40_000 }).toBe(1);
  await control.fault(where, { fault: 'refuse_send', reason: 'forbidden_word' }, 1);
  const failed = desk.bubbles('Queued 2');
  await expect(failed).toHaveAttribute('data-state', 'failed', { timeout: 40_000 });
  await expect(failed).toContainText('Send failed');
  await expect(desk.bubbles('Queued 1')).toHaveAttribute('data-state', 'sent');
  for (const n of [3, 4, 5]) await expect(desk.bubbles(`Queued ${n}`)).toContainText('Waiting behind a failed message');
  await expect.poll(() => control.sentWith('Elsewhere')).toHaveLength(1);
  await desk.page.getByRole('button', { name: /^Unsent, 4/ }).click();
  const tray = desk.page.getByRole('dialog', { name: 'Unsent messages' });
  await tray.getByRole('listitem').filter({ hasText: 'Queued 2' }).getByRole('button', { name: 'Delete' }).click();
  const here = async () => (await texts(control)).filter((text) => text.startsWith('Queued'));
  await expect.poll(here, { timeout: 20_000 }).toEqual([1, 3, 4, 5].map((n) => `Queued ${n}`));
});
