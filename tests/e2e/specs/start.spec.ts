// Before the console runs and after it has stopped: HTML, CSS and a few lines of script alone.
import type { Browser, Page } from '@playwright/test';
import { Desk } from '../support/desk.ts';
import { expect, test } from '../support/test.ts';
import type { World } from '../support/world.ts';

async function signInIsThere(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.locator('#start')).toHaveCount(0);
}

test('it shows at once, counts what arrives, and leaves without a trace', async ({ page }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await page.route('**/*.wasm', async (route) => {
    const slow = { offline: false, latency: 0, downloadThroughput: 600_000, uploadThroughput: -1 };
    await devtools.send('Network.emulateNetworkConditions', slow);
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  await expect(page.getByText('Starting the console...')).toBeVisible();
  await expect(page.getByText(/^\d+( \/ \d+)? kB$/)).toBeVisible();
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await signInIsThere(page);
});

test.describe('a program that does not arrive', () => {
  test.use({ noise: [/ERR_FAILED|Failed to fetch|ERR_CONNECTION/] });

  test('is said, with the way out', async ({ page }) => {
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto('/');
    const failed = page.getByRole('alert');
    await expect(failed).toContainText('The console could not start');
    await expect(failed).toContainText('A part of it did not arrive. Check the network, then reload.');
    await page.unroute('**/*.wasm');
    await failed.getByRole('link', { name: 'Reload' }).click();
    await signInIsThere(page);
  });
});

test('it stands where it will stand, also while only its beginning has arrived', async ({ page }) => {
  await page.route('**/*.wasm', () => {});
  const place = async () => {
    await page.goto('/', { waitUntil: 'commit' });
    await expect(page.locator('#start-progress')).toBeVisible();
    const { x, y, width } = (await page.locator('#start-wait').boundingBox()) ?? {};
    return { x, y, width };
  };
  const later = await place();
  const whole = await (await page.request.get('/')).text();
  const end = whole.indexOf('</progress>');
  expect(end).toBeGreaterThan(0);
  await page.route('/', (route) => route.fulfill({ contentType: 'text/html', body: whole.slice(0, end) }));
  expect(await place()).toEqual(later);
});

/** A page of a browser that is signed in, and has nothing else of an earlier visit. */
async function firstVisit(desk: Desk, browser: Browser, world: World): Promise<Page> {
  const { cookies } = await desk.page.context().storageState();
  const context = await browser.newContext({ baseURL: world.url, storageState: { cookies, origins: [] } });
  return context.newPage();
}

test('AJ-01 a first list that was asked for early is aborted when another one is chosen', async ({ desk, browser, world }) => {
  const page = await firstVisit(desk, browser, world);
  const early = /\/api\/sessions\?offset=0&limit=50$/;
  await page.route(early, () => {});
  const aborted = page.waitForEvent('requestfailed', (request) => early.test(request.url()));
  await page.goto('/');
  await page.getByRole('tab', { name: /^Shopee/ }).click();
  expect((await aborted).failure()?.errorText).toContain('ERR_ABORTED');
  await expect(new Desk(page, desk.control).sessions.locator('[data-id]').first()).toBeVisible();
  await page.context().close();
});

for (const [when, times] of [['behind it', 1], ['1.5 s before it', 2]] as const) {
  test(`the first list is asked for while the program loads; answered ${when}, ${times} in all`, async ({ desk, browser, world }) => {
    const page = await firstVisit(desk, browser, world);
    const [asked, answered]: [string[], string[]] = [[], []];
    const lists = (of: string[]) => of.filter((path) => path === '/api/sessions').length;
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    page.on('requestfinished', (request) => answered.push(new URL(request.url()).pathname));
    await page.addInitScript(() => {
      addEventListener('TrunkApplicationStarted', () => Object.assign(window, { started: true }));
    });
    const started = () => page.waitForFunction(() => 'started' in window);
    await page.route('**/*.wasm', async (route) => {
      await expect.poll(() => lists(asked)).toBe(1);
      if (times === 2) {
        await expect.poll(() => lists(answered)).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 1_500));
      }
      await route.continue();
    });
    await page.route('**/api/sessions?**', async (route) => {
      if (times === 1) await started();
      await route.continue();
    });
    await page.goto('/', { waitUntil: 'commit' });
    await expect(new Desk(page, desk.control).sessions.locator('[data-id]').first()).toBeVisible();
    expect(lists(answered)).toBe(times);
    expect(asked.slice(0, asked.indexOf('/api/sessions')).filter((path) => path.startsWith('/api'))).toEqual(['/api/hello']);
    await page.context().close();
  });
}

test('a browser without WebAssembly, or too old, is told so in its language', async ({ browser, world }) => {
  for (const [script, locale, said] of [
    ['delete window.WebAssembly', 'en-GB', 'This browser does not allow WebAssembly here.'],
    ['delete window.WebAssembly; CSS.supports = () => false', 'en-GB', 'This browser is too old for it.'],
    ['delete window.WebAssembly', 'zh-CN', '此浏览器不允许在此使用 WebAssembly。'],
  ] as const) {
    const context = await browser.newContext({ baseURL: world.url, locale });
    const page = await context.newPage();
    await page.addInitScript(script);
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText(said);
    await context.close();
  }
});

test('a trap after the start is said by a panel that needs nothing of the program', async ({ page }) => {
  await page.goto('/');
  await signInIsThere(page);
  await page.evaluate(() => {
    window.dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }));
  });
  const panel = page.getByRole('alertdialog', { name: 'The console has stopped' });
  await expect(panel).toContainText('What the gateway has taken is safe');
  await panel.getByRole('link', { name: 'Reload' }).click();
  await signInIsThere(page);
});

test('the theme chosen here is there with the first paint', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('steadydesk.theme', 'dark'));
  await page.route('**/*.wasm', () => {});
  await page.goto('/', { waitUntil: 'commit' });
  await expect(page.getByText('Starting the console...')).toBeVisible();
  await expect(page.locator('body')).toHaveCSS('color-scheme', 'dark');
});

test.describe('the still of the desk that was left', () => {
  test.use({ size: { stores: 2, sessions: 60, messages: 40 } });

  /** What stands where on the screen: the text of each element without elements in it, and its place. */
  const looks = (page: Page, root: string) =>
    page.evaluate((root) => {
      const leaves = [...document.querySelectorAll(`${root} *`)].filter((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return one.childElementCount === 0 && one.checkVisibility() && one.clientWidth > 0 && bottom >= 0 && top <= innerHeight;
      });
      return leaves.map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        const text = one instanceof HTMLTextAreaElement || one instanceof HTMLInputElement ? one.value : one.textContent;
        return `${text} at ${[x, y, width, height].map(Math.round).join(' ')}`;
      });
    }, root);

  test('stands at once after a reload, as it was, takes nothing, and gives way to the desk without a blank frame', async ({ desk, page }) => {
    const { store } = await desk.openNew('shopee');
    const scroller = desk.sessions.locator('..');
    await scroller.evaluate((list) => list.scrollTo(0, 700));
    await expect(desk.sessionOptions().filter({ hasText: /./ }).nth(8)).toBeVisible();
    await desk.composer.fill('On Monday');
    await page.addInitScript(() => {
      const here = window as unknown as { blank: number[] };
      here.blank = [];
      let seen = false;
      const look = () => {
        const isRow = [...document.querySelectorAll('[role=option][data-id]')].some((row) => {
          const { top, bottom, width } = row.getBoundingClientRect();
          return top <= 400 && bottom > 400 && width > 0;
        });
        seen ||= document.querySelector('#still') !== null;
        if (seen && !isRow) here.blank.push(performance.now());
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    const left = await looks(page, '#app');
    let go = () => {};
    const held = new Promise<void>((done) => {
      go = done;
    });
    await page.route('**/*.wasm', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    const still = page.locator('#still');
    await expect(still).toBeVisible();
    expect(await looks(page, '#still')).toEqual(left);
    expect(await still.evaluate((still: HTMLElement) => [still.inert, still.ariaHidden])).toEqual([true, 'true']);
    // Where it takes longer, it says that nothing can be done yet.
    await expect(page.locator('#start')).toHaveCSS('z-index', '102');
    go();
    await expect(desk.sendButton(store)).toBeVisible();
    await expect(still).toHaveCount(0);
    await expect(desk.composer).toHaveValue('On Monday');
    expect(await scroller.evaluate((list) => list.scrollTop)).toBe(700);
    expect(await page.evaluate(() => (window as unknown as { blank: number[] }).blank)).toEqual([]);
    expect(await page.evaluate(() => localStorage.getItem('steadydesk.view.still'))).toBeNull();
  });

  test('serves one new tab within five minutes, and goes with whoever signs out', async ({ desk, page }) => {
    await desk.openNew('shopee');
    await page.goto('about:blank');
    const tab = await page.context().newPage();
    // A file of the console that runs nothing.
    await tab.goto('/sw.js');
    const name = 'steadydesk.view.still';
    const kept = () => tab.evaluate((name) => localStorage.getItem(name), name);
    const keep = (still: object) => tab.evaluate(([name, still]) => localStorage.setItem(name, still), [name, JSON.stringify(still)] as const);
    const left = JSON.parse((await kept()) ?? 'null');
    expect(left.html).toContain('Hello?');
    await tab.route('**/*.wasm', () => {});
    const still = tab.locator('#still');
    for (const other of [{ at: left.at - 300_000 }, { at: left.at + 300_000 }, { whose: 'somebody\nelse' }, { here: 'en,390,844' }]) {
      await keep({ ...left, ...other });
      await tab.goto('/');
      await expect(tab.getByText('Starting the console...')).toBeVisible();
      await expect(still).toHaveCount(0);
      expect(await kept(), JSON.stringify(other)).toBeNull();
    }
    await keep(left);
    await tab.goto('/stores');
    await expect(tab.getByText('Starting the console...')).toBeVisible();
    await expect(still).toHaveCount(0);
    await keep(left);
    await tab.goto('/');
    await expect(still.getByText('Hello?').first()).toBeVisible();
    await tab.unroute('**/*.wasm');
    await tab.reload();
    await expect(new Desk(tab, desk.control).navigation).toBeVisible();
    // As another tab leaves it that is closed meanwhile.
    await keep(left);
    await tab.locator('[popovertarget=account-menu]').click();
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await signInIsThere(tab);
    await expect.poll(kept).toBeNull();
  });

  test.describe('and a program that does not arrive', () => {
    test.use({ noise: [/ERR_FAILED|Failed to fetch|ERR_CONNECTION/] });

    test('gives way to what is said then', async ({ desk, page }) => {
      await desk.openNew('shopee');
      await page.route('**/*.wasm', (route) => route.abort());
      await page.reload();
      await expect(page.getByRole('alert')).toContainText('A part of it did not arrive.');
      await expect(page.locator('#still')).toHaveCount(0);
      await page.unroute('**/*.wasm');
      await page.getByRole('alert').getByRole('link', { name: 'Reload' }).click();
      await expect(desk.bubbles('Hello?')).toHaveCount(1);
    });
  });
});
