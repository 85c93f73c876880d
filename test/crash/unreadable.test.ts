import assert from 'node:assert/strict';
import type { Ending } from '../e2e/exporter-process.js';
import { waitFor } from '../e2e/wait.js';
import { useStorageBed } from './storage-bed.js';
import { countsIn, createLife } from './storage-life.js';
import type { Life } from './storage-life.js';
import type { Disturbance } from './storage-shim.js';

/** What a start that fails says, and by what it ends, with the paths and the log left out. */
interface Refusal extends Pick<Ending, 'code' | 'signal'> {
  readonly said: string | undefined;
}

const remedy =
  "its disk fails: leave the ledger where it is, see the system's log, and start again when the disk works";
const refusedBecause = (why: string): Refusal => ({
  code: 1,
  signal: null,
  said: `the ledger LEDGER can't be opened (${why}); ${remedy}`,
});

/** Node.js reads every file before LevelDB does: what that finds is what it could not read again. */
const cases: readonly { readonly name: string; readonly disturbance: Disturbance; readonly refusal: Refusal }[] = [
  ...['CURRENT', 'MANIFEST-', '.log', '.ldb', 'watermark'].map((unreadable) => ({
    name: `whose files named ${unreadable} can't be read`,
    disturbance: { unreadable },
    refusal: refusedBecause('EIO: i/o error, read'),
  })),
  ...['CURRENT', 'MANIFEST-000004'].map((unreadable) => ({
    name: `whose ${unreadable} LevelDB can't read`,
    disturbance: { unreadable, onlyByStore: true },
    refusal: refusedBecause(`IO error: LEDGER/${unreadable}: Input/output error`),
  })),
  {
    name: "whose table LevelDB can't open",
    disturbance: { unreadable: '000005.ldb', unopenable: true, onlyByStore: true },
    refusal: refusedBecause('IO error: LEDGER/000005.ldb: Input/output error'),
  },
  {
    name: "whose mapped table LevelDB can't read",
    disturbance: { unreadable: '.ldb', onlyByStore: true },
    refusal: { code: null, signal: 'SIGBUS', said: undefined },
  },
];

describe('a start with a ledger', () => {
  const bed = useStorageBed();

  /** A ledger with a table and a log, of an exporter that was killed. */
  async function killed(): Promise<Life> {
    const life = await createLife(bed);
    await (await life.begin()).end('SIGKILL');
    const exporter = await life.begin();
    life.goOn();
    await life.seen(exporter);
    await exporter.end('SIGKILL');
    return life;
  }

  async function refusalOf({ place }: Life, disturbance: Disturbance): Promise<Refusal> {
    place.storage.disturb(disturbance);
    const { code, signal, stderr } = await place.spawn().ended;
    place.storage.disturb({});
    const said = /"msg":"(the ledger [^"]+)"/.exec(stderr)?.[1]?.replaceAll(place.ledgerPath, 'LEDGER');
    return { code, signal, said };
  }

  for (const { name, disturbance, refusal } of cases) {
    it(`${name} fails with that, and a later one finds everything`, async () => {
      const life = await killed();
      const refused = await refusalOf(life, disturbance);
      const stored = await life.stored();
      assert.deepEqual([refused, stored], [refusal, countsIn(life.truth())]);
    });
  }

  // LevelDB deletes a log that it could not read to its end. It is why the log is read before.
  it("whose log LevelDB alone can't read never goes on with less", async () => {
    const life = await killed();
    const disturbance = { unreadable: '.log', onlyByStore: true };
    const { said } = await refusalOf(life, disturbance);
    assert.match(String(said), /^the ledger LEDGER is damaged \(it has lost its last \d+ commits\); restore it/);
    assert.deepEqual(await refusalOf(life, {}), { code: 1, signal: null, said });
  });

  it('whose reads are cut short reads on', async () => {
    const life = await killed();
    life.place.storage.disturb({ shortReads: true });
    assert.deepEqual(await life.stored(), countsIn(life.truth()));
  });

  it('whose table fails under its map, while the exporter runs, ends it, and a later one finds everything', async () => {
    const life = await killed();
    const exporter = await life.begin();
    life.place.storage.disturb({ write: 'EIO' });
    life.goOn();
    await waitFor('a commit to fail', () => exporter.log().includes('the ledger cannot be used'));
    life.place.storage.disturb({ unreadable: '.ldb', onlyByStore: true });
    const { signal } = await exporter.ended;
    life.place.storage.disturb({});
    const { shown } = await life.seen(await life.begin());
    assert.deepEqual([signal, shown], ['SIGBUS', life.truth()]);
  });
});
