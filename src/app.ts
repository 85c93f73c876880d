import { createAwsSource } from './aws/source.js';
import { ceilingsOf } from './budgets.js';
import type { Build } from './build.js';
import type { Config } from './config/config.js';
import { configText, redacted } from './config/redacted.js';
import type { Clock } from './core/clock.js';
import { describeError } from './core/describe-error.js';
import type { Fault } from './core/fault.js';
import type { Snapshot } from './core/snapshot.js';
import { teamNames } from './core/team.js';
import { hashOf } from './exposition/contact-labels.js';
import { Exposition } from './exposition/exposition.js';
import { Instruments } from './exposition/instruments.js';
import { Ledger } from './ledger/ledger.js';
import type { Logger } from './logger.js';
import { createCommitObserver, createPollObserver } from './observers.js';
import { Pacer } from './poller/pacer.js';
import { Poller } from './poller/poller.js';
import { Recorder } from './poller/recorder.js';
import { takeBudgetSnapshots, takeContactSnapshots } from './poller/snapshot.js';
import { processTime } from './poller/time.js';
import { Releases } from './releases.js';
import { StatusReport } from './status-report.js';
import { startWebServer } from './web/server.js';

export interface AppOptions {
  readonly logger: Logger;
  readonly build: Build & { readonly nodejs: string };
  /** The wall clock, unless the exporter lives in a simulated time. */
  readonly clock?: Clock;
}

/** A running exporter. */
export interface App {
  /** Where it listens, without a path. */
  readonly url: string;
  readonly snapshot: () => Snapshot;
  /** Settles when polling ends: rejects when it ended by a failure of the exporter's own. */
  readonly ended: Promise<void>;
  /** Stops asking, finishes the commit under way, and closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts the daemon: opens the ledger, listens, and polls.
 * @throws LedgerError when the ledger can't be used, Error when the address can't be listened on
 */
export async function startApp(config: Config, options: AppOptions): Promise<App> {
  const releases = new Releases();
  try {
    const stopping = new AbortController();
    const { signal } = stopping;
    const assembled = await assemble(config, { ...options, signal, isOnce: false }, releases);
    const { poller, ledger, snapshot, exposition } = assembled;
    const { logger, build, clock = Date } = options;
    let isReady = false;
    const status = new StatusReport({
      build,
      config: () => config,
      poller,
      ledger,
      isReady: () => isReady,
      clock,
      time: processTime,
    });
    const web = releases.use(
      'web server',
      await startWebServer({
        ...config.web,
        scrape: (request) => exposition.scrape(request),
        failed: (error) => logger.error({ error: describeError(error) }, 'a request could not be answered'),
        isReady: () => isReady,
        pages: { status: () => status.read(), config: () => configText(config, hashOf) },
      }),
      (server) => server.close(),
    );
    logger.info({ url: web.url }, 'listening');

    const poll = async () => {
      await poller.introduce();
      isReady = true;
      await poller.run(signal);
    };
    const ended = releases.use(
      'poller',
      poll().catch((error: unknown) => {
        if (!signal.aborted) throw error;
      }),
      async (polling) => {
        stopping.abort();
        await polling.catch(() => undefined);
      },
    );
    return { url: web.url, snapshot, ended, stop: () => releases.releaseAll() };
  } catch (error) {
    await releases.releaseAll();
    throw error;
  }
}

/** What one sweep of everything has found. */
export interface OnceResult {
  /** The metrics, as a scrape would show them. */
  readonly metrics: string;
  readonly faults: readonly Fault[];
}

/**
 * Sweeps every contact once.
 * @throws LedgerError when the ledger can't be used, the signal's reason when it aborts
 */
export async function runOnce(config: Config, options: AppOptions, signal: AbortSignal): Promise<OnceResult> {
  const releases = new Releases();
  try {
    const { poller, exposition } = await assemble(config, { ...options, signal, isOnce: true }, releases);
    await poller.introduce();
    const faults = await poller.sweepOnce(signal);
    const { body } = await exposition.scrape({});
    return { metrics: body.toString(), faults };
  } finally {
    await releases.releaseAll();
  }
}

/** How often an answer is asked for by whoever sweeps only once. */
const patientTries = 100;

interface AssemblyOptions extends AppOptions {
  readonly signal: AbortSignal;
  /** Whether there will be no other sweep: then it rather waits than fails. */
  readonly isOnce: boolean;
}

/** Everything but the web server and the time when it runs. */
async function assemble(config: Config, options: AssemblyOptions, releases: Releases) {
  const { logger, build, signal, isOnce, clock = Date } = options;
  const { poll, metrics, ledger: ledgerConfig, sharding, activity } = config;
  const { version, revision, nodejs } = build;
  const instruments = new Instruments({ targets: config.targets, build: { version, revision, nodejs } });
  const startedAt = clock.now();
  instruments.configured(startedAt);
  logger.debug({ config: redacted(config, hashOf) }, 'configuration');

  const ledger = releases.use('ledger', await Ledger.open(ledgerConfig.path, clock.now()), (open) => open.close());
  const where = ledgerConfig.path === '' ? 'in memory' : ledgerConfig.path;
  logger.info({ path: where, pages: ledger.pageCount, open: ledger.openPageCount }, 'ledger open');
  const layout = metrics.buckets;
  const recorder = new Recorder({
    ledger,
    policy: { ...ledgerConfig, unreadWindowMs: poll.unreadWindowMs, isOnce },
    layout,
    observer: createCommitObserver({ instruments, logger }),
    signal,
  });

  const time = processTime;
  const random = Math.random;
  const ceilings = ceilingsOf(config.quotas, sharding);
  const targets = config.targets.map((target) => {
    const { name, region, contacts, discover } = target;
    logger.info({ target: name, region, contacts: contacts.length, discover: discover.enabled }, 'target');
    const { requestTimeoutMs } = poll;
    const pacer = new Pacer({ ceilings, time, random });
    const source = createAwsSource({ ...target, requestTimeoutMs, pace: pacer, observer: instruments, clock });
    return { ...target, pacer, source: releases.use(`client of ${name}`, source, (client) => client.close()) };
  });
  const naming = metrics.contactLabel;
  const poller = new Poller(targets, {
    settings: { ...poll, activity, shard: sharding, retentionMs: ledgerConfig.retentionMs },
    recorder,
    ledger,
    clock,
    time,
    random,
    ...(isOnce && { tries: patientTries }),
    observer: createPollObserver({ instruments, logger, naming }),
  });

  const shown = { unreadWindowMs: poll.unreadWindowMs, layout, teams: teamNames(config.teams) };
  const snapshot = (): Snapshot => ({
    contacts: takeContactSnapshots(poller, ledger, { ...shown, now: clock.now() }),
    ledger: { pages: ledger.pageCount, openPages: ledger.openPageCount, createdAt: ledger.createdAt },
    budgets: takeBudgetSnapshots(poller),
  });
  const exposition = new Exposition({ ...metrics, naming, snapshot, registry: instruments.registry, startedAt, time });
  return { poller, ledger, snapshot, exposition };
}
