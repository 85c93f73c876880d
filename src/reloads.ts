import { changedKeys, restartProblems } from './config/changes.js';
import type { ConfigFile } from './config/config-file.js';
import type { Config } from './config/config.js';
import type { Unfit } from './config/load.js';
import { namelessPath } from './config/nameless.js';
import { problemLine } from './config/problem.js';
import type { Clock } from './core/clock.js';
import { describeError } from './core/describe-error.js';
import type { Instruments } from './exposition/instruments.js';
import type { Logger } from './logger.js';
import type { ReloadAnswer } from './web/reload-endpoint.js';

/** What has become of a reload. `changed` are the paths of the keys that are not as before. */
export type ReloadOutcome =
  | { readonly kind: 'reloaded'; readonly changed: readonly string[] }
  | ({ readonly kind: 'refused' } & Required<Unfit>)
  | { readonly kind: 'stopping' };

export interface ReloadsOptions {
  /** What is reloaded; without it, nothing can be. */
  readonly file: Pick<ConfigFile, 'load'> | undefined;
  /** The configuration in force. */
  readonly current: () => Config;
  /**
   * Puts a configuration in force.
   * @throws Error when that can't be done; the one before is in force then
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
  /** Nothing else comes after it: once is enough. */
  #hasToldStopping = false;

  constructor(options: ReloadsOptions) {
    this.#options = options;
  }

  /**
   * Reloads, after the reload under way. Those who ask while one waits share it: it reads the file after they have asked.
   * Never rejects.
   */
  reload(): Promise<ReloadOutcome> {
    this.#waiting ??= this.#last.then(() => {
      this.#waiting = undefined;
      const reloading = this.#reload();
      this.#last = reloading;
      return reloading;
    });
    return this.#waiting;
  }

  /** Whatever goes wrong, the next reload is none the worse for it. */
  async #reload(): Promise<ReloadOutcome> {
    let outcome: ReloadOutcome;
    try {
      outcome = await this.#decide();
    } catch (error) {
      outcome = this.#refused({ problems: [{ path: 'configuration', message: describeError(error) }] });
    }
    try {
      this.#tell(outcome);
    } catch {
      // A log that can't be written changes nothing about what is in force.
    }
    return outcome;
  }

  async #decide(): Promise<ReloadOutcome> {
    const { file, current, apply, signal } = this.#options;
    const loaded = (await file?.load(signal)) ?? { problems: [nothingToReload] };
    if (signal.aborted) return { kind: 'stopping' };
    if ('problems' in loaded) return this.#refused(loaded);
    const { config } = loaded;
    const isNameless = config.metrics.contactLabel === 'hash';
    const problems = [
      ...(config.targets.length === 0 ? [{ path: 'targets', message: 'none is configured' }] : []),
      ...restartProblems(current(), config),
    ];
    if (problems.length > 0) return this.#refused({ problems, isNameless });
    const changed = changedKeys(current(), config);
    try {
      apply(config);
    } catch (error) {
      return this.#refused({ problems: [{ path: 'configuration', message: describeError(error) }], isNameless });
    }
    return { kind: 'reloaded', changed };
  }

  #refused({ problems, isNameless = false }: Unfit): ReloadOutcome {
    const hidesNames = this.#options.current().metrics.contactLabel === 'hash';
    return { kind: 'refused', problems, isNameless: isNameless || hidesNames };
  }

  #tell(outcome: ReloadOutcome): void {
    const { current, lookAgain, instruments, logger, clock } = this.#options;
    switch (outcome.kind) {
      case 'reloaded': {
        instruments.configured(clock.now());
        lookAgain();
        const { targets } = current();
        const contacts = targets.reduce((total, target) => total + target.contacts.length, 0);
        logger.info({ changed: outcome.changed, targets: targets.length, contacts }, 'configuration reloaded');
        return;
      }
      case 'refused': {
        instruments.reloadFailed();
        lookAgain();
        const problems = outcome.problems.map(problemLine);
        logger.error({ problems }, 'the configuration could not be reloaded; the one before stays in force');
        return;
      }
      case 'stopping':
        if (!this.#hasToldStopping) logger.warn('stopping, so the configuration is not reloaded');
        this.#hasToldStopping = true;
        return;
      default:
        outcome satisfies never;
    }
  }
}

/** What whoever has asked for a reload over HTTP is told. */
export function answerOf(outcome: ReloadOutcome): ReloadAnswer {
  switch (outcome.kind) {
    case 'reloaded':
      return { status: 200, text: 'the configuration is reloaded\n' };
    case 'refused':
      return { status: 500, text: refusalOf(outcome) };
    case 'stopping':
      return { status: 503, text: 'the exporter is stopping\n' };
    default:
      return outcome satisfies never;
  }
}

/** Reasons quote what they are about. Where contacts are not to be named, whoever asks is told the places alone. */
function refusalOf({ problems, isNameless }: Required<Unfit>): string {
  if (!isNameless) return problems.map((problem) => `${problemLine(problem)}\n`).join('');
  const places = problems.map(({ path }) => `${namelessPath(path)}: see the log\n`);
  return `${places.join('')}metrics.contactLabel is hash, and reasons may name contacts: only the log has them\n`;
}
