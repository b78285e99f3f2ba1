// What can go wrong in a storm: each kind begins, lasts, and ends.
import type { Wire } from '../support/proxy.ts';
import { type Fault, type Platform, PLATFORMS, type SandboxStore, sends } from '../support/sandbox.ts';
import type { World } from '../support/world.ts';
import type { Dice } from './dice.ts';
import { type Profile, TABS } from './profile.ts';

export const KINDS = [
  'wire cut', 'wire reset', 'wire silent', 'wire slow',
  'request reset', 'request swallowed', 'reply lost', 'reply cut',
  'platform 429', 'platform dropped before', 'platform dropped after', 'platform truncated', 'platform garbage',
  'platform slow', 'push doubled', 'push reordered', 'push lost',
  'tab closed', 'tab crashed', 'gateway killed', 'browser killed',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Place {
  store: SandboxStore;
  session: string;
}

export interface Scene {
  dice: Dice;
  world: World;
  wire: Wire;
  profile: Profile;
  /** Where operators answer. */
  places: Place[];
  /** A buyer writes to a store of this platform, where nobody answers. */
  buyerWrites: (platform: Platform) => Promise<void>;
}

/** An episode that has begun: how long it lasts, and its end. */
export interface Begun {
  lastsMs: number;
  end: () => Promise<void>;
}

/** Whether all of the wire is gone for a time, so that something has to heal. */
export function isOutage(kind: Kind): boolean {
  return kind === 'wire cut' || kind === 'wire reset' || kind === 'wire silent';
}

const SENDS = /^POST \/api\/sessions\//;
const nothing = async () => undefined;

export async function begin(kind: Kind, scene: Scene): Promise<Begun> {
  const { dice, world, wire, profile } = scene;
  const atOnce = { lastsMs: 0, end: nothing };
  const standing = (): Begun => {
    // Most are too short for anybody to notice; some bring the bar.
    const lastsMs = dice.chance(0.8) ? dice.between(200, 2_500) : dice.between(6_000, 9_000);
    return { lastsMs, end: async () => wire.mend() };
  };
  switch (kind) {
    case 'wire cut':
      wire.cut();
      return standing();
    case 'wire reset':
      wire.reset();
      return standing();
    case 'wire silent':
      wire.hold();
      return standing();
    case 'wire slow':
      wire.slow(dice.between(200, 2_000));
      return { lastsMs: dice.between(500, 3_000), end: async () => wire.mend() };
    case 'request reset':
      wire.strike('reset', SENDS);
      return atOnce;
    case 'request swallowed':
      wire.strike('swallow', SENDS);
      // The middle of the network forgets the connection; its ends learn so when it answers again.
      return { lastsMs: dice.between(500, 2_000), end: async () => wire.mend() };
    case 'reply lost':
      wire.strike('lose-reply', SENDS);
      return atOnce;
    case 'reply cut':
      wire.strike('cut-body', SENDS);
      return atOnce;
    case 'tab closed':
    case 'tab crashed':
      await profile.replaceTab(dice.between(0, TABS - 1), kind === 'tab closed' ? 'close' : 'crash');
      return atOnce;
    case 'browser killed':
      await profile.kill();
      return atOnce;
    case 'gateway killed': {
      await world.killGateway();
      return { lastsMs: dice.between(0, 2_500), end: () => world.startGateway() };
    }
    default:
      await befall(kind, scene);
      return atOnce;
  }
}

/** What a marketplace does. It strikes what is sent or pushed next. */
async function befall(kind: Kind, { dice, world, places, buyerWrites }: Scene): Promise<void> {
  const { store, session } = dice.pick(places);
  const where = sends({ store, session });
  const send = (fault: Fault, times = 1) => world.control.fault(where, fault, times);
  switch (kind) {
    case 'platform 429':
      return send({ fault: 'rate_limited', retry_after_s: dice.between(1, 3) });
    case 'platform dropped before':
      return send({ fault: 'drop_before' }, dice.between(1, 2));
    case 'platform dropped after':
      return send({ fault: 'drop_after_commit' });
    case 'platform truncated':
      return send({ fault: 'truncate' });
    case 'platform garbage':
      return send({ fault: 'garbage' });
    case 'platform slow':
      return send({ fault: 'latency', ms: dice.between(200, 3_000) }, 2);
    default: {
      const platform = dice.pick(PLATFORMS);
      const faults: Partial<Record<Kind, Fault>> = {
        'push doubled': { fault: 'duplicate_push', copies: 3, every_ms: 40 },
        'push reordered': { fault: 'reorder_push', by: 2 },
        'push lost': { fault: 'lose_push' },
      };
      const fault = faults[kind];
      if (!fault) throw new Error(`nobody knows how ${kind} goes`);
      await world.control.fault({ platform }, fault, 2);
      for (let n = 0; n < 3; n++) await buyerWrites(platform);
    }
  }
}
