import { isDeepStrictEqual } from 'node:util';
import { autoReload } from './auto-reload.js';
import { createAwsSource } from './aws/source.js';
import type { Build } from './build.js';
import type { ConfigFile } from './config/config-file.js';
import type { Config } from './config/config.js';
import { configText, redacted } from './config/redacted.js';
import type { Clock } from './core/clock.js';
import { describeError } from './core/describe-error.js';
import type { Fault } from './core/fault.js';
import type { InheritedSocket } from './core/listen-place.js';
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
import { createRefusalObserver } from './refusal-observer.js';
import { Releases } from './releases.js';
import { answerOf, Reloads } from './reloads.js';
import type { ReloadOutcome } from './reloads.js';
import { StatusReport } from './status-report.js';
import { TargetConnections } from './target-connections.js';
import { watchWebConfig } from './web-config.js';
import { startWebServer } from './web/server.js';

export interface AppOptions {
  readonly logger: Logger;
  readonly build: Build & { readonly nodejs: string };
  /** The wall clock, unless the exporter lives in a simulated time. */
  readonly clock?: Clock;
  /** What a reload reads; without it, nothing is reloaded. */
  readonly file?: Pick<ConfigFile, 'load' | 'loaded' | 'fingerprint'>;
  /** Reloads the file when it has changed, which is looked at so often. */
  readonly autoReloadMs?: number | undefined;
  /** Sockets that whoever started the process has opened, in place of the configured addresses. */
  readonly inheritedSockets?: readonly InheritedSocket[];
}

/** A running exporter. */
export interface App {
  /** Where it listens first, without a path. */
  readonly url: string;
  readonly snapshot: () => Snapshot;
  /** Settles when polling ends: rejects when it ended by a failure of the exporter's own. */
  readonly ended: Promise<void>;
  /** Puts in force what the file says now, whole or not at all. Never rejects. */
  reload(): Promise<ReloadOutcome>;
  /** Stops asking, finishes the commit under way, and closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts the daemon: opens the ledger, listens, and polls.
 * @throws LedgerError when the ledger can't be used, Error when an address can't be listened on or the web
 * configuration is wrong
 */
export async function startApp(config: Config, options: AppOptions): Promise<App> {
  const releases = new Releases();
  try {
    const stopping = new AbortController();
    const { signal } = stopping;
    const assembled = await assemble(config, { ...options, signal, isOnce: false }, releases);
    const { poller, ledger, scrape, snapshot, current, instruments } = assembled;
    const { logger, build, clock = Date, file, autoReloadMs } = options;
    let isReady = false;
    const status = new StatusReport({
      build,
      config: current,
      poller,
      ledger,
      isReady: () => isReady,
      clock,
      time: processTime,
    });
    const lookAgain = () => {
      assembled.lookAgain();
      status.lookAgain();
    };
    const reloads = new Reloads({ ...assembled, lookAgain, file, logger, clock, signal });
    const { configFile } = config.web;
    const watched = releases.use(
      'web configuration',
      await watchWebConfig({ configFile, instruments, logger }),
      (watching) => watching.close(),
    );
    const web = releases.use(
      'web server',
      await startWebServer({
        ...config.web,
        listen: options.inheritedSockets ?? config.web.listen,
        webConfig: watched.webConfig,
        scrape,
        failed: (error) => logger.error({ error: describeError(error) }, 'a request could not be answered'),
        refused: createRefusalObserver({ instruments, logger, time: processTime }),
        isReady: () => isReady,
        pages: { status: () => status.read(), config: () => configText(current(), hashOf) },
        reload: config.web.enableLifecycle ? async () => answerOf(await reloads.reload()) : undefined,
      }),
      (server) => server.close(),
    );
    watched.keep(web);
    for (const url of web.urls) logger.info({ url }, 'listening');

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
    if (file !== undefined && autoReloadMs !== undefined) {
      // It ends with the signal, and nobody waits for that: a file may take its time.
      autoReload({ file, intervalMs: autoReloadMs, reload: () => reloads.reload() }, signal).catch((error: unknown) =>
        logger.error({ error: describeError(error) }, 'the configuration file is not watched any more'),
      );
    }
    const stop = () => {
      // First of all: what is reloaded from now on is refused.
      stopping.abort();
      return releases.releaseAll();
    };
    return { url: web.url, snapshot, ended, reload: () => reloads.reload(), stop };
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
    const { poller, scrape } = await assemble(config, { ...options, signal, isOnce: true }, releases);
    await poller.introduce();
    const faults = await poller.sweepOnce(signal);
    const { body } = await scrape({});
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
