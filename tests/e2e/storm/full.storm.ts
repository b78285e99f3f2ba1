// `cargo xtask bench --only storm`: storms of full size, one seed after the other, and their numbers as JSON.
import { writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { KINDS, type Kind } from './episodes.ts';
import { type Outcome, storm, summary } from './storm.ts';

const number = (name: string) => Number(process.env[name] ?? Number.NaN);
const without = (process.env['STORM_WITHOUT'] ?? '').split(',');
const kinds: readonly Kind[] = KINDS.filter((kind) => !without.includes(kind));

test('storms', async () => {
  const outcomes: Outcome[] = [];
  for (let seed = 1; seed <= number('STORM_SEEDS'); seed++) {
    const plan = { seed, sends: number('STORM_SENDS'), episodes: number('STORM_EPISODES'), kinds };
    outcomes.push(await storm(plan, (text) => console.error(text)));
    // After each, so that what was measured is not lost with a later one.
    await writeFile(process.env['STORM_REPORT'] as string, JSON.stringify(summary(outcomes)));
  }
  const { lost, doubled, reordered, incoming } = summary(outcomes);
  expect({ lost, doubled, reordered, wrong: incoming.wrong }).toEqual({ lost: 0, doubled: 0, reordered: 0, wrong: 0 });
});
