// Whatever a marketplace does to a message, it ends sent once or visibly failed.
import { expect, test } from '../support/test.ts';
import { type Fault, PLATFORMS, sends } from '../support/sandbox.ts';

/** Each fault on the way of a message out, and how the message must end. */
const SENDING: { name: string; fault: Fault; times: number; ends: ('sent' | 'failed')[] }[] = [
  { name: 'latency', fault: { fault: 'latency', ms: 2_000 }, times: 1, ends: ['sent'] },
  { name: 'drop_before', fault: { fault: 'drop_before' }, times: 2, ends: ['sent'] },
  { name: 'drop_after_commit', fault: { fault: 'drop_after_commit' }, times: 1, ends: ['sent'] },
  { name: 'status 500', fault: { fault: 'status', code: 500 }, times: 1, ends: ['sent'] },
  { name: 'status 503', fault: { fault: 'status', code: 503 }, times: 2, ends: ['sent'] },
  { name: 'rate_limited', fault: { fault: 'rate_limited', retry_after_s: 2 }, times: 1, ends: ['sent'] },
  { name: 'token_expired', fault: { fault: 'token_expired' }, times: 1, ends: ['sent'] },
  { name: 'truncate', fault: { fault: 'truncate' }, times: 1, ends: ['sent'] },
  { name: 'garbage', fault: { fault: 'garbage' }, times: 1, ends: ['sent'] },
  { name: 'refuse_send', fault: { fault: 'refuse_send', reason: 'forbidden_word' }, times: 1, ends: ['failed'] },
];

for (const platform of PLATFORMS) {
  test(`${platform}: under each fault a message is sent once or visibly failed`, async ({ desk, control }) => {
    test.setTimeout(5 * 60_000);
    const store = await control.workingStore(platform);
    await desk.open('Inbox');
    for (const { name, fault, times, ends } of SENDING) {
      await test.step(name, async () => {
        // A session of its own: a failed message holds only its own session's line.
        const { session } = await control.buyerWrites(store, `Under ${name}`, { buyer: `Buyer of ${name}` });
        await desk.openSession(store, session);
        const where = sends({ store, session });
        await control.fault(where, fault, times);
        const answer = `Answer under ${name}`;
        await desk.send(answer);
        const bubble = desk.bubbles(answer);
        await expect(bubble).toHaveCount(1);
        await expect(bubble).toHaveAttribute('data-state', /^(sent|failed)$/, { timeout: 60_000 });
        const state = (await bubble.getAttribute('data-state')) as 'sent' | 'failed';
        expect(ends).toContain(state);
        if (state === 'failed') await expect(bubble).toContainText('Send failed');
        expect(await control.sentWith(answer)).toHaveLength(state === 'sent' ? 1 : 0);
        await control.noFaults();
      });
    }
  });

  test(`${platform}: pushes lost, doubled and out of order lose and double nothing`, async ({ desk, control }) => {
    test.setTimeout(3 * 60_000);
    const store = await control.workingStore(platform);
    await desk.open('Inbox');
    const { session } = await control.buyerWrites(store, 'Message 0', { buyer: 'Somebody' });
    await desk.openSession(store, session);
    await expect(desk.bubbles('Message 0')).toHaveCount(1);
    const pushes: Fault[] = [
      { fault: 'duplicate_push', copies: 3, every_ms: 50 },
      { fault: 'reorder_push', by: 2 },
      { fault: 'lose_push' },
    ];
    const written = ['Message 0'];
    for (const fault of pushes) {
      await control.fault({ platform, store: store.id }, fault, 2);
      for (let n = 0; n < 4; n++) {
        const text = `Message ${written.length}`;
        written.push(text);
        await control.buyerWrites(store, text, { session });
      }
      await control.noFaults();
    }
    // A lost push is made up for by the next word or the next poll.
    written.push('The last word');
    await control.buyerWrites(store, 'The last word', { session });
    // Also in their order, although two of the platforms tell times in whole seconds.
    await expect.poll(() => desk.texts(), { timeout: 90_000 }).toEqual(written);
  });

  test(`${platform}: reading survives answers that are broken`, async ({ desk, control }) => {
    test.setTimeout(3 * 60_000);
    const store = await control.workingStore(platform);
    const { session } = await control.buyerWrites(store, 'Whole', { buyer: 'Reader' });
    await desk.open('Inbox');
    await desk.openSession(store, session);
    const before = await desk.sessionOptions().count();
    for (const fault of [{ fault: 'truncate' }, { fault: 'garbage' }, { fault: 'status', code: 502 }] as Fault[]) {
      await control.fault({ platform, store: store.id }, fault, 2);
      const text = `After ${fault.fault}`;
      await control.buyerWrites(store, text, { session });
      await expect(desk.bubbles(text)).toHaveCount(1, { timeout: 60_000 });
      await control.noFaults();
    }
    expect(await desk.sessionOptions().count()).toBe(before);
    expect(await desk.texts()).toEqual(['Whole', 'After truncate', 'After garbage', 'After status']);
  });
}
