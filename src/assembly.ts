import { isDeepStrictEqual } from 'node:util';
import { createAwsSource } from './aws/source.js';
import type { Build } from './build.js';
import type { Config } from './config/config.js';
import { redacted } from './config/redacted.js';
import type { Clock } from './core/clock.js';
import type { Snapshot } from './core/snapshot.js';
import { teamNames } from './core/team.js';
import { hashOf } from './exposition/contact-labels.js';
import { Exposition } from './exposition/exposition.js';
import type { ScrapeRequest } from './exposition/exposition.js';
import { Instruments } from './exposition/instruments.js';
import { Ledger } from './ledger/ledger.js';
import type { Logger } from './logger.js';
import { createCommitObserver, createPollObserver } from './observers.js';
import { Poller } from './poller/poller.js';
import type { PollSettings } from './poller/poll-settings.js';
import { Recorder } from './poller/recorder.js';
import type { CountingSettings } from './poller/recorder.js';
import { takeBudgetSnapshots, takeContactSnapshots } from './poller/snapshot.js';
import { processTime } from './poller/time.js';
import type { Releases } from './releases.js';
import { TargetConnections } from './target-connections.js';

/** How often an answer is asked for by whoever sweeps only once. */
const patientTries = 100;

export interface AssemblyOptions {
  readonly logger: Logger;
  readonly build: Build & { readonly nodejs: string };
  /** The wall clock, unless the exporter lives in a simulated time. */
  readonly clock?: Clock;
  /** Nothing more is asked or written once it aborts. */
  readonly signal: AbortSignal;
  /** Whether there will be no other sweep: then it rather waits than fails. */
  readonly isOnce: boolean;
}

/**
 * Puts together everything but the web server and the time when it runs.
 * @throws LedgerError when the ledger can't be used
 */
export async function assemble(config: Config, options: AssemblyOptions, releases: Releases) {
  const { logger, build, signal, isOnce, clock = Date } = options;
  const { version, revision, nodejs } = build;
  let current = config;
  const instruments = new Instruments({ targets: config.targets, build: { version, revision, nodejs } });
  const startedAt = clock.now();
  instruments.configured(startedAt);
  instruments.webConfigured(true);
  logger.debug({ config: redacted(config, hashOf) }, 'configuration');

  const { path } = config.ledger;
  const ledger = releases.use('ledger', await Ledger.open(path, clock.now()), (open) => open.close());
  const where = path === '' ? 'in memory' : path;
  logger.info({ path: where, pages: ledger.pageCount, open: ledger.openPageCount }, 'ledger open');
  const counting = (settings: Config) => countingOf(settings, isOnce);
  const recorder = new Recorder({
    ledger,
    ...counting(config),
    observer: createCommitObserver({ instruments, logger }),
    signal,
  });

  const time = processTime;
  const random = Math.random;
  const connections = releases.use(
    'clients of the targets',
    new TargetConnections({
      connect: (target, pacer, requestTimeoutMs) =>
        createAwsSource({ ...target, requestTimeoutMs, pace: pacer, observer: instruments, clock }),
      time,
      random,
    }),
    (open) => open.close(),
  );
  for (const { name, region, contacts, discover } of config.targets) {
    logger.info({ target: name, region, contacts: contacts.length, discover: discover.enabled }, 'target');
  }
  const poller = new Poller(connections.take(config), {
    settings: pollingOf(config),
    recorder,
    ledger,
    clock,
    time,
    random,
    ...(isOnce && { tries: patientTries }),
    observer: createPollObserver({ instruments, logger, naming: () => current.metrics.contactLabel }),
  });

  const snapshot = (): Snapshot => {
    const { poll, metrics, teams } = current;
    const shown = { unreadWindowMs: poll.unreadWindowMs, layout: metrics.buckets, teams: teamNames(teams) };
    return {
      contacts: takeContactSnapshots(poller, ledger, { ...shown, now: clock.now() }),
      ledger: { pages: ledger.pageCount, openPages: ledger.openPageCount, createdAt: ledger.createdAt },
      budgets: takeBudgetSnapshots(poller),
    };
  };
  const expose = ({ contactLabel: naming, ...metrics }: Config['metrics']) =>
    new Exposition({ ...metrics, naming, snapshot, registry: instruments.registry, startedAt, time });
  let exposition = expose(config.metrics);

  /** Makes all that another configuration needs, or nothing. Returns what puts it in force. */
  const prepare = (next: Config): (() => void) => {
    const connected = connections.prepare(next);
    try {
      const updatePoller = poller.prepare(connected.targets, pollingOf(next));
      // What is kept of the last scrape shows the old names.
      const exposed = isDeepStrictEqual(current.metrics, next.metrics) ? exposition : expose(next.metrics);
      return () => {
        connected.take();
        current = next;
        logger.level = next.log.level;
        recorder.update(counting(next));
        instruments.watch(next.targets, next.activity);
        updatePoller();
        exposition = exposed;
      };
    } catch (error) {
      connected.giveBack();
      throw error;
    }
  };
  /** Puts another configuration in force, in one step, which can't fail any more when it has begun. */
  const apply = (next: Config) => prepare(next)();
  const scrape = (request: ScrapeRequest) => exposition.scrape(request);
  const lookAgain = () => exposition.lookAgain();
  return { poller, ledger, snapshot, scrape, lookAgain, apply, instruments, current: () => current };
}

function countingOf({ ledger, poll, metrics }: Config, isOnce: boolean): CountingSettings {
  const { history, retentionMs } = ledger;
  return { policy: { history, retentionMs, unreadWindowMs: poll.unreadWindowMs, isOnce }, layout: metrics.buckets };
}

function pollingOf({ poll, activity, sharding, ledger }: Config): PollSettings {
  const { intervalMs, fullSweepIntervalMs, unreadWindowMs, concurrency } = poll;
  const { retentionMs } = ledger;
  return { intervalMs, fullSweepIntervalMs, unreadWindowMs, concurrency, activity, shard: sharding, retentionMs };
}
