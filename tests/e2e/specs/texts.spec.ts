// Buyers' words, byte for byte: real shoppers', and hostile ones.
import { expect, test } from '../support/test.ts';
import type { Desk } from '../support/desk.ts';
import { answers, type Control, type SandboxStore } from '../support/sandbox.ts';
import { hostileTexts, shoppersTexts } from '../support/texts.ts';

/** Sessions to write in: one buyer each, spread over all stores that can answer. */
async function spread(control: Control, count: number): Promise<{ store: SandboxStore; buyer: string }[]> {
  const stores = (await control.stores()).filter(answers);
  return Array.from({ length: count }, (_, n) => {
    const store = stores[n % stores.length];
    if (!store) throw new Error('the sandbox has no working store');
    return { store, buyer: `Buyer ${n}` };
  });
}

interface Talk {
  store: SandboxStore;
  session: string;
  texts: string[];
}

/** Buyers write all the texts, each session its share of them, in order. */
async function writeAll(control: Control, texts: string[], sessions: number): Promise<Talk[]> {
  const places = await spread(control, sessions);
  const talks: Talk[] = [];
  const write = async ({ store, buyer }: (typeof places)[number], share: string[]) => {
    let session: string | undefined;
    for (const text of share) {
      const where = session === undefined ? { buyer } : { session };
      session = (await control.buyerWrites(store, text, where)).session;
    }
    if (session !== undefined) talks.push({ store, session, texts: share });
  };
  const size = Math.ceil(texts.length / sessions);
  for (const [n, place] of places.entries()) await write(place, texts.slice(n * size, (n + 1) * size));
  return talks;
}

/** How often each text is in a list. */
function tally(texts: string[]): Map<string, number> {
  const count = new Map<string, number>();
  for (const text of texts) count.set(text, (count.get(text) ?? 0) + 1);
  return count;
}

/** What of `expected` the open thread does not show as often as it should. */
async function missing(desk: Desk, expected: string[]): Promise<string[]> {
  const shown = tally(await desk.texts());
  return [...tally(expected)].filter(([text, times]) => shown.get(text) !== times).map(([text]) => text.slice(0, 80));
}

test.describe("real shoppers' texts", () => {
  const texts = shoppersTexts();
  test.skip(texts.length === 0, "the shoppers' texts (../shared/data) do not lie beside this checkout");
  test.use({ size: { stores: 24, sessions: 0, messages: 0 } });

  test('all arrive byte for byte, are answered, and each answer is sent once', async ({ desk, control }) => {
    test.setTimeout(15 * 60_000);
    expect(texts).toHaveLength(550);
    const talks = await writeAll(control, texts.map(({ text }) => text), 44);
    await desk.open('Inbox');
    await expect(desk.sessionOptions()).toHaveCount(talks.length, { timeout: 60_000 });

    const written: string[] = [];
    for (const talk of talks) {
      await desk.openSession(talk.store, talk.session);
      await expect.poll(() => missing(desk, talk.texts), { timeout: 60_000 }).toEqual([]);
      for (const text of talk.texts) {
        const answer = `Answer ${written.length}: ${text.slice(0, 60)}`;
        written.push(answer);
        await desk.send(answer);
      }
    }
    await expect
      .poll(async () => (await control.sent()).length, { timeout: 5 * 60_000, intervals: [2_000] })
      .toBeGreaterThanOrEqual(written.length);
    expect(tally((await control.sent()).map((sent) => sent.text))).toEqual(tally(written));
    for (const talk of talks) {
      await desk.openSession(talk.store, talk.session);
      await expect(desk.thread.locator('[data-state="sent"]')).toHaveCount(talk.texts.length, { timeout: 60_000 });
    }
  });
});

test.describe('hostile texts', () => {
  test.use({ size: { stores: 12, sessions: 0, messages: 0 } });

  test('200 of them do no harm and are shown as written', async ({ desk, control, page }) => {
    test.setTimeout(10 * 60_000);
    const texts = hostileTexts();
    expect(new Set(texts).size).toBe(200);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(page.url()).origin)) asked.push(request.url());
    });
    page.on('dialog', (dialog) => {
      asked.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const talks = await writeAll(control, texts, 20);
    await desk.open('Inbox');
    await expect(desk.sessionOptions()).toHaveCount(talks.length, { timeout: 60_000 });
    for (const talk of talks) {
      await desk.openSession(talk.store, talk.session);
      await expect.poll(() => missing(desk, talk.texts), { timeout: 60_000 }).toEqual([]);
      // No element that a buyer's words could have made, and only safe links.
      const made = 'script, iframe, style, form, object, embed, base, [onerror], [onload], [onfocus], [style]';
      await expect(desk.thread.locator('[data-part="text"]').locator(made)).toHaveCount(0);
      for (const link of await desk.thread.locator('[data-part="text"] a').all()) {
        expect(await link.getAttribute('href')).toMatch(/^https?:\/\//);
        expect(await link.getAttribute('rel')).toContain('noopener');
      }
    }
    expect(await page.title()).not.toContain('owned');
    expect(asked).toEqual([]);
    // The desk still works: an answer that quotes the worst of them is sent as it is.
    const last = talks.at(-1);
    if (!last) throw new Error('nothing was written');
    const answer = 'You wrote <b onclick="alert(1)">\u202ethis\u202c</b>, right?';
    await desk.sendAndSee(answer);
    expect(await control.sentWith(answer)).toHaveLength(1);
  });
});
