// Everything without a mouse.
import { expect, test } from '../support/test.ts';

test('a buyer is found, read and answered by keys alone', async ({ desk, control, page }) => {
  const store = await control.workingStore('shopee');
  const question = 'Is there a key for everything? 7741';
  const { session } = await control.buyerWrites(store, question);
  // What the gateway has not heard yet cannot be found there.
  await expect(desk.session(store, session)).toContainText(question);
  await page.keyboard.press('ControlOrMeta+k');
  const field = page.getByRole('combobox', { name: 'Page, store, session or action' });
  await expect(field).toBeFocused();
  // Found by what the buyer wrote.
  await field.pressSequentially('everything? 7741');
  const option = page.getByRole('listbox', { name: 'Found' }).getByRole('option', { name: /Session/ });
  await expect(option).toHaveCount(1);
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(desk.bubbles(question)).toHaveCount(1);
  await expect(desk.session(store, session)).toHaveAttribute('aria-selected', 'true');

  await page.keyboard.press('r');
  await expect(desk.composer).toBeFocused();
  const answer = 'There is: r writes, Enter sends.';
  await page.keyboard.type(answer);
  await page.keyboard.press('Enter');
  await expect(desk.bubbles(answer)).toHaveAttribute('data-state', 'sent');

  await page.keyboard.press('Escape');
  await expect(desk.thread).toBeHidden();
  await expect(desk.sessions.getByRole('option').and(page.locator(':focus'))).toHaveCount(1);
});

test('what is opened by a key is closed by Escape, and the focus goes back', async ({ desk, page }) => {
  await desk.open('Stores');
  const first = desk.storeRows().first().getByRole('link').first();
  await first.focus();
  for (const [key, name] of [
    ['?', 'Keyboard shortcuts'],
    ['ControlOrMeta+k', 'Go to or do'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(first).toBeFocused();
  }
  await page.keyboard.press('j');
  await expect(desk.storeRows().nth(1).getByRole('link').first()).toBeFocused();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(desk.sessions).toBeVisible();
  await page.keyboard.press('/');
  await expect(desk.search('Search sessions')).toBeFocused();
});

test('the first Tab leads past the navigation', async ({ desk, page }) => {
  await desk.open('Stores');
  await page.reload();
  await expect(desk.storeRows().first()).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await expect(page).toHaveURL(/stores/);
});
