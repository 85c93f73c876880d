import { setMaxListeners } from 'node:events';
import { ceilingsOf } from '../../src/budgets.js';
import type { Position } from '../../src/core/answer.js';
import type { Contact } from '../../src/core/contact.js';
import { Fault } from '../../src/core/fault.js';
import type { ListedPage } from '../../src/core/page.js';
import { Listing } from '../../src/poller/listing.js';
import { Pacer } from '../../src/poller/pacer.js';
import { Poller } from '../../src/poller/poller.js';
import { Road } from '../../src/poller/road.js';
import type { Asker } from '../../src/poller/road.js';
import { createRandom } from '../../src/simulator/generate/random.js';
import type { Scene } from './scene.js';
import { unreadWindowMs } from './scene.js';
import { SimulatedSource } from './simulated-source.js';

/** The defaults of the configuration: quotas in requests per second, durations in milliseconds. */
const quotas = {
  share: 0.8,
  listPagesByContact: 1,
  listPagesByEngagement: 2,
  listEngagements: 2,
  listPageReceipts: 1,
  other: 20,
};
const intervalMs = 60_000;
const concurrency = 4;
const lookbackMs = 15 * 60_000;
const fullSweepIntervalMs = 60 * 60_000;
const retentionMs = 30 * 24 * 60 * 60_000;

export type Strategy = (scene: Scene) => Promise<SimulatedSource>;

/** The exporter's own poller, from the scheduler to the ledger. */
export const ours: Strategy = (scene) => poll(scene, {});

/** The same where AWS never says that an engagement has ended. */
export const oursWithoutEnds: Strategy = (scene) => poll(scene, { hidesEnds: true });

/** The same where AWS has granted ten times the quotas, and the interval was shortened as much. */
export const oursAtTenfold: Strategy = (scene) => poll(scene, { times: 10 });

async function poll(scene: Scene, circumstances: Circumstances): Promise<SimulatedSource> {
  const { times = 1 } = circumstances;
  const { time, clock, ledger, recorder, contacts, signal } = scene;
  const { source, pacer, random } = paced(scene, circumstances);
  const observer = {
    asked: () => undefined,
    swept: () => undefined,
    contactChanged: () => undefined,
    discovered: () => undefined,
    discoveryEnded: () => undefined,
    followed: () => undefined,
    left: () => undefined,
    stumbled: (_target: string, fault: Error) => {
      throw fault;
    },
  };
  const discover = { enabled: false, aliasPrefix: '', refreshMs: intervalMs };
  const target = { name: 'ours', region: 'us-east-2', source, generation: 0, pacer, contacts, discover };
  const poller = new Poller([target], {
    ...{ recorder, ledger, observer, clock, time, random },
    settings: {
      ...{ fullSweepIntervalMs, unreadWindowMs, concurrency, retentionMs },
      intervalMs: intervalMs / times,
      activity: { enabled: true, lookbackMs },
      shard: { ordinal: 0, total: 1 },
    },
  });
  await poller.introduce();
  void poller.run(signal);
  await scene.play();
  return source;
}

/**
 * A round over all contacts every interval, a few at a time, without a thought for quotas; what is throttled is asked
 * again as the SDK does by default: three attempts, with a back-off of up to 0.5 s and 1 s between them.
 */
export const naive: Strategy = async (scene) => {
  const { recorder, contacts, clock, time, signal } = scene;
  setMaxListeners(0, signal);
  const source = new SimulatedSource({ ...scene, quotaTimes: 1, seed: 'naive' });
  const random = createRandom('bench', 'naive');
  const arns = contacts.map(({ arn }) => arn);
  await recorder.introduce(arns, clock.now());
  const round = async () => {
    const waiting = [...contacts];
    const work = async () => {
      for (let contact = waiting.shift(); contact !== undefined; contact = waiting.shift()) {
        const attempts = { attempts: 3, backoffMs: () => random.integer(0, 500) };
        await sweep(contact, scene, source, attempts).catch(ignoreFault);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
  };
  const rounds = async () => {
    for (;;) {
      const nextAt = time.now() + intervalMs;
      await round();
      await time.sleepUntil(Math.max(time.now(), nextAt), signal);
    }
  };
  rounds().catch(() => undefined);
  await scene.play();
  return source;
};

/** Knows at any moment which contact has changed, and asks for those in the order of the changes, within the budget. */
export const clairvoyant: Strategy = async (scene) => {
  const { recorder, contacts, clock, time, signal } = scene;
  const { source, pacer } = paced(scene, {});
  await recorder.introduce(
    contacts.map(({ arn }) => arn),
    clock.now(),
  );
  const askers = contacts.map((contact) => new Clairvoyant(contact, scene, source));
  const road = new Road({
    askers: () => askers,
    readyAt: () => pacer.readyAt('ListPagesByContact'),
    concurrency: () => concurrency,
    time,
  });
  void road.run(signal);
  await scene.play();
  return source;
};

class Clairvoyant implements Asker {
  readonly isHanging = false;
  readonly hazard = 1;
  readonly cost = 1;
  readonly deadlineAt = Infinity;
  readonly #contact: Contact;
  readonly #scene: Scene;
  readonly #source: SimulatedSource;
  /** When the contact changes, on the virtual time, rising. */
  readonly #changes: number[];

  constructor(contact: Contact, scene: Scene, source: SimulatedSource) {
    this.#contact = contact;
    this.#scene = scene;
    this.#source = source;
    const epochMs = scene.clock.now() - scene.time.now();
    const stories = scene.world.stories(scene.window.to).pages.filter(({ contactArn }) => contactArn === contact.arn);
    const times = stories.flatMap(({ sends, deliveredAt = 0, readAt = Infinity }) => {
      const expiresAt = sends[0] + unreadWindowMs;
      return [...sends, Math.max(sends[0], deliveredAt), readAt, readAt > expiresAt ? expiresAt + 1 : 0];
    });
    this.#changes = times
      .map((at) => at - epochMs)
      .filter((at) => at >= 0 && at < Infinity)
      .toSorted((a, b) => a - b);
  }

  get dueAt(): number {
    return this.#changes[0] ?? Infinity;
  }

  /** The oldest change that nobody has seen: the longer ago, the more urgent. */
  get lookedAt(): number {
    return this.dueAt;
  }

  async ask(): Promise<void> {
    const askedAt = this.#scene.time.now();
    await sweep(this.#contact, this.#scene, this.#source);
    while ((this.#changes[0] ?? Infinity) <= askedAt) this.#changes.shift();
  }
}

interface Circumstances {
  /** So many times AWS's default quotas are in force. */
  readonly times?: number;
  readonly hidesEnds?: boolean;
}

function paced(scene: Scene, { times = 1, hidesEnds = false }: Circumstances) {
  const stream = createRandom('bench', 'jitter');
  const random = () => stream.integer(0, 999_999) / 1_000_000;
  const granted = Object.entries(quotas).map(([name, value]) => [name, name === 'share' ? value : value * times]);
  const ceilings = ceilingsOf(Object.fromEntries(granted) as typeof quotas, { total: 1 });
  const pacer = new Pacer({ ceilings, time: scene.time, random });
  return {
    random,
    pacer,
    source: new SimulatedSource({ ...scene, pace: pacer, quotaTimes: times, hidesEnds, seed: 'paced' }),
  };
}

interface Attempts {
  readonly attempts: number;
  /** How long to wait before the second one; twice as long before the third. */
  readonly backoffMs: () => number;
}

/** One sweep from beginning to end. @throws Fault when all attempts at an answer have failed */
async function sweep(
  { arn }: Contact,
  { recorder, clock, time, signal }: Scene,
  source: SimulatedSource,
  { attempts, backoffMs }: Attempts = { attempts: 1, backoffMs: () => 0 },
): Promise<void> {
  const scope = { contactArn: arn };
  const listing = new Listing({ askedAt: clock.now(), startedAt: time.now(), tries: attempts });
  const subject = {
    request: (position: Pick<Position, 'token'>) => source.pagesOfContact(arn, { ...position, signal }),
    take: async (pages: readonly ListedPage[], isLast: boolean) => {
      await recorder.record({ scope, askedAt: listing.askedAt, seenAt: clock.now(), isComplete: isLast, pages });
      return false;
    },
  };
  for (let failures = 0; ;) {
    const step = await listing.step(subject, signal, 0);
    if (step.kind === 'complete') return;
    if (step.kind === 'paused' || step.kind === 'over') throw step.fault;
    failures = step.kind === 'again' ? failures + 1 : 0;
    if (failures > 0) await time.sleepUntil(time.now() + backoffMs() * 2 ** (failures - 1), signal);
  }
}

function ignoreFault(error: unknown): void {
  if (!(error instanceof Fault)) throw error;
}
