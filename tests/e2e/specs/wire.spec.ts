// One request or one answer goes wrong on the wire between browser and gateway: no message is lost or doubled by it.
import type { Mishap } from '../support/proxy.ts';
import { expect, test } from '../support/wired.ts';

// The browser says so of every request that finds nobody.
test.use({ noise: [/net::ERR_/] });

const SENDS = /^POST \/api\/sessions\/[^/]+\/messages$/;

for (const mishap of ['reset', 'swallow', 'lose-reply', 'cut-body'] as Mishap[]) {
  test(`${mishap}: a message handed over is at the marketplace once, and in its order`, async ({ desk, control, wire }) => {
    const store = await control.workingStore('tiktok');
    const { session } = await control.buyerWrites(store, 'Hello?');
    await desk.open('Inbox');
    await desk.openSession(store, session);
    wire.strike(mishap, SENDS);
    await desk.send('Struck');
    await expect.poll(() => wire.waiting).toBe(0);
    await desk.send('Right behind');
    await expect(desk.bubbles('Right behind')).toHaveCount(1);
    // A swallowed request is not answered before the middle of the network wakes up.
    if (mishap === 'swallow') wire.mend();
    for (const text of ['Struck', 'Right behind']) {
      await expect(desk.bubbles(text)).toHaveCount(1);
      await expect(desk.bubbles(text)).toHaveAttribute('data-state', 'sent', { timeout: 40_000 });
    }
    expect((await control.sent()).map((sent) => sent.text)).toEqual(['Struck', 'Right behind']);
  });
}

test('a slow wire brings the thread whole, and no bar', async ({ desk, control, wire, page }) => {
  const store = await control.workingStore('shopee');
  const { session } = await control.buyerWrites(store, 'Before');
  await desk.open('Inbox');
  await expect(desk.session(store, session)).toBeVisible();
  wire.slow(2_000);
  await desk.openSession(store, session);
  await expect(desk.bubbles('Before')).toHaveCount(1);
  await desk.sendAndSee('Slowly');
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(await control.sentWith('Slowly')).toHaveLength(1);
});
