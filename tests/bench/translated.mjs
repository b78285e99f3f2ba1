// A browser's database full of translations, as docs/storage.md has them, and a switch to a session that has 500.
import { Browser } from './browser.mjs';
import { Samples, option, quiet } from './parts.mjs';

const CACHED = 500;
const TARGET = 'en';
const VERIFIED = 10_000;

/** SipHash-2-4 with 128 bits, as the console names texts and sums entries up. */
function sip(text, k0) {
  const mask = (1n << 64n) - 1n;
  const bytes = Buffer.from(text);
  const number = (part) => part.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let v = [0x736f6d6570736575n ^ k0, 0x646f72616e646f6dn ^ 0xeen, 0x6c7967656e657261n ^ k0, 0x7465646279746573n];
  const turn = (word, by) => ((word << by) | (word >> (64n - by))) & mask;
  const rounds = (count) => {
    let [a, b, c, d] = v;
    for (let round = 0; round < count; round += 1) {
      a = (a + b) & mask;
      b = turn(b, 13n) ^ a;
      a = turn(a, 32n);
      c = (c + d) & mask;
      d = turn(d, 16n) ^ c;
      a = (a + d) & mask;
      d = turn(d, 21n) ^ a;
      c = (c + b) & mask;
      b = turn(b, 17n) ^ c;
      c = turn(c, 32n);
    }
    v = [a, b, c, d];
  };
  const block = (word) => {
    v[3] ^= word;
    rounds(2);
    v[0] ^= word;
  };
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) block(number(bytes.subarray(at, at + 8)));
  block((BigInt(bytes.length % 256) << 56n) | number(bytes.subarray(whole)));
  const sum = (at, mark) => {
    v[at] ^= mark;
    rounds(4);
    const word = v.reduce((all, one) => all ^ one, 0n);
    return Buffer.from(word.toString(16).padStart(16, '0'), 'hex').reverse().toString('hex');
  };
  return sum(2, 0xeen) + sum(1, 0xddn);
}

function row(hash, from, maker, text) {
  const content = [hash, TARGET, from, maker, text].join('\n');
  return ['1', sip(content, 2n).slice(0, 16), content].join('\n');
}

/** Entries for the newest messages of a session, 500 in all. */
async function entries({ url, cookie }, thread) {
  const call = async (path, body) => {
    const headers = { cookie: `${cookie.name}=${cookie.value}`, origin: url, 'content-type': 'application/json' };
    const answer = await fetch(url + path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const user = (await call('/api/me')).id;
  // By whoever translates now: what another one made would be asked for anew.
  const { provider } = await call('/api/translate', { texts: ['Apa kabar?'], to: TARGET });
  const maker = `${provider.name} ${provider.version}`;
  const page = await call(`/api/sessions/${encodeURIComponent(thread.session)}/messages?limit=200`);
  const said = page.items.filter((one) => one.author === 'buyer' && one.content.text).map((one) => one.content.text.text);
  const texts = new Map(said.map((text) => [sip(text.trim(), 1n), `Translated: ${text}`]));
  for (let n = 0; texts.size < CACHED; n += 1) texts.set(sip(`Text ${n}`, 1n), `Translated text ${n} of a page of older messages`);
  return { user, rows: [...texts].map(([hash, text]) => [hash, row(hash, 'id', maker, text)]) };
}

/** Runs in the page: writes the rows of the session, and of as many others as make `count`; in transactions of 2,000. */
async function fill({ user, store, session, rows, target, count }) {
  const open = indexedDB.open('steadydesk-2');
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await done(open);
  const write = (batch) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction('translations', 'readwrite', { durability: 'relaxed' });
      const table = transaction.objectStore('translations');
      for (const [key, text] of batch) table.put({ k: [user, `${key[3]} ${key[4]}`], t: text }, key);
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  await write(rows.map(([hash, text]) => [[user, store, session, target, hash], text]));
  const hex = (n) => (Math.imul(n, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').repeat(3) + n.toString(16).padStart(8, '0');
  for (let begun = rows.length; begun < count; begun += 2_000) {
    const batch = [];
    for (let n = begun; n < Math.min(begun + 2_000, count); n += 1) {
      const other = `${store}~other-${Math.floor(n / 500)}`;
      batch.push([[user, store, other, target, hex(n)], rows[n % rows.length][1]]);
    }
    await write(batch);
  }
  const all = await done(database.transaction('translations').objectStore('translations').count());
  database.close();
  return all;
}

/** A browser whose database has so many entries. The console makes the database, and must not hold it meanwhile. */
async function filled({ url, cookie, threads }, samples, count) {
  const thread = threads[0];
  const { user, rows } = await entries({ url, cookie }, thread);
  const browser = await Browser.open(cookie);
  const { page } = await browser.visit(url);
  await quiet(page);
  await page.goto(`${url}/api/hello`);
  const given = { user, store: thread.session.split('~')[0], session: thread.session, rows, target: TARGET, count };
  samples.add('entries', await page.evaluate(fill, given));
  await page.close();
  return browser;
}

/** From the click on a session to its newest messages and their translations on the screen; and what was asked for. */
export async function translated({ url, cookie, runs, threads, entries: count }) {
  const samples = new Samples();
  const thread = threads[0];
  const browser = await filled({ url, cookie, threads }, samples, count);
  try {
    for (let run = 0; run < runs; run += 1) {
      const { page } = await browser.visit(url);
      let asked = 0;
      page.on('request', (request) => {
        asked += Number(new URL(request.url()).pathname === '/api/translate');
      });
      const other = await page.evaluate(
        (ours) => bench.options().map((row) => row.dataset.id).find((id) => id && !ours.includes(id)),
        threads.map((one) => one.session),
      );
      const open = async (id) => {
        const shown = page.evaluate(
          ([id, part]) =>
            bench.afterHand(() => {
              if (!bench.options().some((row) => row.dataset.id === id && row.ariaSelected === 'true')) return false;
              const messages = bench.messages().filter((one) => one.dataset.id);
              return messages.length > 0 && (!part || messages.some((one) => one.querySelector(part)));
            }),
          [id, id === thread.session ? '[data-part="translation"]' : ''],
        );
        await option(page, id).click();
        return shown;
      };
      await open(other);
      await quiet(page);
      // The other session's own are on their way or here; what is asked for from now on is this one's.
      asked = 0;
      samples.addHand('first', await open(thread.session));
      await open(other);
      samples.addHand('again', await open(thread.session));
      await quiet(page);
      samples.add('requests', asked);
      await page.close();
    }
  } finally {
    await browser.close();
  }
  await verify({ url, cookie, threads }, samples, runs);
  return samples.all;
}

/** The cache doctor's "Verify" over 10,000 entries: how long it takes, and its longest frame. */
async function verify(plan, samples, runs) {
  const browser = await filled(plan, new Samples(), VERIFIED);
  try {
    const { page } = await browser.visit(plan.url);
    await page.goto(`${plan.url}/settings`);
    const button = page.getByRole('button', { name: 'Verify', exact: true });
    await button.waitFor();
    await quiet(page);
    for (let run = 0; run < runs; run += 1) {
      const taken = page.evaluate(() =>
        bench.framesAfterHand(() => document.querySelector('[data-part=doctor]').textContent.startsWith('10,000 texts verified,')),
      );
      await button.click();
      const { ms, longest } = await taken;
      samples.add('verify_ms', ms);
      samples.add('verify_longest_frame_ms', longest);
    }
  } finally {
    await browser.close();
  }
}
