// Sending: one bubble, one message at the marketplace, whatever happens on the way.
import type { Locator, Route } from '@playwright/test';
import type { Desk } from '../support/desk.ts';
import { expect, test } from '../support/test.ts';
import { type Control, PLATFORMS, sendPath, sends } from '../support/sandbox.ts';

/** Marks a node, to recognise it after what follows. */
async function mark(bubble: Locator): Promise<void> {
  await bubble.evaluate((node) => ((node as unknown as { marked: boolean }).marked = true));
}

async function isMarked(bubble: Locator): Promise<boolean> {
  return bubble.evaluate((node) => (node as unknown as { marked?: boolean }).marked === true);
}

async function expectOnce(desk: Desk, control: Control, text: string): Promise<void> {
  await expect(desk.bubbles(text)).toHaveCount(1);
  await expect(desk.bubbles(text)).toHaveAttribute('data-state', 'sent', { timeout: 40_000 });
  expect(await control.sentWith(text)).toHaveLength(1);
}

test('OS-01 the bubble stands within a frame and becomes the formal message without a new node', async ({
  desk,
  control,
  page,
}) => {
  const open = await desk.openNew('shopee');
  await control.fault(sends(open), { fault: 'latency', ms: 1_500 }, 1);
  await desk.composer.fill('In one frame');
  // Frames from the key to the bubble, counted where they are painted.
  const frames = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        document.addEventListener(
          'keydown',
          () => {
            let frames = 0;
            const look = () => {
              frames += 1;
              const bubbles = [...document.querySelectorAll('[role=log] [role=article], [role=log] article')];
              if (bubbles.some((one) => one.textContent?.includes('In one frame'))) resolve(frames);
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          },
          { capture: true, once: true },
        );
      }),
  );
  await desk.composer.press('Enter');
  expect(await frames).toBeLessThanOrEqual(2);
  await expect(desk.composer).toHaveValue('');
  const bubble = desk.bubbles('In one frame');
  await expect(bubble).toHaveAttribute('data-state', 'sending');
  await expect(bubble).toContainText('Sending...');
  const id = await bubble.getAttribute('data-id');
  await mark(bubble);
  await expect(bubble).toHaveAttribute('data-state', 'sent');
  expect(await isMarked(bubble)).toBe(true);
  expect(await bubble.getAttribute('data-id')).toBe(id);
  expect(await control.sentWith('In one frame')).toHaveLength(1);
});

for (const platform of PLATFORMS) {
  test(`OS-02 ${platform}: an answer lost after the commit is found by reading back`, async ({ desk, control }) => {
    const open = await desk.openNew(platform);
    await control.fault(sends(open), { fault: 'drop_after_commit' }, 1);
    await desk.send('Lost after commit');
    await expect(desk.bubbles('Lost after commit')).toHaveCount(1);
    await expectOnce(desk, control, 'Lost after commit');
  });

  test(`OS-03 ${platform}: an answer lost before the commit is sent again by itself`, async ({ desk, control }) => {
    const open = await desk.openNew(platform);
    await control.fault(sends(open), { fault: 'drop_before' }, 1);
    await desk.send('Lost before commit');
    await expectOnce(desk, control, 'Lost before commit');
  });

  test(`OS-05 ${platform}: the echo before, after and twice beside the answer is one bubble`, async ({
    desk,
    control,
  }) => {
    const open = await desk.openNew(platform);
    // The push overtakes the answer.
    await control.fault(sends(open), { fault: 'latency', ms: 1_200 }, 1);
    await desk.send('Echo first');
    await expectOnce(desk, control, 'Echo first');
    // The push comes twice, after the answer.
    await control.fault({ platform, store: open.store.id }, { fault: 'duplicate_push', copies: 2, every_ms: 300 }, 1);
    await desk.send('Echo twice');
    await expectOnce(desk, control, 'Echo twice');
    await control.buyerWrites(open.store, 'A word behind it all', { session: open.session });
    // What is written before it is seen would be paused.
    await expect(desk.bubbles('A word behind it all')).toHaveCount(1);
    await desk.sendAndSee('And another');
    for (const text of ['Echo first', 'Echo twice', 'And another']) await expect(desk.bubbles(text)).toHaveCount(1);
  });
}

test('OS-02 the operator sees "Checking..." while the outcome is not known', async ({ desk, control }) => {
  const open = await desk.openNew('shopee');
  await control.fault(sends(open), { fault: 'drop_after_commit' }, 1);
  // Reading back takes its time.
  await control.fault({ platform: 'shopee', store: open.store.id }, { fault: 'latency', ms: 1_500 }, 3);
  await desk.send('What became of it?');
  await expect(desk.bubbles('What became of it?')).toHaveAttribute('data-state', 'checking');
  await expectOnce(desk, control, 'What became of it?');
});

test('OS-06 two equal texts sent on purpose are two messages', async ({ desk, control }) => {
  await desk.openNew('lazada');
  await desk.sendAndSee('Thank you');
  await desk.send('Thank you');
  await expect(desk.bubbles('Thank you')).toHaveCount(2);
  for (const index of [0, 1]) {
    await expect(desk.bubbles('Thank you').nth(index)).toHaveAttribute('data-state', 'sent');
  }
  expect(await control.sentWith('Thank you')).toHaveLength(2);
});

for (const platform of ['shopee', 'lazada'] as const) {
  test(`${platform}: what the marketplace took and keeps from the buyer does not pass for sent`, async ({ desk, control }) => {
    await desk.openNew(platform);
    const text = 'Please write to me on WhatsApp';
    await desk.send(text);
    const bubble = desk.bubbles(text);
    await expect(bubble).toContainText('The platform withheld this message. The buyer does not see it.');
    await expect(bubble).toHaveCount(1);
    await expect(bubble.getByTitle('Sent')).toHaveCount(0);
    expect(await control.sentWith(text)).toHaveLength(1);
    // The line goes on.
    await desk.sendAndSee('Or ask me here');
    await expect(desk.bubbles('Or ask me here').getByTitle('Sent')).toHaveCount(1);
  });
}

test.describe('a message that failed', () => {
  // A second press finds the message already under way; the browser logs the gateway's 409.
  test.use({ noise: [/status of 409.*\/retry$/] });

  test('OS-11 retry pressed twice, and in two tabs, is one request', async ({ desk, control, anotherTab }) => {
    const open = await desk.openNew('shopee');
    const { store, session } = open;
    const text = 'Refused at first';
    await control.fault(sends(open), { fault: 'refuse_send', reason: 'forbidden_word' }, 1);
    await desk.send(text);
    const bubble = desk.bubbles(text);
    await expect(bubble).toHaveAttribute('data-state', 'failed');
    await expect(bubble).toContainText('Send failed');
    await mark(bubble);

    const second = await anotherTab();
    await second.open('Inbox');
    await second.openSession(store, session);
    await expect(second.bubbles(text)).toHaveAttribute('data-state', 'failed');

    await control.fault(sends(open), { fault: 'latency', ms: 1_000 }, 1);
    const since = Math.max(0, ...(await control.requests()).map((request) => request.n));
    const retry = (one: Desk) => one.bubbles(text).getByRole('button', { name: 'Retry sending' });
    // What the tabs ask for is held until both have asked: neither can know of the other.
    const held: Route[] = [];
    const asks = /\/api\/messages\/[^/]+\/retry$/;
    let holding = true;
    await desk.page.context().route(asks, async (route) => {
      if (holding) held.push(route);
      else await route.continue();
    });
    await retry(desk).dblclick();
    await retry(second).click();
    await expect.poll(() => new Set(held.map((route) => route.request().frame().page())).size).toBe(2);
    holding = false;
    await Promise.all(held.map((route) => route.continue()));
    await expectOnce(desk, control, text);
    await expect(second.bubbles(text)).toHaveAttribute('data-state', 'sent');
    expect(await isMarked(bubble)).toBe(true);
    const path = sendPath('shopee', session);
    const tries = (await control.requests(since)).filter((request) => request.path.endsWith(path));
    expect(tries).toHaveLength(1);
  });
});

test('OS-16 Enter during composition sends nothing; Shift+Enter makes a line', async ({ desk, control, page }) => {
  await desk.openNew('tiktok');
  await desk.composer.click();
  // What an input method does, through the browser's own input path.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 });
  const enter = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true };
  await desk.composer.dispatchEvent('keydown', { ...enter, isComposing: true, keyCode: 229 });
  await desk.composer.dispatchEvent('keydown', { ...enter, isComposing: false, keyCode: 229 });
  await devtools.send('Input.insertText', { text: '你好' });
  await expect(desk.composer).toHaveValue('你好');
  await desk.composer.press('Shift+Enter');
  await desk.composer.pressSequentially('second line');
  await expect(desk.composer).toHaveValue('你好\nsecond line');
  expect(await control.sent()).toEqual([]);
  await desk.composer.press('Enter');
  await expect.poll(() => control.sentWith('你好\nsecond line')).toHaveLength(1);
  expect(await control.sent()).toHaveLength(1);
});

test('OS-17 a message goes to the session in which it was typed', async ({ desk, control, page }) => {
  const first = await control.workingStore('shopee');
  const second = await control.workingStore('lazada');
  const one = await control.buyerWrites(first, 'I am the first');
  const two = await control.buyerWrites(second, 'I am the second');
  await desk.open('Inbox');
  await expect(desk.session(second, two.session)).toBeVisible();
  await desk.openSession(first, one.session);
  await desk.composer.fill('For the first');
  // Enter and the click in one task: no turn of the event loop between them.
  const option = await desk.session(second, two.session).elementHandle();
  await desk.composer.evaluate((composer, other) => {
    composer.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }));
    for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
      const Kind = type.startsWith('pointer') ? PointerEvent : MouseEvent;
      other?.dispatchEvent(new Kind(type, { bubbles: true, cancelable: true, button: 0 }));
    }
  }, option);
  await expect(desk.sendButton(second)).toBeVisible();
  await expect(desk.composer).toHaveValue('');
  await expect.poll(() => control.sentWith('For the first')).toHaveLength(1);
  expect((await control.sentWith('For the first'))[0]).toMatchObject({ platform: 'shopee', session: one.session });
  await expect(desk.bubbles('For the first')).toHaveCount(0);
  await desk.openSession(first, one.session);
  await expect(desk.bubbles('For the first')).toHaveCount(1);
  expect(await page.title()).not.toContain('undefined');
});

test('OS-20 a message delivered twelve times is one bubble and one unread', async ({ desk, control }) => {
  const { store, session } = await desk.openNew('lazada');
  await control.fault({ platform: 'lazada', store: store.id }, { fault: 'duplicate_push', copies: 12, every_ms: 0 }, 1);
  const other = await control.buyerWrites(store, 'Twelve times', { buyer: 'Insistent' });
  const option = desk.session(store, other.session);
  await expect(option).toContainText('Twelve times');
  // A store's pushes come in order: with this one, all copies have come.
  await control.buyerWrites(store, 'Behind them', { session });
  await expect(desk.bubbles('Behind them')).toHaveCount(1);
  await expect(option.getByText('1', { exact: true })).toBeVisible();
  await desk.openSession(store, other.session);
  await expect(desk.bubbles('Twelve times')).toHaveCount(1);
});

test('a draft stays with its session', async ({ desk, control }) => {
  const first = await control.workingStore('shopee');
  const second = await control.workingStore('tiktok');
  const one = await control.buyerWrites(first, 'Draft here');
  const two = await control.buyerWrites(second, 'No draft here');
  await desk.open('Inbox');
  await desk.openSession(first, one.session);
  await desk.composer.fill('Half an answer');
  await desk.openSession(second, two.session);
  await expect(desk.composer).toHaveValue('');
  await desk.openSession(first, one.session);
  await expect(desk.composer).toHaveValue('Half an answer');
  expect(await control.sent()).toEqual([]);
});
