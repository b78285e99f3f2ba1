// What came of a storm: what the marketplaces committed and what the console shows, against what was typed.
import { expect } from '@playwright/test';
import type { World } from '../support/world.ts';
import type { Place } from './episodes.ts';
import type { Profile } from './profile.ts';

/** A text whose bubble has stood. */
export interface Typed {
  place: Place;
  text: string;
}

/** A text of a buyer to whom nobody answers. */
export interface Heard {
  place: Place;
  text: string;
}

export interface Verdict {
  /** Typed, and neither at the marketplace nor anywhere to be seen. */
  lost: string[];
  /** At the marketplace more than once. */
  doubled: string[];
  /** At the marketplace behind one that was typed later in its session. */
  reordered: string[];
  /** Not at the marketplace, but the console shows it and how it stands. */
  stopped: string[];
  /** What buyers wrote: texts that do not stand in their thread exactly once and in order. */
  incoming: { written: number; wrong: string[] };
}

export async function judge(
  world: World,
  profile: Profile,
  places: Place[],
  typed: Typed[],
  heard: Heard[],
): Promise<Verdict> {
  const sent = await world.control.sent();
  const verdict: Verdict = { lost: [], doubled: [], reordered: [], stopped: [], incoming: { written: heard.length, wrong: [] } };
  const desk = profile.desk(0);
  for (const place of places) {
    const mine = typed.filter((one) => one.place === place).map((one) => one.text);
    const committed = sent.filter((one) => one.session === place.session && one.store === place.store.id).map((one) => one.text);
    verdict.doubled.push(...committed.filter((text, n) => committed.indexOf(text) < n));
    let furthest = -1;
    for (const text of new Set(committed)) {
      const at = mine.indexOf(text);
      if (at < furthest) verdict.reordered.push(text);
      furthest = Math.max(furthest, at);
    }
    const missing = mine.filter((text) => !committed.includes(text));
    if (missing.length === 0 && mine.length === 0) continue;
    await desk.openSession(place.store, place.session);
    for (const text of missing) {
      const bubbles = desk.bubbles(text);
      const state = (await bubbles.count()) === 1 ? await bubbles.getAttribute('data-state') : null;
      if (state === null || state === 'sent') verdict.lost.push(`${text} (${state ?? 'no bubble'})`);
      else verdict.stopped.push(`${text} (${state})`);
    }
    // The newest bubbles say the same as the marketplace: one each, and sent.
    for (const text of mine.slice(-5).filter((text) => committed.includes(text))) {
      await expect(desk.bubbles(text)).toHaveCount(1);
      await expect(desk.bubbles(text)).toHaveAttribute('data-state', 'sent', { timeout: 60_000 });
    }
  }
  for (const place of new Set(heard.map((one) => one.place))) {
    const written = heard.filter((one) => one.place === place).map((one) => one.text);
    await desk.openSession(place.store, place.session);
    // A push that was lost is made up for by the next reading of the store. Of a long thread the newest are on the page.
    const tail = async () => (await desk.texts()).slice(-written.length);
    const isRight = (texts: string[]) => texts.length > 0 && texts.join('\n') === written.slice(-texts.length).join('\n');
    const right = expect.poll(async () => isRight(await tail()), { timeout: 90_000 }).toBe(true);
    await right.catch(async () => verdict.incoming.wrong.push(`${place.store.name}: ${(await tail()).join(', ')}`));
  }
  return verdict;
}
