// The browser's own cache of pages, out of which a page comes back as it was left: off in other tests.
import { launchOptions } from '../support/built.ts';
import { expect, test } from '../support/test.ts';

test.use({
  launchOptions: { ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] },
  // The other site has no page under this address.
  noise: [/status of 404/],
});

test('SR-15 out of the cache of pages the desk is as it was, opens one stream within a second, and has what came meanwhile', async ({
  desk,
  page,
  control,
}) => {
  const { store, session } = await desk.openNew('shopee');
  await desk.composer.fill('On Monday');
  await page.evaluate(() => {
    const here = window as unknown as { back: number; streams: number[] };
    here.streams = [];
    const real = window.fetch.bind(window);
    window.fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (url.includes('/api/events')) here.streams.push(performance.now());
      return real(input, init);
    };
    addEventListener('pageshow', (event) => {
      if (event.persisted) here.back = performance.now();
    });
  });
  await page.goto(`${control.url}/elsewhere`);
  await control.buyerWrites(store, 'Meanwhile', { session });
  await page.goBack({ waitUntil: 'commit' });
  await expect(desk.bubbles('Meanwhile')).toHaveCount(1);
  await expect(desk.composer).toHaveValue('On Monday');
  await control.buyerWrites(store, 'And now', { session });
  await expect(desk.bubbles('And now')).toHaveCount(1);
  const { back, streams } = await page.evaluate(() => {
    const { back, streams } = window as unknown as { back: number; streams: number[] };
    return { back, streams };
  });
  expect(back, 'the page came out of the cache').toBeGreaterThan(0);
  expect(streams).toHaveLength(1);
  expect((streams[0] ?? Infinity) - back).toBeLessThan(1_000);
  // Begun anew: what was begun before the news would ask first.
  await desk.composer.fill('');
  await desk.sendAndSee('Here I am again');
});
