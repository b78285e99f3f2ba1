// The offline shell: the console's own files, so that it starts without a network. Nothing else is kept: what the
// gateway says (/api and the like) never passes through here.
//
// A page is asked of the network first, and comes from the shell where that fails or takes long. Files whose names
// follow their content (`cargo xtask dist` gives those) come from the shell, all others from the network as long as
// there is one. Browsers that can ask the network beside this program do (`addRoutes`): a start never waits for it. A shell is whole or not at all: a new page replaces the old one once every file that it names is here.
const SHELL = 'steadydesk-shell-1';
const PAGE = '/';
/** Milliseconds after which a page that does not come is taken from the shell. */
const PATIENCE = 1500;

const isTheGateways = (path) => /^\/(api|push|oauth|healthz)(\/|$)/.test(path);
const isForGood = (path) => /-[0-9a-f]{20}(_bg)?\.\w+$/.test(path);

addEventListener('install', (event) => {
  const race = 'race-network-and-fetch-handler';
  const routes = [
    { condition: { urlPattern: new URLPattern({ pathname: '/api/*' }) }, source: 'network' },
    { condition: { requestMode: 'navigate' }, source: race },
    { condition: { urlPattern: new URLPattern({ pathname: '/*.(js|wasm|css)' }) }, source: race },
  ];
  event.addRoutes?.(routes).catch(() => {});
  event.waitUntil(fetch(PAGE, { cache: 'no-cache' }).then(renew).then(() => skipWaiting()));
});

addEventListener('activate', (event) => event.waitUntil(begin()));

async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith('steadydesk-shell-') && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== location.origin || isTheGateways(pathname)) return;
  if (event.request.mode === 'navigate') event.respondWith(page(event));
  else if (/\.(js|wasm|css)$/.test(pathname)) event.respondWith(file(event, pathname));
});

async function page(event) {
  const network = fetch(event.request);
  event.waitUntil(network.then((answer) => renew(answer.clone())).catch(() => {}));
  const late = new Promise((_, no) => setTimeout(no, PATIENCE));
  try {
    const answer = await Promise.race([network, late]);
    if (answer.status < 500) return answer;
  } catch {
    // No network, or one that does not answer.
  }
  return (await caches.match(PAGE, { cacheName: SHELL })) ?? network;
}

async function file(event, path) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(path);
  if (kept && isForGood(path)) return kept;
  try {
    const answer = await fetch(event.request);
    if (kept && answer.ok) event.waitUntil(shell.put(path, answer.clone()));
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Keeps a page and every file that it names. What is no page of ours (a captive portal's, an error) is not kept. */
async function renew(page) {
  const shell = await caches.open(SHELL);
  const known = await shell.match(PAGE);
  if (!page.ok || (known && known.headers.get('etag') === page.headers.get('etag'))) return;
  const text = await page.clone().text();
  const named = new Set([...text.matchAll(/["'](\/[^"'\s]+\.(?:js|wasm|css))["']/g)].map(([, path]) => path));
  if (!text.includes('id="app"') || named.size === 0) return;
  const bring = async (path) => {
    if (isForGood(path) && (await shell.match(path))) return;
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await shell.put(path, answer);
  };
  await Promise.all([...named].map(bring));
  await shell.put(PAGE, page);
  for (const { url } of await shell.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== PAGE && !named.has(pathname)) await shell.delete(url);
  }
}
