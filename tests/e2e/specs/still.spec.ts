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
