import fc from 'fast-check';

const { FUZZ_RUNS, FUZZ_SEED } = process.env;

const longest = 24 * 60 * 60_000;

/**
 * A test of a property with so many random inputs; `FUZZ_RUNS` sets another number and lifts the time limit, and
 * `FUZZ_SEED` repeats the inputs of a failure, whose seed stands in its message.
 */
export function fuzz<T>(title: string, numRuns: number, property: fc.IAsyncProperty<T> | fc.IProperty<T>): void {
  it(title, async function () {
    if (FUZZ_RUNS !== undefined) this.timeout(longest);
    await fc.assert(property, {
      numRuns: FUZZ_RUNS === undefined ? numRuns : Number(FUZZ_RUNS),
      ...(FUZZ_SEED !== undefined && { seed: Number(FUZZ_SEED) }),
    });
  });
}

const builtIns = [Object, Array, String, Function];
const untouched = builtIns.map(({ prototype }) => Reflect.ownKeys(prototype as object));

/** What has been added to the prototypes that everything shares; empty as it must be. */
export function pollution(): (string | symbol)[] {
  return builtIns.flatMap(({ prototype }, index) =>
    Reflect.ownKeys(prototype as object).filter((key) => untouched[index]?.includes(key) !== true),
  );
}
