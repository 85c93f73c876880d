interface Release {
  readonly name: string;
  readonly release: () => Promise<void> | void;
}

/** What has been acquired and must be released, last first: the same stack ends a run and rolls back a failed start. */
export class Releases {
  readonly #stack: Release[] = [];

  /** Registers how `acquired` is released, right where it is acquired, and returns it. */
  use<T>(name: string, acquired: T, release: (acquired: T) => Promise<void> | void): T {
    this.#stack.push({ name, release: () => release(acquired) });
    return acquired;
  }

  /**
   * Releases everything. One failure keeps nothing else from being released.
   * @throws AggregateError when any release failed
   */
  async releaseAll(): Promise<void> {
    const failures: Error[] = [];
    for (let next = this.#stack.pop(); next !== undefined; next = this.#stack.pop()) {
      try {
        await next.release();
      } catch (error) {
        failures.push(new Error(`${next.name} could not be closed`, { cause: error }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
  }
}
