// What a screen reader and a keyboard meet: axe's rules on every page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What breaks WCAG 2.2 A and AA on the page as it stands. */
async function violations(page: Page): Promise<string[]> {
  // Run by the debugger, so that the page's own policy on scripts stays as it is.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    interface Result {
      violations: { id: string; help: string; nodes: { html: string }[] }[];
    }
    const axe = (window as unknown as { axe: { run(node: Node, options: object): Promise<Result> } }).axe;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const result = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return result.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html).join(' ')}`);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('sign-in breaks no rule', async ({ page }) => {
      await page.goto('/');
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('stores and inbox break no rule', async ({ desk, control, page }) => {
      await desk.open('Stores');
      await expect(desk.storeRows().first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const store = await control.workingStore('shopee');
      const { session } = await control.buyerWrites(store, 'Can everybody read this?');
      await desk.open('Inbox');
      await desk.openSession(store, session);
      await desk.sendAndSee('Everybody can.');
      expect(await violations(page)).toEqual([]);
    });
  });
}
