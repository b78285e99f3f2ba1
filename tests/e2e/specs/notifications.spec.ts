// Desktop notifications, with a stand-in for the browser's own: one for all tabs, and none while one of them is seen.
import { expect, test } from '../support/test.ts';
import type { Page } from '@playwright/test';

interface Note {
  title: string;
  body: string;
  tag: string;
  onclick(): void;
}

interface Patched {
  notes: Note[];
  unseen: boolean;
}

/** Notes what is shown in every page from its next load on, and lets a test say whether a page is seen. */
async function standIn(page: Page): Promise<void> {
  await page.context().addInitScript(() => {
    const patched = window as unknown as Patched;
    patched.notes = [];
    patched.unseen = false;
    class Notification {
      // What was allowed once is allowed in every tab.
      static get permission() {
        return localStorage.getItem('allowed') ?? 'default';
      }
      static async requestPermission() {
        localStorage.setItem('allowed', 'granted');
        return 'granted';
      }
      constructor(title: string, options: object) {
        patched.notes.push(Object.assign(this, options, { title }) as unknown as Note);
      }
      close() {}
    }
    Object.assign(window, { Notification });
    Object.defineProperty(document, 'visibilityState', { get: () => (patched.unseen ? 'hidden' : 'visible') });
  });
  await page.reload();
}

async function seen(page: Page, isSeen: boolean): Promise<void> {
  await page.evaluate((isSeen) => {
    (window as unknown as Patched).unseen = !isSeen;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, isSeen);
}

const notes = (page: Page) =>
  page.evaluate(() => (window as unknown as Patched).notes.map(({ title, body }) => `${title}: ${body}`));

test('OS-20 twelve deliveries are one notification over all tabs, and a click on it opens the session', async ({ desk, control, anotherTab }) => {
  const store = await control.workingStore('lazada');
  await standIn(desk.page);
  await desk.navigation.getByRole('link', { name: 'Settings' }).click();
  await desk.page.getByRole('checkbox', { name: 'Desktop notifications of new messages' }).check();
  await desk.open('Inbox');
  const tab = await anotherTab();
  await tab.open('Inbox');
  const pages = [desk.page, tab.page];

  // One tab is seen: no word.
  await seen(desk.page, false);
  await control.buyerWrites(store, 'Seen at once', { buyer: 'Watched' });
  for (const one of [desk, tab]) await expect(one.sessions.getByText('Seen at once')).toBeVisible();

  await seen(tab.page, false);
  await control.fault({ platform: 'lazada', store: store.id }, { fault: 'duplicate_push', copies: 12, every_ms: 0 }, 1);
  const { session } = await control.buyerWrites(store, 'Twelve times', { buyer: 'Insistent' });
  // A store's pushes come in order: with this one, all copies have come.
  await control.buyerWrites(store, 'Behind them', { buyer: 'Patient' });
  const all = async () => (await Promise.all(pages.map(notes))).flat().sort();
  await expect.poll(all).toEqual([`Insistent · ${store.name}: 1 new message`, `Patient · ${store.name}: 1 new message`]);

  const owner = (await notes(desk.page)).length > 0 ? desk : tab;
  await owner.page.evaluate(() => (window as unknown as Patched).notes[0]?.onclick());
  await expect(owner.session(store, session)).toHaveAttribute('aria-selected', 'true');
  await expect(owner.bubbles('Twelve times')).toHaveCount(1);
});
