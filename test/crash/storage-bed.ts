import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilListening } from '../e2e/exporter-process.js';
import type { Exporter, ExporterProcess } from '../e2e/exporter-process.js';
import { useTestBed } from '../e2e/test-bed.js';
import type { Document, TestBed } from '../e2e/test-bed.js';
import { compileShim, createStorage } from './storage-shim.js';
import type { Storage } from './storage-shim.js';

/** How the program is started in place of plainly. */
export interface Launch {
  /** A command that runs the command that follows it. */
  readonly through?: readonly string[];
}

/** One configuration, started again and again over storage that can be disturbed. */
export interface Setup {
  readonly storage: Storage;
  /** Starts the program and waits for nothing. */
  readonly spawn: (launch?: Launch) => ExporterProcess;
  /** Starts it and waits until it listens. */
  readonly start: (launch?: Launch) => Promise<Exporter>;
}

export interface StorageBed extends TestBed {
  /** The configuration's ledger is the directory whose storage can be disturbed. */
  setUp(config: Document & { readonly ledger: { readonly path: string } }): Promise<Setup>;
}

/** Sets up a bed for each test, with the shim compiled once for the suite. */
export function useStorageBed(): StorageBed {
  const bed = useTestBed('test');
  let workshop = '';
  let library = '';
  let setups = 0;
  before(async () => {
    workshop = await mkdtemp(join(tmpdir(), 'storage-shim-'));
    library = compileShim(workshop);
  });
  after(() => rm(workshop, { recursive: true, force: true }));

  return {
    ...bed,
    async setUp(config) {
      const file = await bed.write(config);
      const storage = createStorage(library, config.ledger.path, bed.path(`control-${(setups += 1)}`));
      bed.ends(() => {
        storage.close();
        return Promise.resolve();
      });
      const args = [`--config.file=${file}`, '--web.listen-address=127.0.0.1:0'];
      const spawn = ({ through = [] }: Launch = {}) => {
        storage.forget();
        return bed.spawn(args, storage.env, through);
      };
      return { storage, spawn, start: (launch) => untilListening(spawn(launch)) };
    },
  };
}
