// The main job: sign in, see every shop, read what buyers wrote, answer it.
import { expect, test } from '../support/test.ts';
import { gatewayStore, PLATFORMS } from '../support/sandbox.ts';

test.describe('the main job', () => {
  test.use({ size: { stores: 24, sessions: 2, messages: 4 } });

  test('every shop of the three marketplaces is listed', async ({ desk, control }) => {
    const stores = await control.stores();
    await desk.open('Stores');
    await expect(desk.storeRows()).toHaveCount(stores.length);
    for (const store of stores) {
      await expect(desk.storeRow(store)).toContainText(store.name);
    }
    const tabs = { shopee: 'Shopee', lazada: 'Lazada', tiktok: 'TikTok Shop' } as const;
    for (const platform of PLATFORMS) {
      await desk.tab(tabs[platform]).click();
      const expected = stores.filter((store) => store.platform === platform).map(gatewayStore);
      const ids = () => desk.storeRows().evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id') ?? ''));
      await expect.poll(async () => (await ids()).sort()).toEqual(expected.sort());
    }
  });

  for (const platform of PLATFORMS) {
    test(`a buyer on ${platform} is read and answered, once`, async ({ desk, control }) => {
      const store = await control.workingStore(platform);
      const question = `Is the blue one in stock? 240${platform}4A/77-SG`;
      const { session } = await control.buyerWrites(store, question);
      await desk.open('Inbox');
      await desk.openSession(store, session);
      await expect(desk.bubbles(question)).toHaveCount(1);

      const answer = `Yes, it ships today. (${platform})`;
      await desk.sendAndSee(answer);
      const sent = await control.sentWith(answer);
      expect(sent).toHaveLength(1);
      expect(sent[0]).toMatchObject({ platform, session });
      expect(String(sent[0]?.store)).toContain(store.id);

      // What the desk shows is what it keeps: the same after a reload.
      await desk.page.reload();
      await desk.openSession(store, session);
      await expect(desk.bubbles(answer)).toHaveCount(1);
      await expect(desk.bubbles(question)).toHaveCount(1);
    });
  }

  test('nobody sees anything without signing in', async ({ page, world }) => {
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    for (const path of ['/api/stores', '/api/sessions', '/api/unread', '/api/events']) {
      expect((await fetch(world.url + path)).status, path).toBe(401);
    }
  });
});
