// Translations, from the console through the gateway to a translator that stands in for a real one, and back.
import type { Page } from '@playwright/test';
import type { Desk } from '../support/desk.ts';
import { type Control, gatewaySession, type SandboxStore } from '../support/sandbox.ts';
import { expect, test } from '../support/test.ts';

/** Counts what this page asks the gateway to translate. */
function questions(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/translate') asked.push(request.postData() ?? '');
  });
  return asked;
}

const translations = (desk: Desk) => desk.thread.locator('[data-part="translation"]');

async function written(control: Control, store: SandboxStore, text: string): Promise<string> {
  return (await control.buyerWrites(store, text)).session;
}

test('TC-01 leaving a session and coming back asks for nothing and paints both in one frame', async ({ desk, control, page }) => {
  const [shopee, lazada] = [await control.workingStore('shopee'), await control.workingStore('lazada')];
  const first = await written(control, shopee, 'apakah barang ini masih ada stok kak');
  const second = await written(control, lazada, 'kapan pesanan saya dikirim ya kak');
  await desk.open('Inbox');
  await desk.openSession(shopee, first);
  await expect(translations(desk)).toHaveCount(1);
  await desk.openSession(lazada, second);
  await expect(translations(desk)).toHaveCount(1);
  const asked = questions(page);
  // Watches every frame for a message that stands there without its translation.
  await page.evaluate(() => {
    const seen = window as unknown as { bare: number };
    seen.bare = 0;
    const look = () => {
      for (const article of document.querySelectorAll('[role=log] article')) {
        if (article.textContent?.includes('masih ada stok') && !article.querySelector('[data-part="translation"]')) seen.bare += 1;
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await desk.openSession(shopee, first);
  await expect(translations(desk)).toHaveCount(1);
  expect(await page.evaluate(() => (window as unknown as { bare: number }).bare)).toBe(0);
  expect(asked).toEqual([]);
});

test('TC-02 a reload finds the translations on disk and asks for none', async ({ desk, control, page }) => {
  const store = await control.workingStore('shopee');
  const session = await written(control, store, 'apakah bisa kirim hari ini juga kak');
  await desk.open('Inbox');
  await desk.openSession(store, session);
  await expect(translations(desk)).toHaveCount(1);
  const said = await translations(desk).textContent();
  // Nobody is there to translate any more.
  await page.route('**/api/translate', (route) => route.abort());
  const asked = questions(page);
  await page.reload();
  await expect(translations(desk)).toHaveText([said ?? '']);
  expect(asked).toEqual([]);
});

test('TC-03 two tabs that open the same text at once ask for it once', async ({ desk, control, anotherTab, page }) => {
  const [shopee, lazada] = [await control.workingStore('shopee'), await control.workingStore('lazada')];
  const text = 'tolong dibantu cek pesanan saya ya kak';
  const first = await written(control, shopee, text);
  const second = await written(control, lazada, text);
  const other = await anotherTab();
  const asked = questions(page);
  const askedThere = questions(other.page);
  await desk.open('Inbox');
  await other.open('Inbox');
  await Promise.all([desk.openSession(shopee, first), other.openSession(lazada, second)]);
  await expect(translations(desk)).toHaveCount(1);
  await expect(translations(other)).toHaveCount(1);
  expect([...asked, ...askedThere]).toHaveLength(1);
  // Nor is a third session of it asked for.
  const third = await written(control, shopee, text);
  await desk.openSession(shopee, third);
  await expect(translations(desk)).toHaveCount(1);
  expect([...asked, ...askedThere]).toHaveLength(1);
});

/** The stores of which this browser has translations. */
async function kept(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const open = indexedDB.open('steadydesk-2');
        open.onsuccess = () => {
          const keys = open.result.transaction('translations').objectStore('translations').getAllKeys();
          keys.onsuccess = () => {
            open.result.close();
            done([...new Set((keys.result as string[][]).map((key) => key[1] ?? ''))].sort());
          };
        };
      }),
  );
}

test('TC-10 deleting a store takes its translations from every tab, and only its', async ({ control, page, another, world }) => {
  const { Desk } = await import('../support/desk.ts');
  const desk = await Desk.signIn(page, control, 'admin');
  const [shopee, lazada] = [await control.workingStore('shopee'), await control.workingStore('lazada')];
  const doomed = await written(control, shopee, 'apakah toko ini masih buka hari ini');
  const stays = await written(control, lazada, 'apakah toko itu masih buka hari ini');
  await desk.open('Inbox');
  for (const [store, session] of [
    [lazada, stays],
    [shopee, doomed],
  ] as const) {
    await desk.openSession(store, session);
    await expect(translations(desk)).toHaveCount(1);
  }
  const [goes, keeps] = [shopee, lazada].map((store) => gatewaySession(store, 'x').split('~')[0] ?? '');
  await expect.poll(() => kept(page)).toEqual([goes, keeps].sort());
  // Somebody else deletes it, while this tab has it open.
  const admin = await another('admin');
  const answer = await admin.page.request.delete(`${world.url}/api/stores/${goes}`, {
    headers: { origin: world.url, 'sec-fetch-site': 'same-origin' },
  });
  expect(answer.status()).toBe(204);
  await expect.poll(() => kept(page), { timeout: 5_000 }).toEqual([keeps]);
});
