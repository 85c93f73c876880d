import type { ReadFile } from './config/file-reader.js';
import { problemLine } from './config/problem.js';
import { watchWebFile } from './config/web-file/watch.js';
import type { Instruments } from './exposition/instruments.js';
import type { Logger } from './logger.js';
import { emptyWebConfig } from './web/server.js';
import type { WebConfig, WebServer } from './web/server.js';

export interface WebConfigOptions {
  /** Of the web configuration; empty: nothing is asked for. */
  readonly configFile: string;
  /** Reads it, and the files that it names. */
  readonly read?: ReadFile | undefined;
  readonly instruments: Pick<Instruments, 'webConfigured'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** How often is looked whether a file has changed. */
  readonly checkMs?: number;
}

export interface WatchedWebConfig {
  /** What is in force to begin with. */
  readonly webConfig: WebConfig;
  /** Further ones go to this server. */
  keep(server: Pick<WebServer, 'use'>): void;
  close(): void;
}

/**
 * What the web configuration file says, now and whenever it changes. A file with a mistake leaves in force what is.
 * @throws Error when it has one to begin with
 */
export async function watchWebConfig({
  configFile,
  read,
  instruments,
  logger,
  checkMs,
}: WebConfigOptions): Promise<WatchedWebConfig> {
  if (configFile === '') return { webConfig: emptyWebConfig, keep: () => undefined, close: () => undefined };
  let server: Pick<WebServer, 'use'> | undefined;
  let missed: WebConfig | undefined;
  const watched = await watchWebFile(configFile, {
    ...(checkMs !== undefined && { checkMs }),
    read,
    changed: (next) => {
      instruments.webConfigured(true);
      logger.info({ file: configFile }, 'another web configuration is in force');
      if (server === undefined) missed = next;
      else server.use(next);
    },
    refused: (problems) => {
      instruments.webConfigured(false);
      const fields = { file: configFile, problems: problems.map(problemLine) };
      logger.error(fields, 'the web configuration has changed and is wrong; the former one stays in force');
    },
  });
  return {
    webConfig: watched.webFile,
    keep: (started) => {
      server = started;
      if (missed !== undefined) started.use(missed);
    },
    close: () => watched.close(),
  };
}
