import type { CountingPolicy } from '../../src/core/findings.js';
import type { Fault } from '../../src/core/fault.js';
import { operations } from '../../src/core/operation.js';
import type { Operation } from '../../src/core/operation.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { Pacer } from '../../src/poller/pacer.js';
import { Poller } from '../../src/poller/poller.js';
import { Recorder } from '../../src/poller/recorder.js';
import type { PollSettings } from '../../src/poller/poll-settings.js';
import type { PollOptions, TargetOptions } from '../../src/poller/target-poller.js';
import { layout } from '../core/stories.js';
import { DoubtfulLedger } from './doubtful-ledger.js';
import { Notes } from './notes.js';
import { contactOf, ScriptedSource } from './scripted-source.js';
import type { Script } from './scripted-source.js';
import { VirtualTime } from './virtual-time.js';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const intervalMs = minuteMs;
export const latencyMs = 100;
/** What the wall clock says when a scene begins, epoch milliseconds. */
export const epoch = Date.UTC(2026, 0, 1);
const usualPolicy: CountingPolicy = { history: 'count', unreadWindowMs: 24 * hourMs, retentionMs: 30 * 24 * hourMs };

/** Epoch milliseconds, so many seconds after the beginning of the scene. */
export function at(seconds: number): number {
  return epoch + seconds * 1000;
}

export interface TargetScript extends Script {
  /** Aliases of the configured contacts. */
  readonly contacts?: readonly string[];
  /** Lists the account's contacts again after this. Not at all when it is missing. */
  readonly refreshMs?: number | undefined;
  readonly aliasPrefix?: string;
  /** Whom the source asks; 0 unless given. */
  readonly generation?: number;
  readonly accountId?: string | undefined;
}

export interface Scene<Names extends string> {
  readonly targets: Readonly<Record<Names, TargetScript>>;
  /** Those of them that are not there until an update brings them. */
  readonly later?: readonly NoInfer<Names>[];
  readonly options?: Partial<PollSettings & Pick<PollOptions, 'tries'>>;
  readonly policy?: Partial<CountingPolicy>;
  /** Requests per second of each operation, passed by every request. Unless given, requests pass nothing. */
  readonly ceilings?: Readonly<Record<Operation, number>>;
  /** A ledger that holds something already. */
  readonly store?: Ledger;
}

/** What a reload changes. */
export interface Update<Names extends string> {
  /** The targets that there are now, with what is another than in the scene; sources stay. */
  readonly targets: Readonly<
    Partial<Record<Names, Pick<TargetScript, 'contacts' | 'aliasPrefix' | 'refreshMs' | 'generation' | 'accountId'>>>
  >;
  readonly settings?: Partial<PollSettings>;
  /** Other budgets of the targets; what requests pass stays. */
  readonly pacers?: Readonly<Partial<Record<NoInfer<Names>, Pacer>>>;
}

export interface Stage<Names extends string> {
  readonly poller: Poller;
  readonly ledger: DoubtfulLedger;
  readonly notes: Notes;
  readonly time: VirtualTime;
  /** May be set back or forward. */
  readonly clock: { aheadMs: number };
  readonly sources: Readonly<Record<Names, ScriptedSource>>;
  /** Introduces the contacts and polls until the end of the scene. Resolves when polling has ended. */
  readonly run: () => Promise<void>;
  /** Lets the time run until so many seconds after the beginning. */
  readonly until: (seconds: number) => Promise<void>;
  /** Introduces the contacts and sweeps each once. Returns the faults. */
  readonly sweepOnce: () => Promise<readonly Fault[]>;
  readonly update: (update: Update<Names>) => void;
  readonly stop: () => void;
}

/** The same rate for all operations. */
export function ceilingsOf(perSecond: number): Record<Operation, number> {
  return Object.fromEntries(operations.map((operation) => [operation, perSecond])) as Record<Operation, number>;
}

/** Sets up a poller over scripted targets and, unless one is given, an empty ledger; ends whatever runs after `play`. */
export async function staged<Names extends string, Result>(
  scene: Scene<Names>,
  play: (stage: Stage<Names>) => Promise<Result>,
): Promise<Result> {
  const store = scene.store ?? (await Ledger.open('', epoch));
  const ledger = new DoubtfulLedger(store);
  const notes = new Notes();
  const time = new VirtualTime();
  const clock = { aheadMs: 0, now: () => epoch + time.now() + clock.aheadMs };
  const policy = { ...usualPolicy, ...scene.policy };
  const stopping = new AbortController();
  const { signal } = stopping;
  const recorder = new Recorder({ ledger, policy, layout, observer: notes, signal, time });
  const { tries, ...changedSettings } = scene.options ?? {};
  const settings: PollSettings = {
    intervalMs,
    fullSweepIntervalMs: hourMs,
    unreadWindowMs: policy.unreadWindowMs,
    concurrency: 4,
    activity: { enabled: false, lookbackMs: 15 * minuteMs },
    retentionMs: policy.retentionMs,
    shard: { ordinal: 0, total: 1 },
    ...changedSettings,
  };
  const pollOptions: PollOptions = {
    settings,
    clock,
    time,
    observer: notes,
    random: () => 0.5,
    recorder,
    ledger,
    ...(tries !== undefined && { tries }),
  };
  const later: readonly string[] = scene.later ?? [];
  const all = Object.entries<TargetScript>(scene.targets).map(([name, script]) => {
    const pacer = new Pacer({ ceilings: scene.ceilings ?? ceilingsOf(1000), time, random: () => 0.5 });
    const pace = scene.ceilings === undefined ? undefined : pacer;
    return toTarget(name, script, new ScriptedSource(script, { time, clock, latencyMs, pace }), pacer);
  });
  const poller = new Poller(
    all.filter(({ name }) => !later.includes(name)),
    pollOptions,
  );
  let ended = Promise.resolve();
  const run = () => {
    ended = poller.introduce().then(() => poller.run(signal));
    // The scene may look at it late, or not at all.
    ended.catch(() => undefined);
    return ended;
  };
  const sweepOnce = async () => {
    await poller.introduce();
    const sweep = { isOver: false };
    const faults = poller.sweepOnce(signal).finally(() => (sweep.isOver = true));
    // A commit that is tried again takes real time.
    while (!sweep.isOver) await time.runUntil(time.now() + minuteMs);
    return await faults;
  };
  const until = (seconds: number) => time.runUntil(seconds * 1000);
  const update = ({ targets, settings: changed, pacers }: Update<Names>) => {
    const wanted = Object.entries<TargetScript>(targets as Record<string, TargetScript>).flatMap(([name, script]) => {
      const known = all.find((target) => target.name === name);
      const changes = { ...scene.targets[name as Names], ...script };
      return known === undefined ? [] : toTarget(name, changes, known.source, pacers?.[name as Names] ?? known.pacer);
    });
    poller.update(wanted, { ...settings, ...changed });
  };
  const stop = () => stopping.abort();
  const sources = Object.fromEntries(all.map(({ name, source }) => [name, source])) as Stage<Names>['sources'];
  try {
    return await play({ poller, ledger, notes, time, clock, sources, run, until, sweepOnce, update, stop });
  } finally {
    stop();
    await ended.catch(() => undefined);
    if (scene.store === undefined) await store.close();
  }
}

function toTarget(
  name: string,
  script: TargetScript,
  source: ScriptedSource,
  pacer: Pacer,
): TargetOptions & { readonly source: ScriptedSource } {
  const { contacts = [], refreshMs, aliasPrefix = '', generation = 0, accountId } = script;
  return {
    name,
    region: 'us-east-2',
    source,
    pacer,
    generation,
    accountId,
    contacts: contacts.map(contactOf),
    discover: { enabled: refreshMs !== undefined, aliasPrefix, refreshMs: refreshMs ?? 0 },
  };
}
