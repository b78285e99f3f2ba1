// Signing out in one tab signs out every tab of the browser.
import { expect, test } from '../support/test.ts';

// The browser says so of whoever still asks.
test.use({ noise: [/status of 401/] });

test('signing out in one tab signs out all tabs', async ({ desk, page, anotherTab }) => {
  await desk.open('Inbox');
  const tabs = [await anotherTab(), await anotherTab()];
  for (const tab of tabs) await tab.open('Inbox');
  // Of a tab that hears through another's connection, not of the one that has it.
  const [first, second] = tabs;
  await second?.page.locator('[popovertarget=account-menu]').click();
  await second?.page.getByRole('button', { name: 'Sign out' }).click();
  for (const one of [page, first?.page, second?.page]) {
    if (one) await expect(one.getByRole('textbox', { name: 'Password' })).toBeVisible();
  }
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible();
});
