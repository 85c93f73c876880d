import { assemble } from './assembly.js';
import type { AssemblyOptions } from './assembly.js';
import { autoReload } from './auto-reload.js';
import type { ConfigFile } from './config/config-file.js';
import type { Config } from './config/config.js';
import type { ReadFile } from './config/file-reader.js';
import { configText } from './config/redacted.js';
import { describeError } from './core/describe-error.js';
import type { InheritedSocket } from './core/listen-place.js';
import type { Snapshot } from './core/snapshot.js';
import { hashOf } from './exposition/contact-labels.js';
import { processTime } from './poller/time.js';
import { createRefusalObserver } from './refusal-observer.js';
import { Releases } from './releases.js';
import { answerOf, Reloads } from './reloads.js';
import type { ReloadOutcome } from './reloads.js';
import { StatusReport } from './status-report.js';
import { watchWebConfig } from './web-config.js';
import { startWebServer } from './web/server.js';

export interface AppOptions extends Omit<AssemblyOptions, 'signal' | 'isOnce'> {
  /** What a reload reads; without it, nothing is reloaded. */
  readonly file?: Pick<ConfigFile, 'load' | 'loaded' | 'fingerprint'>;
  /** Reloads the file when it has changed, which is looked at so often. */
  readonly autoReloadMs?: number | undefined;
  /** Reads the web configuration, and the files that it names. */
  readonly readWebFile?: ReadFile;
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
      await watchWebConfig({ configFile, read: options.readWebFile, instruments, logger }),
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
