// A store whose login has expired says so wherever it is shown, and holds up nobody else.
import { gatewayStore } from '../support/sandbox.ts';
import { expect, test } from '../support/test.ts';

test('NW-11 an expired login is marked in the store list and on the board; the others stay live', async ({ desk, control, page }) => {
  const store = await control.workingStore('shopee');
  const other = await control.workingStore('lazada');
  const { session } = await control.buyerWrites(store, 'Before');
  const elsewhere = await control.buyerWrites(other, 'Elsewhere');
  await desk.open('Inbox');
  await desk.openSession(store, session);
  await control.setState(store, 'expired');
  await desk.send('Waits for the login');
  await page.getByRole('button', { name: 'Connections' }).click();
  const board = page.getByRole('dialog', { name: 'Connections' });
  await expect(board.locator(`[data-id="${gatewayStore(store)}"]`)).toContainText('Login expired');
  await expect(board.locator(`[data-id="${gatewayStore(other)}"]`)).toContainText('Live');
  await board.getByRole('button', { name: 'Close' }).click();
  const asked = async () => (await control.requests()).filter((request) => request.store === store.id).length;
  const before = await asked();
  await control.buyerWrites(other, 'Still here', { session: elsewhere.session });
  await expect(desk.session(other, elsewhere.session)).toContainText('Still here');
  await desk.open('Stores');
  await expect(desk.storeRow(store)).toContainText('Login expired');
  await expect(desk.storeRow(store)).toContainText('Authorise the store again.');
  await expect(desk.storeRow(other)).toContainText('Normal');
  expect(await asked()).toBe(before);
  await expect(page.getByRole('alert').filter({ hasText: 'Network connection lost' })).toHaveCount(0);
  expect(await control.sentWith('Waits for the login')).toEqual([]);
});
