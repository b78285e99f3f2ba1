// What a screen reader and a keyboard meet: axe's rules on every page, in both themes and both languages.
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
  for (const language of ['en', 'zh-CN'] as const) {
    test.describe(`${colorScheme}, ${language}`, () => {
      test.use({ colorScheme });

      test('no page, dialog or menu breaks a rule', async ({ page, desk, control }) => {
        // Ten looks of axe, each over a whole page.
        test.slow();
        const found: Record<string, string[]> = {};
        const look = async (what: string) => {
          found[what] = await violations(page);
        };
        await page.evaluate((tag) => localStorage.setItem('steadydesk.language', tag), language);
        const store = await control.workingStore('shopee');
        const { session } = await control.buyerWrites(store, 'Can everybody read this?');

        await page.goto('/stores');
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expect(page.locator('tbody [data-id]').first()).toBeVisible();
        await look('stores');
        await page.goto('/inbox');
        await page.locator(`[role=option][data-id$="${session}"]`).click();
        const composer = page.locator('.composer textarea');
        await composer.fill('Everybody can.');
        await composer.press('Enter');
        await expect(desk.page.locator('article[data-state=sent]').last()).toBeVisible();
        await look('inbox with a thread');
        for (const path of ['/settings', '/orders', '/nowhere']) {
          await page.goto(path);
          await expect(page.locator('#main').locator('h1, .notice').first()).toBeVisible();
          await look(path);
        }
        await page.keyboard.press('?');
        await expect(page.locator('dialog[open] .key-line').first()).toBeVisible();
        await look('sheet of keys');
        await page.keyboard.press('Escape');
        await page.keyboard.press('ControlOrMeta+k');
        await expect(page.locator('dialog[open] [role=combobox]')).toBeFocused();
        await page.keyboard.type('s');
        await expect(page.locator('dialog[open] [role=option]').first()).toBeVisible();
        await look('palette');
        await page.keyboard.press('Escape');
        await page.locator('[popovertarget=account-menu]').click();
        await expect(page.locator('#account-menu')).toBeVisible();
        await look('account menu');
        await page.locator('#account-menu button').last().click();
        await expect(page.locator('form [name=password]')).toBeVisible();
        await look('sign-in');
        expect(Object.fromEntries(Object.entries(found).filter(([, broken]) => broken.length > 0))).toEqual({});
      });
    });
  }
}

// 400 % of zoom on a screen of 1280 pixels is a view of 320 (WCAG 1.4.10): nothing scrolls sideways.
test('at 400 % everything is there without scrolling sideways', async ({ page, desk, control }) => {
  const store = await control.workingStore('shopee');
  const { session } = await control.buyerWrites(store, 'Is it large enough?');
  await page.setViewportSize({ width: 320, height: 256 });
  const wide: string[] = [];
  for (const path of ['/stores', '/inbox', `/inbox?session=${encodeURIComponent(`shopee-${store.id}~${session}`)}`, '/settings', '/orders']) {
    await page.goto(path);
    await expect(page.locator('#main').locator('h1, h2').first()).toBeAttached();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) wide.push(`${path} by ${over} px`);
  }
  expect(wide).toEqual([]);
  await page.goto('/inbox');
  await expect(page.getByRole('button', { name: 'Go to or do' })).toBeVisible();
  await desk.page.keyboard.press('ControlOrMeta+k');
  const field = page.getByRole('dialog').getByRole('combobox');
  await expect(field).toBeInViewport();
});
