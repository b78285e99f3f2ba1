// What is written and not out yet: on disk, in one tab at a time, in order, and never through another store.
import { Desk } from '../support/desk.ts';
import { type Control, sendPath } from '../support/sandbox.ts';
import { expect, test } from '../support/wired.ts';

const LOST = 'Network connection lost. Session fetching paused.';

// The browser says so of every request that finds nobody.
test.use({ noise: [/net::ERR_|status of 5\d\d/] });

async function openNew(desk: Desk, control: Control) {
  const store = await control.workingStore('shopee');
  const { session } = await control.buyerWrites(store, 'Hello?');
  await desk.open('Inbox');
  await desk.openSession(store, session);
  await expect(desk.bubbles('Hello?')).toHaveCount(1);
  return { store, session };
}

const texts = async (control: Control) => (await control.sent()).map((sent) => sent.text);

test('OS-07 a tab killed in mid-send: the other one takes over and the platform has one', async ({
  desk,
  control,
  anotherTab,
}) => {
  const { store, session } = await openNew(desk, control);
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
  const { store, session } = await openNew(desk, control);
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

test('OS-09 one of five queued offline is refused: the others wait until it is deleted', async ({
  desk,
  control,
  wire,
}) => {
  const { store, session } = await openNew(desk, control);
  wire.cut();
  await expect(desk.page.getByText(LOST)).toBeVisible({ timeout: 20_000 });
  for (let n = 1; n <= 5; n += 1) {
    await desk.send(`Queued ${n}`);
    await expect(desk.bubbles(`Queued ${n}`)).toHaveAttribute('data-state', 'queued');
  }
  const where = { platform: store.platform, store: store.id, path: sendPath(store.platform, session), method: 'POST' };
  await control.fault(where, { fault: 'refuse_send', reason: 'forbidden_word' }, 1);
  wire.mend();
  const failed = desk.bubbles('Queued 1');
  await expect(failed).toHaveAttribute('data-state', 'failed', { timeout: 40_000 });
  await expect(failed).toContainText('Send failed');
  for (const n of [2, 3, 4, 5]) await expect(desk.bubbles(`Queued ${n}`)).toContainText('Waiting behind a failed message');
  await desk.page.getByRole('button', { name: /^Unsent, 5/ }).click();
  const tray = desk.page.getByRole('dialog', { name: 'Unsent messages' });
  await tray.getByRole('listitem').filter({ hasText: 'Queued 1' }).getByRole('button', { name: 'Delete' }).click();
  await expect.poll(() => texts(control), { timeout: 20_000 }).toEqual([2, 3, 4, 5].map((n) => `Queued ${n}`));
});
