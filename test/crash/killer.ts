import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../src/simulator/generate/random.js';
import { untilListening } from '../e2e/exporter-process.js';
import type { Ending, Exporter, ExporterProcess } from '../e2e/exporter-process.js';
import type { Series } from '../e2e/scrape.js';
import type { Setup } from './storage-bed.js';
import type { Disturbance } from './storage-shim.js';

/** What kills have hit. */
export interface Tally {
  kills: number;
  /** Within the write or the sync of a commit. */
  inWrite: number;
  inSync: number;
  /** Within another call that opening the ledger, or tidying it up, makes. */
  elsewhere: number;
  /** Before it listened. */
  starting: number;
  /** While commits were failing, or had just failed. */
  failing: number;
}

const patienceMs = 5000;
const delaysMs = [0, 0, 5, 30, 80] as const;

/** Starts an exporter again and again, and kills it each time, in one of several ways. */
export class Killer {
  readonly tally: Tally = { kills: 0, inWrite: 0, inSync: 0, elsewhere: 0, starting: 0, failing: 0 };
  readonly #setup: Setup;
  readonly #random: Random;
  #current: Exporter | undefined;

  constructor(setup: Setup, random: Random) {
    this.#setup = setup;
    this.#random = random;
  }

  /** Scrapes the exporter that is running; throws when none is. */
  async scrape(): Promise<Series> {
    if (this.#current === undefined) throw new Error('none is running');
    return this.#current.scrape();
  }

  /** Starts an exporter over undisturbed storage. */
  async start(): Promise<Exporter> {
    this.#setup.storage.disturb({});
    return (this.#current = await this.#setup.start());
  }

  /** Starts one and kills it. Throws when it ends in any other way. */
  async kill(): Promise<void> {
    const way = this.#random.pick([
      this.#whileStarting,
      this.#whileRunning,
      this.#whileRunning,
      this.#inACall,
      this.#inACall,
      this.#whileOpening,
      this.#whileFailing,
    ] as const);
    const ending = await way.call(this);
    this.#current = undefined;
    if (ending.signal !== 'SIGKILL') throw new Error(`it ended with ${ending.code} by itself:\n${ending.stderr}`);
    const { inCommit, elsewhere } = this.#setup.storage.seen();
    this.tally.kills += 1;
    this.tally.inWrite += Number(inCommit.write > 0);
    this.tally.inSync += Number(inCommit.sync > 0);
    this.tally.elsewhere += Number(elsewhere.change + elsewhere.write + elsewhere.sync + inCommit.change > 0);
    this.tally.starting += Number(!ending.stderr.includes('"msg":"listening"'));
  }

  /** At any moment, from the first on; then again at once, before it can have done much. */
  async #whileStarting(): Promise<Ending> {
    this.#disturb();
    const started = this.#setup.spawn();
    await sleep(this.#random.integer(0, 1000));
    return started.end('SIGKILL');
  }

  async #whileRunning(): Promise<Ending> {
    this.#disturb();
    const exporter = await this.#follow(this.#setup.spawn());
    await sleep(this.#random.integer(0, 3000));
    return exporter.end('SIGKILL');
  }

  /** In the middle of a call of a commit, or before it. */
  async #inACall(): Promise<Ending> {
    this.#disturb();
    const exporter = await this.#follow(this.#setup.spawn());
    await sleep(this.#random.integer(0, 1500));
    this.#disturb({ killAt: this.#random.integer(1, 8), killBefore: this.#random.chance(0.3) });
    return endWithin(exporter, patienceMs);
  }

  async #whileOpening(): Promise<Ending> {
    this.#disturb({ killAt: this.#random.integer(1, 25), killBefore: this.#random.chance(0.3) });
    const started = this.#setup.spawn();
    void this.#follow(started).catch(() => undefined);
    return endWithin(started, patienceMs);
  }

  /** While writes or syncs fail, or soon after. */
  async #whileFailing(): Promise<Ending> {
    this.#disturb();
    const exporter = await this.#follow(this.#setup.spawn());
    await sleep(this.#random.integer(0, 1000));
    const through = this.#random.pick(['half', 'all', undefined] as const);
    const error = this.#random.chance(0.5) ? ({ write: 'ENOSPC' } as const) : ({ sync: 'EIO' } as const);
    this.#disturb({ ...error, ...(through && { through }) });
    await sleep(this.#random.integer(200, 1500));
    if (this.#random.chance(0.5)) this.#disturb();
    await sleep(this.#random.integer(0, 1500));
    const { write, sync } = this.#setup.storage.seen().failed;
    this.tally.failing += Number(write + sync > 0);
    return exporter.end('SIGKILL');
  }

  /** Slow storage, mostly, and what else is to be wrong with it. */
  #disturb(disturbance: Disturbance = {}): void {
    this.#setup.storage.disturb({ delayMs: this.#random.pick(delaysMs), ...disturbance });
  }

  async #follow(started: ExporterProcess): Promise<Exporter> {
    return (this.#current = await untilListening(started));
  }
}

/** Kills it when it doesn't end within its time. */
async function endWithin(started: ExporterProcess, ms: number): Promise<Ending> {
  const over = new AbortController();
  const ended = await Promise.race([started.ended, sleep(ms, undefined, { signal: over.signal })]);
  over.abort();
  return ended ?? started.end('SIGKILL');
}
