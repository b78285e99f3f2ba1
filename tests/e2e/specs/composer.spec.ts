// Writing an answer: pictures, their way to the gateway, how long a text may be.
import type { Locator } from '@playwright/test';
import type { Desk } from '../support/desk.ts';
import { type Picture, png } from '../support/pictures.ts';
import type { SandboxStore } from '../support/sandbox.ts';
import { byHand, expect, test } from '../support/test.ts';

const BLUE = png('blue.png', [40, 80, 160]);
const RED = png('red.png', [160, 40, 40]);

function pictures(desk: Desk): Locator {
  return desk.page.getByRole('list', { name: 'Pictures to send' }).getByRole('listitem');
}

async function attach(desk: Desk, ...files: Picture[]): Promise<void> {
  const chooser = desk.page.waitForEvent('filechooser');
  await desk.page.getByRole('button', { name: 'Attach pictures' }).click();
  const chosen = await chooser;
  await byHand(desk.page);
  await chosen.setFiles(files);
}

async function send(desk: Desk, store: SandboxStore): Promise<void> {
  await desk.sendButton(store).click();
}

/** Writes as a hand does: the field may grow under it. */
async function write(desk: Desk, text: string): Promise<void> {
  await byHand(desk.page);
  await desk.composer.fill(text);
}

test('OS-21 pictures and a text go out as messages of their own, in order', async ({ desk, control }) => {
  const { store, session } = await desk.openNew('shopee');
  await attach(desk, BLUE, RED);
  await expect(pictures(desk).getByText('Ready to send')).toHaveCount(2);
  await desk.composer.fill('The blue one and the red one.');
  await send(desk, store);
  await expect(desk.composer).toHaveValue('');
  await expect(pictures(desk)).toHaveCount(0);
  const own = desk.thread.locator('article[data-state]');
  await expect(own).toHaveCount(3);
  for (const index of [0, 1, 2]) await expect(own.nth(index)).toHaveAttribute('data-state', 'sent');
  await expect(own.nth(0).getByRole('img')).toBeVisible();
  await expect(own.nth(1).getByRole('img')).toBeVisible();
  await expect(own.nth(2)).toContainText('The blue one and the red one.');
  const sent = (await control.sent()).filter((one) => one.session === session);
  expect(sent.map((one) => one.type)).toEqual(['image', 'image', 'text']);
});

test.describe('an upload that fails', () => {
  test.use({ noise: [/ERR_FAILED.*\/api\/pictures$/] });

  test('says so, can be tried again, and loses nothing', async ({ desk, control, page }) => {
    const { store, session } = await desk.openNew('tiktok');
    await page.route('**/api/pictures', (route) => route.abort());
    await desk.composer.fill('Look at this');
    await attach(desk, BLUE);
    await expect(pictures(desk).getByRole('alert')).toHaveText('Not uploaded. The gateway does not answer.');
    await desk.composer.press('Enter');
    await expect(page.getByText('A picture was not uploaded. Retry or remove it, then send.')).toBeVisible();
    await expect(desk.composer).toHaveValue('Look at this');
    expect((await control.sent()).filter((one) => one.session === session)).toEqual([]);
    await page.unroute('**/api/pictures');
    await pictures(desk).getByRole('button', { name: 'Upload blue.png again' }).click();
    await expect(pictures(desk).getByText('Ready to send')).toBeVisible();
    await send(desk, store);
    await expect(desk.bubbles('Look at this')).toHaveAttribute('data-state', 'sent');
  });
});

test('an upload shows how far it is, one at a time, and can be taken back', async ({ desk, page }) => {
  await desk.openNew('tiktok');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 60_000 };
  await devtools.send('Network.emulateNetworkConditions', slow);
  await attach(desk, png('large.png', [1, 2, 3], 400_000), BLUE);
  const bar = page.getByRole('progressbar', { name: 'Uploading large.png' });
  await expect.poll(() => bar.evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(0);
  expect(await bar.evaluate((bar: HTMLProgressElement) => bar.value)).toBeLessThan(100);
  await expect(pictures(desk).nth(1)).toContainText('Waiting for its turn');
  await pictures(desk).getByRole('button', { name: 'Remove large.png' }).click();
  await expect(pictures(desk)).toHaveCount(1);
  await expect(pictures(desk).getByText('Ready to send')).toBeVisible();
});

test('pictures are pasted and dropped, and stay with their session', async ({ desk, control, page }) => {
  const first = await desk.openNew('shopee');
  for (const kind of ['paste', 'drop']) {
    await byHand(page);
    await desk.composer.evaluate(
      (area, { kind, bytes }) => {
        const carried = new DataTransfer();
        carried.items.add(new File([new Uint8Array(bytes)], `${kind}.png`, { type: 'image/png' }));
        const made = { bubbles: true, cancelable: true };
        const event =
          kind === 'paste'
            ? new ClipboardEvent(kind, { ...made, clipboardData: carried })
            : new DragEvent(kind, { ...made, dataTransfer: carried });
        area.dispatchEvent(event);
      },
      { kind, bytes: [...BLUE.buffer] },
    );
  }
  await expect(pictures(desk).getByText('Ready to send')).toHaveCount(2);
  const other = await control.workingStore('tiktok');
  const { session } = await control.buyerWrites(other, 'And here?');
  await desk.openSession(other, session);
  await expect(pictures(desk)).toHaveCount(0);
  await desk.openSession(first.store, first.session);
  await expect(pictures(desk)).toHaveCount(2);
  await expect(pictures(desk).nth(0)).toContainText('paste.png');
  // A picture dropped beside the composer does not take the console's place.
  const prevented = await page.evaluate(() => {
    const carried = new DataTransfer();
    carried.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
    return !document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: carried }));
  });
  expect(prevented).toBe(true);
});

test('what the platform does not take is refused in words', async ({ desk, page }) => {
  await desk.openNew('lazada');
  await attach(desk, { ...BLUE, name: 'moving.gif', mimeType: 'image/gif' }, png('large.png', [1, 2, 3], 1_100_000), {
    name: 'list.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF'),
  });
  await expect(page.getByText('moving.gif was not attached: Lazada takes JPEG, PNG.')).toBeVisible();
  await expect(page.getByText('large.png was not attached: Lazada takes pictures of at most 1 MB.')).toBeVisible();
  await expect(page.getByText('list.pdf is no picture.')).toBeVisible();
  await expect(pictures(desk)).toHaveCount(0);
});

test('a text that is too long is counted, named and kept', async ({ desk, control }) => {
  const { store, session } = await desk.openNew('tiktok');
  await write(desk, 'ก'.repeat(1_700));
  const form = desk.page.locator('form').filter({ has: desk.composer });
  await expect(form).toContainText('1,700 of 2,000 characters');
  const long = 'ก'.repeat(2_003);
  await write(desk, long);
  await expect(form.getByRole('alert')).toHaveText(
    '3 characters too many: TikTok Shop takes 2,000. Shorten it, or send it in parts.',
  );
  await desk.composer.press('Enter');
  await expect(desk.composer).toHaveValue(long);
  await expect(desk.sendButton(store)).toHaveAttribute('aria-disabled', 'true');
  expect((await control.sent()).filter((one) => one.session === session)).toEqual([]);
  await write(desk, long.slice(3));
  await desk.composer.press('Enter');
  await expect(desk.bubbles(long.slice(3))).toHaveAttribute('data-state', 'sent');
});

test('the field grows with its text up to a bound', async ({ desk }) => {
  await desk.openNew('shopee');
  const height = async () => (await desk.composer.boundingBox())?.height ?? 0;
  const low = await height();
  await write(desk, 'line\n'.repeat(6));
  expect(await height()).toBeGreaterThan(low);
  await write(desk, 'line\n'.repeat(200));
  expect(await height()).toBeLessThanOrEqual(258);
});
