import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type ErrorName = 'EIO' | 'ENOSPC' | 'EROFS' | 'EACCES';

/** What is wrong with the storage under a directory. What is left out is as it should be. */
export interface Disturbance {
  /** What each write and each sync takes longer; the half of a write is done before, the other after it. */
  readonly delayMs?: number;
  /** What making, renaming and removing a file fails with. */
  readonly change?: ErrorName;
  readonly write?: ErrorName;
  readonly sync?: ErrorName;
  /** How much of a failing write or sync is done all the same: nothing unless given. */
  readonly through?: 'half' | 'all';
  /** No write takes more than half of what it is given. */
  readonly shortWrites?: boolean;
  /** Part of the names of files that can't be read: EIO, or SIGBUS where a table is mapped. Fifteen letters at most. */
  readonly unreadable?: string;
  /** They can't even be opened for reading. */
  readonly unopenable?: boolean;
  /** Node.js can read them all the same, out of the page cache; LevelDB can't. */
  readonly onlyByStore?: boolean;
  /** No read of Node.js gives more than half of what it asks for. */
  readonly shortReads?: boolean;
  /** The process is killed in the so many-th call from now on. */
  readonly killAt?: number;
  /** It is killed before that call, not in the middle of it. */
  readonly killBefore?: boolean;
}

/** Calls that have begun and not returned, or calls in all. */
interface Calls {
  readonly change: number;
  readonly write: number;
  readonly sync: number;
  /** Only those that failed. */
  readonly read: number;
}

/** What the shim has seen. */
export interface Seen {
  readonly calls: Calls;
  readonly failed: Calls;
  /** Under way in the files of commits and in the others, as the process was last: what a kill has hit. */
  readonly inCommit: Calls;
  readonly elsewhere: Calls;
  /** Written to the log of the process that was started last. */
  readonly commitBytes: number;
}

/** The storage under one directory as the processes see it that are started with `env`. */
export interface Storage {
  readonly env: Readonly<Record<string, string>>;
  /** Replaces the disturbance in force. */
  readonly disturb: (disturbance: Disturbance) => void;
  readonly seen: () => Seen;
  /** Forgets what was seen. */
  readonly forget: () => void;
  readonly close: () => void;
}

const word = 4;
const calls = 4;
const nameBytes = 16;
const said = 12 + nameBytes / word;
const told = 5 * calls + 1;

/** Compiles the shim into `directory` and returns its path. Fails, naming Debian's packages, without a compiler. */
export function compileShim(directory: string): string {
  const { status } = spawnSync('gcc', ['--version'], { stdio: 'ignore' });
  if (status !== 0) throw new Error('these tests need gcc: apt-get install gcc libc6-dev');
  const library = join(directory, 'storage-shim.so');
  const sources = ['disturb.c', 'intercept.c'].map((name) => fileURLToPath(new URL(`shim/${name}`, import.meta.url)));
  const options = ['-shared', '-fPIC', '-fvisibility=hidden', '-O2', '-Wall', '-Wextra', '-Werror'];
  execFileSync('gcc', [...options, '-o', library, ...sources, '-ldl', '-lpthread'], { stdio: 'inherit' });
  return library;
}

/** Puts the shim before the files of `directory`; `control` is a file that is made for it. */
export function createStorage(library: string, directory: string, control: string): Storage {
  writeFileSync(control, Buffer.alloc((said + told) * word));
  const file = openSync(control, 'r+');
  return {
    env: { LD_PRELOAD: library, STORAGE_SHIM_DIRECTORY: directory, STORAGE_SHIM_CONTROL: control },
    disturb(disturbance) {
      writeSync(file, toBytes(disturbance), 0, said * word, 0);
    },
    seen() {
      const bytes = Buffer.alloc(told * word);
      readSync(file, bytes, 0, bytes.length, said * word);
      return toSeen(Array.from({ length: told }, (_, index) => bytes.readUInt32LE(index * word)));
    },
    forget: () => void writeSync(file, Buffer.alloc(told * word), 0, told * word, said * word),
    close: () => closeSync(file),
  };
}

/** In the order of `struct control`. */
function toBytes(disturbance: Disturbance): Buffer {
  const { delayMs = 0, change, write, sync, through, unreadable, killAt = 0 } = disturbance;
  const { shortWrites = false, shortReads = false, killBefore = false } = disturbance;
  const { onlyByStore = false, unopenable = false } = disturbance;
  const read: ErrorName | undefined = unreadable === undefined ? undefined : 'EIO';
  const errors = [change, write, sync, read].map((name) => (name === undefined ? 0 : constants.errno[name]));
  const part = { nothing: 0, half: 1, all: 2 }[through ?? 'nothing'];
  const shorts = [shortWrites, shortReads].map(Number);
  const flags = [killBefore, onlyByStore, unopenable].map(Number);
  const words = [delayMs, ...errors, part, ...shorts, killAt, ...flags];
  const bytes = Buffer.alloc(said * word);
  words.forEach((value, index) => bytes.writeUInt32LE(value, index * word));
  bytes.write(unreadable ?? '', words.length * word, nameBytes - 1, 'latin1');
  return bytes;
}

function toSeen(words: readonly number[]): Seen {
  const callsAt = (row: number): Calls => {
    const [change = 0, write = 0, sync = 0, read = 0] = words.slice(row * calls, (row + 1) * calls);
    return { change, write, sync, read };
  };
  // The third row is what is under way in files of nobody's concern.
  return {
    calls: callsAt(0),
    failed: callsAt(1),
    inCommit: callsAt(3),
    elsewhere: callsAt(4),
    commitBytes: words[5 * calls] ?? 0,
  };
}
