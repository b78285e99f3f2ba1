// A small storm out of a fixed seed; those of full size are part of `cargo xtask bench`.
import { expect, test } from '@playwright/test';
import { storm } from '../storm/storm.ts';

test('a storm loses, doubles and reorders nothing', async () => {
  test.setTimeout(5 * 60_000);
  const outcome = await storm({ seed: 11, sends: 60, episodes: 21 }, (text) => test.info().annotations.push({ type: 'episode', description: text }));
  expect(outcome).toMatchObject({ sends: 60, lost: [], doubled: [], reordered: [], stopped: [], complaints: [] });
  expect(outcome.incoming.wrong).toEqual([]);
});
