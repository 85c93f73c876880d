import { toContact } from '../../src/core/contact.js';
import type { Contact } from '../../src/core/contact.js';
import type { Change } from '../../src/core/findings.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { Recorder } from '../../src/poller/recorder.js';
import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import { day } from '../../src/simulator/generate/profile.js';
import type { World } from '../../src/simulator/world/world.js';
import { VirtualTime } from '../../test/poller/virtual-time.js';
import { LagWatch } from './lags.js';
import type { LagWindow } from './lags.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Each contact is engaged about once in two days. */
const incidentEveryMsFor = (contacts: number) => (48 * hourMs) / contacts;

/** 08:00 UTC: the day has begun, the night is remembered. */
const beginAt = Date.UTC(2026, 2, 3, 8);
const pastMs = 24 * hourMs;
const warmUpMs = 45 * minuteMs;

export const unreadWindowMs = 24 * hourMs;

export interface Scene {
  readonly world: World;
  readonly contacts: readonly Contact[];
  readonly time: VirtualTime;
  /** The wall clock of the virtual time. */
  readonly clock: { now(): number };
  readonly ledger: Ledger;
  readonly recorder: Recorder;
  readonly watch: LagWatch;
  readonly window: LagWindow;
  readonly signal: AbortSignal;
  /** Runs to the end of the window, and on for as long as it takes to see it all. */
  play(): Promise<void>;
  end(): Promise<void>;
}

/** An account of so many people in its working hours, with a day behind it, and a ledger that knows nothing of it yet. */
export async function createScene(people: number, hours: number, seed: string): Promise<Scene> {
  const from = beginAt + warmUpMs;
  const to = from + hours * hourMs;
  const profile = { ...day, incidentEveryMs: incidentEveryMsFor(people) };
  const world = generateWorld({ seed, people, phases: [{ profile, from: beginAt - pastMs, to: to + hourMs }] });
  const contacts = world.contacts().flatMap(({ arn, type }) => (type === 'PERSONAL' ? (toContact(arn) ?? []) : []));
  const time = new VirtualTime();
  const clock = { now: () => beginAt + time.now() };
  const ledger = await Ledger.open('', beginAt);
  const watch = new LagWatch();
  const stopping = new AbortController();
  const commit = ledger.commit.bind(ledger);
  ledger.commit = async (change: Change) => {
    await commit(change);
    watch.committed(change, clock.now());
  };
  const recorder = new Recorder({
    ledger,
    policy: { history: 'baseline', unreadWindowMs, retentionMs: 30 * 24 * hourMs },
    layout: { deliverySeconds: [10], acknowledgeSeconds: [60], native: { schema: 3, maxBuckets: 160 } },
    observer: { committed: () => undefined, recovered: () => undefined, commitFailed: fail },
    signal: stopping.signal,
    time,
  });
  return {
    world,
    contacts,
    time,
    clock,
    ledger,
    recorder,
    watch,
    window: { from, to, beganAt: beginAt, unreadWindowMs },
    signal: stopping.signal,
    play: () => time.runUntil(to + hourMs - beginAt),
    async end() {
      stopping.abort();
      await time.runUntil(time.now() + minuteMs);
      await ledger.close();
    },
  };
}

function fail(error: unknown): never {
  throw error;
}
