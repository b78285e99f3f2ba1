// What happens without anybody asking: messages that come, counts that follow.
import { expect, test } from '../support/test.ts';
import { PLATFORMS } from '../support/sandbox.ts';

/** The unread total in the page's title: `(3) Steadydesk`; 0 without one. */
async function unreadInTitle(title: Promise<string>): Promise<number> {
  return Number(/\((\d+)\+?\)/.exec(await title)?.[1] ?? 0);
}

for (const platform of PLATFORMS) {
  test(`a message of a ${platform} buyer appears by itself`, async ({ desk, control }) => {
    const store = await control.workingStore(platform);
    const { session } = await control.buyerWrites(store, 'Hello?');
    await desk.open('Inbox');
    await desk.openSession(store, session);
    await expect(desk.bubbles('Hello?')).toHaveCount(1);
    await control.buyerWrites(store, 'Are you there?', { session });
    await expect(desk.bubbles('Are you there?')).toHaveCount(1);
    await expect(desk.session(store, session)).toContainText('Are you there?');
  });
}

test('unread counts follow in the navigation and the title', async ({ desk, control, page }) => {
  const [read, unread] = (await control.stores('lazada')).filter((store) => store.state === 'normal');
  const store = read ?? (await control.workingStore('lazada'));
  const other = unread ?? store;
  await desk.open('Inbox');
  const opened = await control.buyerWrites(store, 'First');
  await desk.openSession(store, opened.session);
  await expect(desk.bubbles('First')).toHaveCount(1);
  // An open session is read; let that settle before counting.
  await expect.poll(async () => {
    const before = await unreadInTitle(page.title());
    await page.evaluate(() => new Promise(requestAnimationFrame));
    return before - (await unreadInTitle(page.title()));
  }).toBe(0);
  const before = await unreadInTitle(page.title());

  for (const text of ['Second', 'Third', 'Fourth']) {
    await control.buyerWrites(other, text, { buyer: 'A new buyer' });
  }
  await expect.poll(() => unreadInTitle(page.title())).toBe(before + 3);
  await expect(desk.navigation.getByRole('link', { name: /^Inbox/ })).toContainText(String(before + 3));
});

test('a colleague sees an answer without reloading', async ({ desk, control, another }) => {
  const store = await control.workingStore('shopee');
  const { session } = await control.buyerWrites(store, 'Two of you?');
  const colleague = await another('colleague');
  for (const one of [desk, colleague]) {
    await one.open('Inbox');
    await one.openSession(store, session);
  }
  await desk.sendAndSee('One of us answers.');
  await expect(colleague.bubbles('One of us answers.')).toHaveCount(1);
});

test.describe('with a gateway that dies', () => {
  // The browser says so of every request that finds nobody.
  test.use({ noise: [/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED/] });

  test('the gateway may die and come back: the desk catches up by itself', async ({ desk, control, world }) => {
    const store = await control.workingStore('shopee');
    const { session } = await control.buyerWrites(store, 'Before');
    await desk.open('Inbox');
    await desk.openSession(store, session);
    await expect(desk.bubbles('Before')).toHaveCount(1);
    await world.crashGateway();
    await control.buyerWrites(store, 'After', { session });
    await expect(desk.bubbles('After')).toHaveCount(1, { timeout: 45_000 });
    await expect(desk.bubbles('Before')).toHaveCount(1);
  });
});
