import { createHash } from 'node:crypto';

/** A stream of numbers that is the same for the same seed, everywhere. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** Whole, both ends included. */
  integer(least: number, most: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Exponential: what lies between independent events that come once in `mean`. */
  exponential(mean: number): number;
  /** Log-normal, as response times are: half of them below `median`, some far above. */
  logNormal(median: number, sigma: number): number;
  /** In the form of a version 4 UUID. */
  uuid(): string;
}

/** Different parts give independent streams, so that one story doesn't change when another draws more numbers. */
export function createRandom(...seed: readonly (string | number)[]): Random {
  const draw = sfc32(createHash('sha256').update(JSON.stringify(seed)).digest());
  const next = () => draw() / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()); // Box-Muller
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    exponential: (mean) => -mean * Math.log(1 - next()),
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    uuid: () => formatUuid([draw(), draw(), draw(), draw()].map((word) => word.toString(16).padStart(8, '0')).join('')),
  };
}

/** sfc32, "small fast counting", by Chris Doty-Humphrey (PractRand): 128 bits of state, 32 bits a step. */
function sfc32(seed: Buffer): () => number {
  let a = seed.readUInt32LE(0);
  let b = seed.readUInt32LE(4);
  let c = seed.readUInt32LE(8);
  let counter = seed.readUInt32LE(12);
  return () => {
    const result = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + result) >>> 0;
    return result;
  };
}

function formatUuid(hex: string): string {
  const variant = '89ab'[parseInt(hex.charAt(16), 16) % 4] ?? '8';
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ];
  return parts.join('-');
}
