import { setTimeout as sleep } from 'node:timers/promises';
import type { Contact } from '../../src/core/contact.js';
import type { Fault } from '../../src/core/fault.js';
import type { HealthChange } from '../../src/core/health.js';
import type { Change, CountingPolicy } from '../../src/core/sweep.js';
import type { ContactTotals } from '../../src/core/totals.js';
import { Ledger } from '../../src/ledger/ledger.js';
import type { PollObserver } from '../../src/poller/poll-observer.js';
import { Poller } from '../../src/poller/poller.js';
import { Recorder } from '../../src/poller/recorder.js';
import type { PageLedger } from '../../src/poller/recorder.js';
import type { PollOptions, TargetOptions } from '../../src/poller/target-poller.js';
import { arns, bounds } from '../core/stories.js';
import { contactOf, ScriptedSource } from './scripted-source.js';
import type { Script } from './scripted-source.js';

export const intervalMs = 25;
const policy: CountingPolicy = { history: 'count', unreadWindowMs: 60_000, retentionMs: 1_000_000 };

/** A ledger in memory whose commits may be made to fail, or to wait. */
export class DoubtfulLedger implements PageLedger {
  failuresToCome = 0;
  /** Awaited before each commit. */
  beforeCommit: () => Promise<unknown> = () => Promise.resolve();
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  get forgottenBefore() {
    return this.#ledger.forgottenBefore;
  }
  contact = (arn: string) => this.#ledger.contact(arn);
  openPages = (arn: string) => this.#ledger.openPages(arn);
  openEngagements = (arn: string) => this.#ledger.openEngagements(arn);
  pages: PageLedger['pages'] = (wanted) => this.#ledger.pages(wanted);
  engagements: PageLedger['engagements'] = (wanted) => this.#ledger.engagements(wanted);
  prune = (before: number) => this.#ledger.prune(before);

  async commit(change: Change): Promise<void> {
    await this.beforeCommit();
    if (this.failuresToCome > 0) {
      this.failuresToCome -= 1;
      throw new Error('scripted: the disk is full');
    }
    await this.#ledger.commit(change);
  }

  totals(alias: string): ContactTotals | undefined {
    return this.contact(arns.contact(alias))?.totals;
  }
}

/** Everything that the poller told, in its order. */
export class Notes implements PollObserver {
  readonly sweeps: string[] = [];
  readonly changes: string[] = [];
  readonly discoveries: string[] = [];
  readonly commits: string[] = [];

  swept({ target, fault }: { readonly target: string; readonly fault?: Fault }): void {
    this.sweeps.push(`${target}: ${fault?.reason ?? 'succeeded'}`);
  }
  contactChanged({ alias }: Contact, change: HealthChange, fault?: Fault): void {
    this.changes.push(`${alias} ${change}${fault === undefined ? '' : `: ${fault.reason}`}`);
  }
  discovered(target: string, contacts: number, fault?: Fault): void {
    this.discoveries.push(`${target} has ${contacts}${fault === undefined ? '' : `: ${fault.reason}`}`);
  }
  committed(): void {
    this.commits.push('committed');
  }
  commitFailed(error: unknown): void {
    this.commits.push(String(error));
  }
}

export interface TargetScript extends Script {
  /** Aliases of the configured contacts. */
  readonly contacts?: readonly string[];
  /** Lists the account's contacts again after this. Not at all when it is missing. */
  readonly refreshMs?: number;
  readonly aliasPrefix?: string;
}

export interface Scene<Names extends string> {
  readonly targets: Readonly<Record<Names, TargetScript>>;
  readonly options?: Partial<PollOptions>;
}

export interface Stage<Names extends string> {
  readonly poller: Poller;
  readonly ledger: DoubtfulLedger;
  readonly notes: Notes;
  readonly sources: Readonly<Record<Names, ScriptedSource>>;
  /** Introduces the contacts and polls until the end of the scene. Resolves when polling has ended. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
  readonly signal: AbortSignal;
}

/** Sets up a poller over scripted targets and an empty ledger, and ends whatever runs after `play`. */
export async function staged<Names extends string>(
  { targets, options }: Scene<Names>,
  play: (stage: Stage<Names>) => Promise<void>,
): Promise<void> {
  const store = await Ledger.open('', 0);
  const ledger = new DoubtfulLedger(store);
  const notes = new Notes();
  const stopping = new AbortController();
  const recorder = new Recorder({ ledger, policy, bounds, observer: notes, signal: stopping.signal });
  const named = Object.entries<TargetScript>(targets).map(([name, script]) => [name, script] as const);
  const sources = Object.fromEntries(named.map(([name, script]) => [name, new ScriptedSource(script)]));
  const pollOptions: PollOptions = {
    intervalMs,
    concurrency: 4,
    retentionMs: policy.retentionMs,
    shard: { ordinal: 0, total: 1 },
    clock: { now: () => 5000 },
    observer: notes,
    random: () => 0.5,
    recorder,
    ...options,
  };
  const poller = new Poller(
    named.map(([name, script]) => toTarget(name, script, sources[name] ?? new ScriptedSource({}))),
    pollOptions,
  );
  let ended = Promise.resolve();
  const run = () => {
    ended = poller.introduce().then(() => poller.run(stopping.signal));
    return ended;
  };
  const stop = () => stopping.abort();
  try {
    await play({
      poller,
      ledger,
      notes,
      sources: sources as Stage<Names>['sources'],
      run,
      stop,
      signal: stopping.signal,
    });
  } finally {
    stop();
    await ended;
    await store.close();
  }
}

function toTarget(name: string, script: TargetScript, source: ScriptedSource): TargetOptions {
  const { contacts = [], refreshMs, aliasPrefix = '' } = script;
  return {
    name,
    region: 'us-east-2',
    source,
    contacts: contacts.map(contactOf),
    discover: { enabled: refreshMs !== undefined, aliasPrefix, refreshMs: refreshMs ?? 0 },
  };
}

/** Waits until something is so; the test's own time limit is the only bound. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(2);
}
