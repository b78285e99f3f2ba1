// A storm: an operator types through the real console while everything between the keys and the marketplace fails, as
// a seed decides; and what came of it by the marketplaces' own lists.
import { expect } from '@playwright/test';
import { Wire } from '../support/proxy.ts';
import { type Platform, PLATFORMS } from '../support/sandbox.ts';
import { World } from '../support/world.ts';
import { Dice } from './dice.ts';
import { begin, isOutage, type Kind, KINDS, type Place, type Scene } from './episodes.ts';
import { type Heard, judge, type Typed, type Verdict } from './judge.ts';
import { Profile, TABS } from './profile.ts';

export interface Plan {
  seed: number;
  sends: number;
  episodes: number;
  /** All of them, unless some are left out. */
  kinds?: readonly Kind[];
}

export interface Outcome extends Verdict {
  seed: number;
  sends: number;
  episodes: Partial<Record<Kind, number>>;
  /** From the mended wire until everything typed before was at the marketplaces, in ms; and whether the bar stood. */
  drains: { ms: number; bar: boolean; steady_ms: number | null }[];
  seconds: number;
  complaints: string[];
}

const LOST = 'Network connection lost. Session fetching paused.';
/** How long anything may take to end once all is well again. */
const PATIENCE = 120_000;

export async function storm(plan: Plan, say: (text: string) => void = () => undefined): Promise<Outcome> {
  const began = Date.now();
  const world = await World.start({ stores: 6, sessions: 1, messages: 2 }, plan.seed);
  let wire: Wire | undefined;
  let profile: Profile | undefined;
  try {
    wire = await Wire.to(world.url);
    profile = await Profile.open(wire.url, world.control);
    const run = new Run(plan, world, wire, profile, say);
    const verdict = await run.all();
    return { ...verdict, seconds: Math.round((Date.now() - began) / 1_000), complaints: profile.complaints };
  } finally {
    await profile?.close();
    await wire?.close();
    await world.stop();
  }
}

class Run {
  private readonly dice: Dice;
  private readonly typed: Typed[] = [];
  private readonly heard: Heard[] = [];
  private readonly counts: Partial<Record<Kind, number>> = {};
  private readonly drains: Outcome['drains'] = [];
  private readonly places: Place[] = [];
  private readonly listeners = new Map<Platform, Place>();
  private readonly shown: (Place | undefined)[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly world: World,
    private readonly wire: Wire,
    private readonly profile: Profile,
    private readonly say: (text: string) => void,
  ) {
    this.dice = new Dice(plan.seed);
  }

  async all(): Promise<Omit<Outcome, 'seconds' | 'complaints'>> {
    await this.people();
    const { dice, plan } = this;
    const kinds = plan.kinds ?? KINDS;
    // Every kind as often as any other, in an order of its own.
    let left: Kind[] = [];
    let sends = 0;
    for (let n = 1; n <= plan.episodes; n++) {
      if (left.length === 0) left = dice.shuffled(kinds);
      const kind = left.pop() as Kind;
      this.counts[kind] = (this.counts[kind] ?? 0) + 1;
      const most = Math.round((plan.sends * n) / plan.episodes);
      this.say(`${plan.seed}.${n} ${kind}, ${most - sends} sends`);
      await this.episode(kind, most - sends);
      sends = most;
    }
    await this.heal();
    const verdict = await judge(this.world, this.profile, this.places, this.typed, this.heard);
    return { seed: plan.seed, sends: this.typed.length, episodes: this.counts, drains: this.drains, ...verdict };
  }

  /** Who is answered, and who only writes. */
  private async people(): Promise<void> {
    const { control } = this.world;
    for (const platform of PLATFORMS) {
      const store = await control.workingStore(platform);
      for (const buyer of ['Ann', 'Ben']) {
        const { session } = await control.buyerWrites(store, 'Hello?', { buyer });
        this.places.push({ store, session });
      }
      const { session } = await control.buyerWrites(store, 'Nobody answers me', { buyer: 'Cid' });
      const listener = { store, session };
      this.listeners.set(platform, listener);
      this.heard.push({ place: listener, text: 'Nobody answers me' });
    }
    for (const { store, session } of this.places) await this.profile.desk(0).session(store, session).waitFor();
  }

  private get scene(): Scene {
    const { dice, world, wire, profile, places } = this;
    return { dice, world, wire, profile, places, buyerWrites: (platform) => this.buyerWrites(platform) };
  }

  private async buyerWrites(platform: Platform): Promise<void> {
    const place = this.listeners.get(platform);
    if (!place) throw new Error('nobody listens');
    const text = `Heard ${this.heard.length}`;
    this.heard.push({ place, text });
    await this.world.control.buyerWrites(place.store, text, { session: place.session });
  }

  private async episode(kind: Kind, sends: number): Promise<void> {
    // What dies at once dies in the middle of what was just sent.
    const first = kind.endsWith('killed') || kind.startsWith('tab') ? Math.ceil(sends / 2) : 0;
    if (isOutage(kind)) {
      // What heals is measured by itself: nothing from before may still be on its way.
      await this.calm();
    }
    await this.burst(first);
    const begun = await begin(kind, this.scene);
    const over = Date.now() + begun.lastsMs;
    if (kind.startsWith('tab') || kind === 'browser killed') this.shown.length = 0;
    await this.burst(sends - first);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, over - Date.now())));
    const bar = isOutage(kind) && (await this.bar());
    const healed = Date.now();
    await begun.end();
    if (isOutage(kind)) await this.drain(healed, bar);
  }

  /** A few texts in one session, as an operator writes. */
  private async burst(count: number): Promise<void> {
    const { dice } = this;
    for (let left = count; left > 0; ) {
      const tab = dice.between(0, TABS - 1);
      const place = dice.pick(this.places);
      const many = Math.min(left, dice.between(1, 4));
      for (let n = 0; n < many; n++) await this.type(tab, place, `Text ${this.plan.seed}-${this.typed.length}`);
      left -= many;
    }
  }

  private async type(tab: number, place: Place, text: string): Promise<void> {
    const desk = this.profile.desk(tab);
    if (this.shown[tab] !== place) {
      await desk.openSession(place.store, place.session);
      this.shown[tab] = place;
    }
    await desk.composer.fill(text);
    await desk.composer.press('Enter');
    await expect(desk.bubbles(text)).toHaveCount(1);
    // The bubble is the promise: from here on it may not be lost.
    this.typed.push({ place, text });
  }

  private async bar(): Promise<boolean> {
    return this.profile.desk(0).page.getByRole('alert').filter({ hasText: LOST }).isVisible();
  }

  private async drain(healed: number, bar: boolean): Promise<void> {
    const waiting = await this.missing();
    if (waiting.length === 0) return;
    let steady: number | null = null;
    const done = await this.until(async () => {
      if (bar && steady === null && !(await this.bar())) steady = Date.now();
      return (await this.missing()).length === 0;
    });
    if (!done) return;
    this.drains.push({ ms: Date.now() - healed, bar, steady_ms: steady === null ? null : Math.max(0, Date.now() - steady) });
  }

  /** What was typed and no marketplace has. */
  private async missing(): Promise<Typed[]> {
    const sent = new Set((await this.world.control.sent()).map((one) => one.text));
    return this.typed.filter((typed) => !sent.has(typed.text));
  }

  private async calm(): Promise<void> {
    await this.world.control.noFaults();
    if (!(await this.until(async () => (await this.missing()).length === 0))) {
      throw new Error(`stuck with all well: ${JSON.stringify((await this.missing()).map((one) => one.text))}`);
    }
  }

  private async heal(): Promise<void> {
    this.wire.mend();
    await this.world.control.noFaults();
    // What is not out after this has to say so itself.
    await this.until(async () => (await this.missing()).length === 0);
  }

  private async until(is: () => Promise<boolean>): Promise<boolean> {
    for (const late = Date.now() + PATIENCE; Date.now() < late; ) {
      if (await is()) return true;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return false;
  }
}

/** What is worth knowing of several storms. */
export function summary(outcomes: Outcome[]) {
  const sum = (of: (one: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
  const drains = outcomes.flatMap((one) => one.drains);
  const spread = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
    return { n: sorted.length, median_ms: at(0.5), p95_ms: at(0.95) };
  };
  return {
    seeds: outcomes.map((one) => one.seed),
    sends: sum((one) => one.sends),
    episodes: sum((one) => Object.values(one.episodes).reduce((total, count) => total + count, 0)),
    lost: sum((one) => one.lost.length),
    doubled: sum((one) => one.doubled.length),
    reordered: sum((one) => one.reordered.length),
    stopped_visibly: sum((one) => one.stopped.length),
    incoming: { written: sum((one) => one.incoming.written), wrong: sum((one) => one.incoming.wrong.length) },
    complaints: sum((one) => one.complaints.length),
    drain: {
      // The bar did not stand: the outage was shorter than 5 s.
      unnoticed: spread(drains.filter((one) => !one.bar).map((one) => one.ms)),
      // It did: with the 3 s of steady answers that are waited for, and after them.
      noticed: spread(drains.filter((one) => one.bar).map((one) => one.ms)),
      noticed_after_steady: spread(drains.flatMap((one) => (one.steady_ms === null ? [] : [one.steady_ms]))),
      all: spread(drains.map((one) => one.steady_ms ?? one.ms)),
    },
    seconds: sum((one) => one.seconds),
    storms: outcomes,
  };
}

