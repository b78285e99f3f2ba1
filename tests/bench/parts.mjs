// What is measured, one function a part. Each gives a list of samples by name; nothing is averaged here.
import { Browser } from './browser.mjs';
import { slow } from './slow.mjs';

/** Samples by name, in the order they were taken. */
export class Samples {
  all = {};

  add(name, value) {
    (this.all[name] ??= []).push(Math.round(value * 100) / 100);
  }

  /** What `bench.afterHand` gave; nothing is a run that does not count. */
  addHand(name, taken) {
    if (!taken) return;
    this.add(`${name}_ms`, taken.ms);
    this.add(`${name}_frames`, taken.frames);
  }
}

// What the console puts off until it has nothing to do (writing to its storage) belongs to the visit before.
export const quiet = (page) => page.waitForTimeout(1_000);

/** Until the offline shell is there: from the second visit on every operator has it. */
const shell = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

export const option = (page, id) =>
  page.getByRole('listbox', { name: 'Sessions' }).locator(`[role=option][data-id="${id.replace(/["\\]/g, '\\$&')}"]`);

/** Cold: a new profile. Warm: the second visit with the same one. */
export async function start({ url, cookie, runs }) {
  const samples = new Samples();
  for (let run = 0; run < runs; run += 1) {
    const browser = await Browser.open(cookie);
    try {
      const cold = await browser.visit(url);
      samples.add('cold_ms', cold.started);
      await shell(cold.page);
      await quiet(cold.page);
      await cold.page.close({ runBeforeUnload: true });
      const warm = await browser.visit(url);
      samples.add('warm_ms', warm.started);
      samples.add('warm_takes_ms', warm.takes);
    } finally {
      await browser.close();
    }
  }
  return samples.all;
}

/** From the click on a session to its newest message on the screen: never opened before, and opened before. */
export async function click({ url, cookie, runs, threads }) {
  const samples = new Samples();
  const browser = await Browser.open(cookie);
  try {
    for (let run = 0; run < runs; run += 1) {
      const { page } = await browser.visit(url);
      // Another one first, so that what is measured is the switch and not the pane's first drawing.
      const other = await page.evaluate(
        (ours) => bench.options().map((row) => row.dataset.id).find((id) => id && !ours.includes(id)),
        threads.map((thread) => thread.session),
      );
      const open = async (id, newest) => {
        const shown = page.evaluate(
          ([id, newest]) =>
            bench.afterHand(
              () =>
                bench.options().some((row) => row.dataset.id === id && row.ariaSelected === 'true') &&
                bench.messages().some((article) => (newest ? article.dataset.id === newest : article.dataset.id)),
            ),
          [id, newest],
        );
        await option(page, id).click();
        return shown;
      };
      await open(other);
      for (const time of ['first', 'again']) {
        for (const thread of threads) {
          samples.addHand(`${time}_${thread.messages}`, await open(thread.session, thread.newest));
        }
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return samples.all;
}

/** From the press of Send to the bubble. */
export async function send({ url, cookie, runs, answerable }) {
  const samples = new Samples();
  const browser = await Browser.open(cookie);
  try {
    const { page } = await browser.visit(url);
    await option(page, answerable.session).click();
    const button = page.getByRole('button', { name: `Send to ${answerable.store}`, exact: true });
    const composer = page.getByRole('textbox', { name: 'Message', exact: true });
    for (let run = 0; run < runs; run += 1) {
      const text = `Measured ${run} of ${runs}, ${Date.now()}`;
      await composer.fill(text);
      const shown = page.evaluate(
        (text) =>
          bench.afterHand(() => bench.messages().some((one) => one.dataset.state && one.textContent.includes(text))),
        text,
      );
      await button.click();
      samples.addHand('bubble', await shown);
      // The next one must not queue behind this one.
      await page.evaluate(
        (text) =>
          bench.until(() =>
            bench.messages().some((one) => one.dataset.state === 'sent' && one.textContent.includes(text)),
          ),
        text,
      );
    }
  } finally {
    await browser.close();
  }
  return samples.all;
}

/** From Enter, and from the last key, to the result over a server 30 ms away; to the veil over one a second away. */
export async function search({ url, cookie, runs, find }) {
  const samples = new Samples();
  const way = await slow(url, 30);
  const browser = await Browser.open(cookie);
  try {
    const { page } = await browser.visit(way.url);
    const field = page.getByRole('searchbox', { name: 'Search sessions' });
    const first = await page.evaluate(() => bench.options()[0].dataset.id);
    const found = (id) => page.evaluate((id) => bench.afterHand(() => bench.options().some((row) => row.dataset.id === id)), id);
    const veiled = () =>
      page.evaluate(() =>
        bench.afterHand(() =>
          bench.all('status').some((one) => one.textContent.includes('Loading data...') && one.checkVisibility()),
        ),
      );
    const clear = async () => {
      way.delay = 0;
      const back = found(first);
      await field.fill('');
      await field.press('Enter');
      await back;
      // A veil stays for a while once it is shown.
      await page.waitForTimeout(500);
    };
    for (let run = 0; run < runs; run += 1) {
      const word = find.text;
      way.delay = 30;
      await field.fill(word);
      let shown = found(find.session);
      await field.press('Enter');
      samples.addHand('enter_to_result', await shown);
      await clear();

      way.delay = 30;
      await field.fill(word.slice(0, -1));
      shown = found(find.session);
      // A key overtakes what the page is asked to do; a locator's own steps do not.
      await field.pressSequentially(word.slice(-1));
      samples.addHand('key_to_result', await shown);
      await clear();

      way.delay = 1_000;
      await field.fill(word);
      const veil = veiled();
      await field.press('Enter');
      samples.addHand('enter_to_veil', await veil);
      way.delay = 0;
      await page.evaluate((id) => bench.until(() => bench.options().some((row) => row.dataset.id === id)), find.session);
      await clear();
    }
  } finally {
    await browser.close();
    way.close();
  }
  return samples.all;
}

/** Out of the inbox and back: from the click on its link to the rows. */
export async function back({ url, cookie, runs }) {
  const samples = new Samples();
  const browser = await Browser.open(cookie);
  try {
    const { page } = await browser.visit(url);
    const main = page.getByRole('navigation', { name: 'Main' });
    for (let run = 0; run < runs; run += 1) {
      await main.getByRole('link', { name: /^Stores/ }).click();
      await page.getByRole('table', { name: 'Stores' }).locator('[data-id]').first().waitFor();
      const shown = page.evaluate(() => bench.afterHand(() => bench.options().some((row) => row.dataset.id)));
      await main.getByRole('link', { name: /^Inbox/ }).click();
      samples.addHand('back', await shown);
    }
  } finally {
    await browser.close();
  }
  return samples.all;
}

/**
 * Out of the inbox and back with the list scrolled and a session open: frames, and requests for the list before the
 * paint. Then a reload with a gateway that answers for lists and threads a second later: what is there before is the disk's.
 */
export async function recover({ url, cookie, runs }) {
  const samples = new Samples();
  const way = await slow(url, 0);
  const browser = await Browser.open(cookie);
  try {
    const { page } = await browser.visit(way.url);
    const main = page.getByRole('navigation', { name: 'Main' });
    await page.evaluate(() => {
      bench.scroller().scrollTop = 1_000;
    });
    const whole = () =>
      bench.options().some((row) => row.ariaSelected === 'true') && bench.messages().some((article) => article.dataset.id);
    await page.getByRole('listbox', { name: 'Sessions' }).locator('[role=option][data-id]').nth(4).click();
    await page.evaluate(`bench.until(${whole})`);
    await page.mouse.move(700, 400);
    for (let run = 0; run < runs; run += 1) {
      await main.getByRole('link', { name: /^Stores/ }).click();
      await page.getByRole('table', { name: 'Stores' }).locator('[data-id]').first().waitFor();
      const before = await page.evaluate(() => bench.lists());
      const shown = page.evaluate(`bench.afterHand(${whole}).then((taken) => ({ taken, lists: bench.lists() }))`);
      await main.getByRole('link', { name: /^Inbox/ }).click();
      const { taken, lists } = await shown;
      samples.addHand('away', taken);
      samples.add('away_requests', lists - before);
    }
    await shell(page);
    way.delay = 1_000;
    for (let run = 0; run < runs; run += 1) {
      await page.waitForTimeout(4_000);
      await page.reload({ waitUntil: 'commit' });
      samples.add('reload_ms', await page.evaluate(() => bench.listPainted));
      samples.add('reload_takes_ms', await page.evaluate(() => bench.listTakes));
      samples.add('reload_whole_ms', await page.evaluate(`bench.until(${whole})`));
    }
  } finally {
    await browser.close();
    way.close();
  }
  return samples.all;
}

/** Memory after the start; then the list flung from its first row to its last, and memory after that. */
export async function fling({ url, cookie, runs, sessions }) {
  const samples = new Samples();
  const browser = await Browser.open(cookie);
  try {
    const { page } = await browser.visit(url);
    await quiet(page);
    const note = async (when) => {
      const memory = await browser.memory(page);
      for (const [name, value] of Object.entries(memory)) samples.add(`${when}_${name}`, value);
    };
    await note('started');
    const height = await page.evaluate(() => bench.scroller()?.scrollHeight ?? 0);
    // A row of three lines is higher than this; a list of pages holds half of the smallest team.
    const whole = height >= sessions * 40;
    samples.add('virtual', Number(whole));
    if (!whole) return samples.all;
    for (let run = 0; run < runs; run += 1) {
      const flung = await page.evaluate(() => bench.fling(3_000));
      samples.add('longest_frame_ms', flung.longest);
      samples.add('frames', flung.frames);
      samples.add('blank_percent', flung.blank * 100);
      samples.add('unfilled_percent', flung.unfilled * 100);
      samples.add('settled_ms', flung.settled);
      samples.add('rows_mounted', flung.rows);
    }
    await note('flung');
  } finally {
    await browser.close();
  }
  return samples.all;
}
