export interface TurnsOptions {
  /** The most that wait in one lane. */
  readonly perLane: number;
  /** The most that wait in all lanes together. */
  readonly most: number;
}

interface Waiting {
  readonly lane: string;
  /** Whether nobody waits for what comes of it any more. */
  readonly isLeft: () => boolean;
  readonly begin: () => Promise<void>;
  readonly refuse: () => void;
}

/**
 * Does one thing at a time. Lanes take turns, so that whoever asks for much waits for it, and not everybody else; where there
 * is no more room, the longest lane makes some. Who has left has a turn all the same, unless another one needs the place.
 */
export class Turns {
  readonly #options: TurnsOptions;
  /** The lane whose turn it is comes first. None is empty. */
  readonly #lanes = new Map<string, readonly Waiting[]>();
  #isBusy = false;
  #isClosed = false;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Resolves with what `task` does when its turn has come; undefined when there is no room to wait. */
  take<T>(lane: string, isAwaited: () => boolean, task: () => Promise<T>): Promise<T | undefined> {
    if (this.#isClosed || !this.#makeRoom(lane)) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        lane,
        isLeft: () => !isAwaited(),
        begin: () => task().then(resolve, reject),
        refuse: () => resolve(undefined),
      };
      this.#lanes.set(lane, [...this.#in(lane), waiting]);
      void this.#go();
    });
  }

  /** What waits is refused. What goes on can't be ended. */
  close(): void {
    this.#isClosed = true;
    for (const waiting of [...this.#lanes.values()].flat()) waiting.refuse();
    this.#lanes.clear();
  }

  #in(lane: string): readonly Waiting[] {
    return this.#lanes.get(lane) ?? [];
  }

  /** Returns whether there is room for one more in the lane. */
  #makeRoom(lane: string): boolean {
    const { perLane, most } = this.#options;
    const { length: own } = this.#in(lane);
    if (own >= perLane) return this.#refuseLast((waiting) => waiting.lane === lane && waiting.isLeft());
    const lengths = [...this.#lanes.values()].map(({ length }) => length);
    if (lengths.reduce((sum, length) => sum + length, 0) < most) return true;
    const longest = Math.max(...lengths);
    if (longest > own + 1) return this.#refuseLast((waiting) => this.#in(waiting.lane).length === longest);
    return this.#refuseLast((waiting) => this.#in(waiting.lane).length > own && waiting.isLeft());
  }

  /** Of those that are chosen, the one that has waited least in the lane whose turn comes last. Returns whether there is one. */
  #refuseLast(isChosen: (waiting: Waiting) => boolean): boolean {
    const chosen = [...this.#lanes.values()].flat().findLast(isChosen);
    if (chosen === undefined) return false;
    const others = this.#in(chosen.lane).filter((waiting) => waiting !== chosen);
    if (others.length > 0) this.#lanes.set(chosen.lane, others);
    else this.#lanes.delete(chosen.lane);
    chosen.refuse();
    return true;
  }

  async #go(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) await next.begin();
    this.#isBusy = false;
  }

  #next(): Waiting | undefined {
    const [[lane, [next, ...others]] = ['', []]] = this.#lanes;
    this.#lanes.delete(lane);
    if (others.length > 0) this.#lanes.set(lane, others);
    return next;
  }
}
