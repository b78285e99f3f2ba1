// Drives the console in a browser and prints, as one JSON object, every sample of every part that was asked for.
// `cargo xtask bench` builds and starts what is measured and works the samples up; the plan comes on standard input:
// {"parts": ["start", …], "runs": 9, "url": …, "sandbox": …, "sessions": …, "threads": […], "find": {…}, "entries": …}
import { Browser, signIn } from './browser.mjs';
import * as others from './parts.mjs';
import { translated } from './translated.mjs';

const parts = { ...others, translated };

/** A buyer of a store that can be answered writes, so that their session is the newest; waits until it is listed. */
async function answerable({ url, sandbox }, cookie) {
  const call = async (at, body) => {
    const headers = { 'content-type': 'application/json', cookie: `${cookie.name}=${cookie.value}` };
    const answer = await fetch(at, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
    if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const stores = await call(`${sandbox}/control/stores`);
  // Shopee lets no app write in Taiwan.
  const store = stores.find((one) => one.state === 'normal' && !(one.platform === 'shopee' && one.region === 'TW'));
  if (!store) throw new Error('the sandbox has no store that can be answered');
  const id = `${store.platform}-${store.id}`;
  const text = `Is this measured? ${Date.now()}`;
  await call(`${sandbox}/control/buyer-messages`, { store: id, text });
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const page = await call(`${url}/api/sessions?store=${id}&limit=1`);
    if (JSON.stringify(page.items[0]?.last ?? '').includes(text)) return { session: page.items[0].id, store: store.name };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the gateway did not hear of the buyer of ${id} within a minute`);
}

let text = '';
for await (const chunk of process.stdin) text += chunk;
const plan = JSON.parse(text);
const cookie = await signIn(plan.url);
// Also shows that the gateway has done the work of its start.
const session = await answerable(plan, cookie);
const browser = await Browser.open(cookie);
const chromium = browser.version;
await browser.close();
const samples = {};
for (const part of plan.parts) {
  process.stderr.write(`  ${part}, ${plan.sessions} sessions, ${plan.runs} runs\n`);
  try {
    samples[part] = await parts[part]({ ...plan, cookie, answerable: session });
  } catch (error) {
    // The other parts took minutes too: they are not lost with this one.
    process.stderr.write(`  ${part} failed: ${error.stack}\n`);
    samples[part] = { failed: error.message };
  }
}
process.stdout.write(`${JSON.stringify({ chromium, samples })}\n`);
