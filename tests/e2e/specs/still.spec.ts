// The desk stays steady: nothing moves that nobody moved. The watched page fails when something does.
import { Desk } from '../support/desk.ts';
import { expect, test } from '../support/test.ts';

test('signing in, the stores and the inbox shift nothing', async ({ page, control }) => {
  const store = await control.workingStore('shopee');
  const { session } = await control.buyerWrites(store, 'Does anything move?');
  const desk = await Desk.signIn(page, control, 'operator');
  await desk.open('Stores');
  await expect(desk.storeRows().first()).toBeVisible();
  await desk.open('Inbox');
  await expect(desk.session(store, session)).toContainText('Does anything move?');
  await desk.openSession(store, session);
  await expect(desk.bubbles('Does anything move?')).toHaveCount(1);
  await desk.open('Stores');
  await desk.open('Inbox');
  await expect(desk.session(store, session)).toBeVisible();
});

test.describe('a request that fails', () => {
  test.use({ noise: [/net::ERR_FAILED/] });

  test('a session list that cannot be asked for again says so without moving anything', async ({ desk, control, page }) => {
    const store = await control.workingStore('shopee');
    const { session } = await control.buyerWrites(store, 'Before');
    await desk.open('Inbox');
    await expect(desk.session(store, session)).toContainText('Before');
    const foot = page.locator('.list-foot');
    const before = await foot.boundingBox();
    await page.route(/\/api\/sessions\?/, (route) => route.abort());
    // As when the operator comes back to the tab.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    const retry = foot.getByRole('button', { name: 'Retry' });
    await expect(retry).toBeVisible();
    await expect(foot).toContainText('Not refreshed');
    expect(await foot.boundingBox()).toEqual(before);
    await page.unroute(/\/api\/sessions\?/);
    await retry.click();
    await expect(foot).not.toContainText('Not refreshed');
  });
});
