import { changedKeys, restartProblems } from './config/changes.js';
import type { ConfigFile } from './config/config-file.js';
import type { Config } from './config/config.js';
import { problemLine } from './config/problem.js';
import type { Problem } from './config/problem.js';
import type { Clock } from './core/clock.js';
import { describeError } from './core/describe-error.js';
import type { Instruments } from './exposition/instruments.js';
import type { Logger } from './logger.js';
import type { ReloadAnswer } from './web/reload-endpoint.js';

/** What has become of a reload. `changed` are the paths of the keys that are not as before. */
export type ReloadOutcome =
  | { readonly kind: 'reloaded'; readonly changed: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | { readonly kind: 'stopping' };

export interface ReloadsOptions {
  /** What is reloaded; without it, nothing can be. */
  readonly file: Pick<ConfigFile, 'load'> | undefined;
  /** The configuration in force. */
  readonly current: () => Config;
  /**
   * Puts a configuration in force.
   * @throws Error when that can't be done; the one before stays in force then
   */
  readonly apply: (config: Config) => void;
  /** Has the next scrape look anew: whoever has reloaded wants to see what has become of it. */
  readonly lookAgain: () => void;
  readonly instruments: Pick<Instruments, 'configured' | 'reloadFailed'>;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Nothing is reloaded any more once it aborts. */
  readonly signal: AbortSignal;
}

const nothingToReload = { path: 'configuration', message: 'there is nothing that it could be reloaded from' };

/** Reloads the configuration, whole or not at all, one reload at a time. */
export class Reloads {
  readonly #options: ReloadsOptions;
  #last: Promise<unknown> = Promise.resolve();
  #waiting: Promise<ReloadOutcome> | undefined;

  constructor(options: ReloadsOptions) {
    this.#options = options;
  }

  /** Reloads, after the reload under way. Those who ask while one waits share it: it reads the file after they have asked. */
  reload(): Promise<ReloadOutcome> {
    this.#waiting ??= this.#last.then(() => {
      this.#waiting = undefined;
      const reloading = this.#reload().finally(this.#options.lookAgain);
      this.#last = reloading;
      return reloading;
    });
    return this.#waiting;
  }

  async #reload(): Promise<ReloadOutcome> {
    const { file, current, logger, signal } = this.#options;
    const loaded = (await file?.load(signal)) ?? { problems: [nothingToReload] };
    if (signal.aborted) {
      logger.warn('stopping, so the configuration is not reloaded');
      return { kind: 'stopping' };
    }
    if ('problems' in loaded) return this.#refuse(loaded.problems);
    const { config } = loaded;
    const problems = [
      ...(config.targets.length === 0 ? [{ path: 'targets', message: 'none is configured' }] : []),
      ...restartProblems(current(), config),
    ];
    return problems.length > 0 ? this.#refuse(problems) : this.#apply(config);
  }

  #apply(config: Config): ReloadOutcome {
    const { current, apply, instruments, logger, clock } = this.#options;
    const changed = changedKeys(current(), config);
    try {
      apply(config);
    } catch (error) {
      return this.#refuse([{ path: 'configuration', message: describeError(error) }]);
    }
    instruments.configured(clock.now());
    const contacts = config.targets.reduce((total, target) => total + target.contacts.length, 0);
    logger.info({ changed, targets: config.targets.length, contacts }, 'configuration reloaded');
    return { kind: 'reloaded', changed };
  }

  #refuse(problems: readonly Problem[]): ReloadOutcome {
    const { instruments, logger } = this.#options;
    instruments.reloadFailed();
    logger.error(
      { problems: problems.map(problemLine) },
      'the configuration could not be reloaded; the one before stays in force',
    );
    return { kind: 'refused', problems };
  }
}

/** What whoever has asked for a reload over HTTP is told. */
export function answerOf(outcome: ReloadOutcome): ReloadAnswer {
  switch (outcome.kind) {
    case 'reloaded':
      return { status: 200, text: 'the configuration is reloaded\n' };
    case 'refused':
      return { status: 500, text: outcome.problems.map((problem) => `${problemLine(problem)}\n`).join('') };
    case 'stopping':
      return { status: 503, text: 'the exporter is stopping\n' };
    default:
      return outcome satisfies never;
  }
}
