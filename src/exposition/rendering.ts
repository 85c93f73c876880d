import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Breather } from './breather.js';
import type { Family } from './family.js';
import type { Encoding } from './negotiation.js';
import { familyName } from './open-metrics.js';
import type { PartialGzip } from './partial-gzip.js';

const compress = promisify(gzip);

/** So much is copied before the event loop turns. */
const bytesInTurn = 512 * 1024;

/** Bytes of one family, in pieces: one that has not changed is the same object in the next rendering. */
export interface RenderedFamily {
  readonly family: Family;
  readonly pieces: readonly Buffer[];
}

export interface RenderingParts {
  readonly families: readonly RenderedFamily[];
  /** What ends the whole. */
  readonly end: Buffer;
  /** Knows the rendering before this one. */
  readonly gzip: PartialGzip;
}

/** Everything there is to see at one moment, in one format. Its bytes are put together once, when first asked for. */
export class Rendering {
  readonly #parts: RenderingParts;
  readonly #whole: Partial<Record<Encoding, Promise<Buffer>>> = {};

  constructor(parts: RenderingParts) {
    this.#parts = parts;
  }

  whole(encoding: Encoding): Promise<Buffer> {
    return (this.#whole[encoding] ??= this.#assemble(encoding));
  }

  /** Only the families of these names, which may also be names of their samples. */
  async only(names: readonly string[], encoding: Encoding): Promise<Buffer> {
    const { families, end } = this.#parts;
    const wanted = new Set(names);
    const chosen = families.filter(({ family }) => namesOf(family).some((name) => wanted.has(name)));
    const bytes = Buffer.concat([...chosen.flatMap(({ pieces }) => pieces), end]);
    return encoding === 'gzip' ? compress(bytes) : bytes;
  }

  async #assemble(encoding: Encoding): Promise<Buffer> {
    const { families, end, gzip } = this.#parts;
    const pieces = [...families.flatMap((family) => family.pieces), end];
    return encoding === 'gzip' ? gzip.compress(pieces) : joined(pieces);
  }
}

function namesOf(family: Family): string[] {
  const { name, type } = family;
  if (type === 'histogram') return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
  return [name, familyName(family)];
}

/** As `Buffer.concat`, but step by step: megabytes at once would take milliseconds. */
async function joined(pieces: readonly Buffer[]): Promise<Buffer> {
  const breather = new Breather();
  const whole = Buffer.allocUnsafeSlow(pieces.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  let pausedAt = 0;
  for (const piece of pieces) {
    end += piece.copy(whole, end);
    if (end - pausedAt < bytesInTurn) continue;
    pausedAt = end;
    await breather.pause();
  }
  return whole;
}
