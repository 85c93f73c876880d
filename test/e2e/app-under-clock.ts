import { startApp } from '../../src/app.js';
import type { Clock } from '../../src/core/clock.js';
import { createLogger } from '../../src/logger.js';
import { configOf } from '../config/loaded.js';
import { credentials } from './exporter-process.js';
import { scrape } from './scrape.js';
import type { Series } from './scrape.js';
import { swept } from './sweeps.js';

/** A wall clock that may be wrong by so much. */
export class MovableClock implements Clock {
  /** Negative while it is behind. */
  aheadMs = 0;

  now(): number {
    return Date.now() + this.aheadMs;
  }
}

/** An exporter inside this process, which goes by a clock of the test's. */
export interface AppUnderClock {
  scrape(): Promise<Series>;
  /** Waits for a sweep of each contact that began after this call, and returns a scrape that shows it. */
  swept(...contacts: Parameters<typeof swept>[1]): Promise<Series>;
  stop(): Promise<void>;
}

/** Starts exporters inside this process, in a suite; all of them are stopped when it ends. */
export function useAppsUnderClock() {
  const apps: AppUnderClock[] = [];
  let environment: NodeJS.ProcessEnv;
  before(() => {
    environment = { ...process.env };
    Object.assign(process.env, credentials);
  });
  after(async () => {
    await Promise.all(apps.splice(0).map((app) => app.stop()));
    for (const name of Object.keys(credentials)) {
      if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = environment[name];
    }
  });

  return async function startUnderClock(document: object, clock: Clock): Promise<AppUnderClock> {
    // JSON is YAML.
    const config = await configOf(JSON.stringify({ ...document, web: { listenAddress: '127.0.0.1:0' } }));
    const logger = createLogger({ level: 'error', format: 'json' });
    const build = { version: 'test', revision: 'test', nodejs: process.versions.node };
    const running = await startApp(config, { logger, build, clock });
    const shown = { scrape: () => scrape(`${running.url}/metrics`), log: () => 'its log is on standard error' };
    const app: AppUnderClock = {
      scrape: shown.scrape,
      swept: (...contacts) => swept(shown, contacts, clock),
      stop: () => running.stop(),
    };
    apps.push(app);
    return app;
  };
}
