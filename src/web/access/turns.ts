export interface TurnsOptions {
  /** The most that wait in one lane, and the most lanes in which somebody waits. */
  readonly perLane: number;
  readonly lanes: number;
}

interface Waiting {
  /** Whether anybody still wants it. */
  readonly isWanted: () => boolean;
  readonly begin: () => Promise<void>;
}

/** Does one thing at a time. Lanes take turns, so that whoever asks for much waits for it, and not everybody else. */
export class Turns {
  readonly #options: TurnsOptions;
  /** The lane whose turn it is comes first. None is empty. */
  readonly #lanes = new Map<string, Waiting[]>();
  #isBusy = false;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Resolves with what `task` does when its turn has come; undefined when there is no room to wait, or nobody wants it. */
  take<T>(lane: string, isWanted: () => boolean, task: () => Promise<T>): Promise<T | undefined> {
    const queue = (this.#lanes.get(lane) ?? []).filter((waiting) => waiting.isWanted());
    if (queue.length >= this.#options.perLane) return Promise.resolve(undefined);
    if (!this.#lanes.has(lane) && this.#lanes.size >= this.#options.lanes) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      queue.push({
        isWanted,
        begin: async () => {
          if (isWanted()) await task().then(resolve, reject);
          else resolve(undefined);
        },
      });
      this.#lanes.set(lane, queue);
      void this.#go();
    });
  }

  async #go(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) await next.begin();
    this.#isBusy = false;
  }

  #next(): Waiting | undefined {
    const [[lane, queue] = []] = this.#lanes;
    if (lane === undefined || queue === undefined) return undefined;
    const next = queue.shift();
    this.#lanes.delete(lane);
    if (queue.length > 0) this.#lanes.set(lane, queue);
    return next;
  }
}
