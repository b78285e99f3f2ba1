// Narrow windows: a phone in one hand, and 400 % zoom, which is 320 pixels.
import type { Page } from '@playwright/test';
import type { Desk } from '../support/desk.ts';
import type { SandboxStore } from '../support/sandbox.ts';
import { expect, test } from '../support/test.ts';

/** What is wider than the window, and nobody could read without scrolling both ways. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const room = document.querySelector('#main');
    const wide = [document.documentElement, ...(room ? [room] : [])].filter((one) => one.scrollWidth > one.clientWidth);
    return wide.map((one) => `${one.tagName}: ${one.scrollWidth} of ${one.clientWidth}`);
  });
}

/** The thread takes the list's place. */
async function open(desk: Desk, store: SandboxStore, session: string): Promise<void> {
  await desk.session(store, session).click();
  await expect(desk.sendButton(store)).toBeVisible();
  await expect(desk.sessions).toBeHidden();
}

for (const [name, viewport] of [
  ['390 pixels', { width: 390, height: 844 }],
  ['400 % zoom', { width: 320, height: 256 }],
] as const) {
  test.describe(name, () => {
    test('every page fits, and list and thread lead to each other', async ({ desk, control, page }) => {
      // Signed in while it was wide: there the main navigation is in sight.
      await page.setViewportSize(viewport);
      const store = await control.workingStore('shopee');
      const { session } = await control.buyerWrites(store, 'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(3));
      expect(await tooWide(page)).toEqual([]);
      await page.goto('/stores');
      await expect(desk.storeRows().first()).toBeVisible();
      expect(await tooWide(page)).toEqual([]);
      await page.goto('/inbox');
      await open(desk, store, session);
      await expect(desk.thread.getByRole('article').last()).toBeVisible();
      expect(await tooWide(page)).toEqual([]);
      await desk.sendAndSee('Read on a phone');
      await page.getByRole('button', { name: 'Back to the sessions' }).click();
      await expect(desk.session(store, session)).toBeVisible();
    });
  });
}

test.describe('under the thumb', () => {
  test.use({ hasTouch: true });

  test('what stands at the lower edge is 44 pixels high and wide', async ({ desk, control, page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const store = await control.workingStore('shopee');
    const { session } = await control.buyerWrites(store, 'Hello?');
    await page.goto('/inbox');
    await open(desk, store, session);
    for (const button of [desk.sendButton(store), page.getByRole('button', { name: 'Attach pictures' })]) {
      const box = await button.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect(box?.width).toBeGreaterThanOrEqual(44);
    }
  });
});
