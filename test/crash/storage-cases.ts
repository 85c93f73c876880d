import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { appendFile, chmod, chown, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Launch } from './storage-bed.js';
import type { Place } from './storage-life.js';
import type { Disturbance } from './storage-shim.js';

/** A way in which a ledger can't be written any more, or read. */
export interface StorageCase {
  readonly name: string;
  /** Whether this can be tried here; everything can unless given. */
  readonly isPossible?: () => boolean;
  readonly launch?: Launch;
  /** Before the exporter is started first. Returns how to clear away. */
  readonly prepare?: (place: Place) => Promise<() => void>;
  /** What this and `mends` return is waited for. */
  readonly breaks: (place: Place) => unknown;
  readonly afterFirstFailure?: (place: Place) => void;
  readonly mends: (place: Place) => unknown;
}

function disturbed(name: string, disturbance: Disturbance): StorageCase {
  return {
    name,
    breaks: ({ storage }) => storage.disturb(disturbance),
    mends: ({ storage }) => storage.disturb({}),
  };
}

const isRoot = process.getuid?.() === 0;

/** Root without its power over files: what an ordinary user is, who owns root's files. */
const powerless: Launch = isRoot ? { through: ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] } : {};

/** A user that nobody else is. */
const stranger = 64_321;

const fullMiB = 1;

/** Mounts a small file system of its own for the ledger. */
async function mountSmall({ ledgerPath }: Place): Promise<() => void> {
  await mkdir(ledgerPath);
  mount(ledgerPath);
  return () => unmount(ledgerPath);
}

function mount(path: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${fullMiB}m`, 'tmpfs', path], { stdio: 'ignore' });
}

function unmount(path: string): void {
  // Whoever has files open there keeps them.
  execFileSync('umount', ['--lazy', path]);
}

/** Not every container may mount. */
function canMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'mount-'));
  try {
    mount(path);
    unmount(path);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(path);
  }
}

const fillerOf = (path: string) => join(path, 'filler');

/** Writes until nothing more goes in. */
async function fill({ ledgerPath }: Place): Promise<void> {
  for (const size of [1 << 16, 1 << 10]) {
    const isRoomLeft = () =>
      appendFile(fillerOf(ledgerPath), Buffer.alloc(size)).then(
        () => true,
        () => false,
      );
    while (await isRoomLeft());
  }
}

/** An exporter goes on in the log that it has open, whoever may open files: after a write that failed it opens anew. */
function closed(name: string, breaks: StorageCase['breaks'], mends: StorageCase['mends']): StorageCase {
  return {
    name,
    launch: powerless,
    breaks: async (place) => {
      place.storage.disturb({ write: 'EIO' });
      await breaks(place);
    },
    afterFirstFailure: ({ storage }) => storage.disturb({}),
    mends,
  };
}

/** An exporter holds open what it has read: after a write that failed it reads all of its ledger again. */
function unreadable(name: string, file: string): StorageCase {
  return {
    name,
    prepare: begun,
    breaks: ({ storage }) => storage.disturb({ write: 'EIO' }),
    afterFirstFailure: ({ storage }) => storage.disturb({ unreadable: file }),
    mends: ({ storage }) => storage.disturb({}),
  };
}

/** Begins the ledger: the next start makes a table of what this one has logged. */
async function begun(place: Place): Promise<() => void> {
  await (await place.start()).end();
  return () => undefined;
}

export const storageCases: readonly StorageCase[] = [
  disturbed('the disk is full', { write: 'ENOSPC', change: 'ENOSPC' }),
  disturbed('the disk is full after half of a record', { write: 'ENOSPC', change: 'ENOSPC', through: 'half' }),
  disturbed('writes fail with EIO', { write: 'EIO' }),
  disturbed('writes fail with EIO after half of a record', { write: 'EIO', through: 'half' }),
  disturbed('writes fail with EIO though all was written', { write: 'EIO', through: 'all' }),
  disturbed('syncs fail with EIO', { sync: 'EIO' }),
  disturbed('syncs fail with EIO though all was synced', { sync: 'EIO', through: 'all' }),
  disturbed('the file system has become read-only', { write: 'EROFS', change: 'EROFS' }),
  {
    name: 'a file system is really full',
    isPossible: canMount,
    prepare: mountSmall,
    breaks: fill,
    mends: ({ ledgerPath }) => rm(fillerOf(ledgerPath)),
  },
  closed(
    'the directory may not be written',
    ({ ledgerPath }) => chmod(ledgerPath, 0o500),
    ({ ledgerPath }) => chmod(ledgerPath, 0o700),
  ),
  {
    ...closed(
      'the directory belongs to somebody else',
      async ({ ledgerPath }) => {
        await chmod(ledgerPath, 0o700);
        await chown(ledgerPath, stranger, stranger);
      },
      ({ ledgerPath }) => chown(ledgerPath, 0, 0),
    ),
    isPossible: () => isRoot,
  },
  unreadable('its CURRENT file cannot be read (EIO)', 'CURRENT'),
  unreadable('its manifest cannot be read (EIO)', 'MANIFEST-'),
  unreadable('its log cannot be read (EIO)', '.log'),
  unreadable('its tables cannot be read (EIO)', '.ldb'),
  unreadable('its watermark cannot be read (EIO)', 'watermark'),
];
