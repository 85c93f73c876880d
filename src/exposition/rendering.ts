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

/** Scrapers that ask for families by name ask for few choices of them. */
const mostMade = 16;

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
  /** By encoding and names. */
  readonly #made = new Map<string, Promise<Buffer>>();

  constructor(parts: RenderingParts) {
    this.#parts = parts;
  }

  /** Only the families of these names, which may also be names of their samples; everything when there are none. */
  bytes(encoding: Encoding, names: readonly string[] = []): Promise<Buffer> {
    const asked = JSON.stringify([encoding, ...names]);
    const known = this.#made.get(asked);
    if (known !== undefined) return known;
    const made = names.length === 0 ? this.#whole(encoding) : this.#chosen(new Set(names), encoding);
    if (this.#made.size >= mostMade) this.#made.clear();
    this.#made.set(asked, made);
    return made;
  }

  async #whole(encoding: Encoding): Promise<Buffer> {
    const { families, end, gzip } = this.#parts;
    const pieces = [...families.flatMap((family) => family.pieces), end];
    return encoding === 'gzip' ? gzip.compress(pieces) : joined(pieces);
  }

  async #chosen(names: ReadonlySet<string>, encoding: Encoding): Promise<Buffer> {
    const { families, end } = this.#parts;
    const chosen = families.filter(({ family }) => namesOf(family).some((name) => names.has(name)));
    const bytes = await joined([...chosen.flatMap(({ pieces }) => pieces), end]);
    return encoding === 'gzip' ? compress(bytes) : bytes;
  }
}

function namesOf(family: Family): string[] {
  const { name, type } = family;
  const created = `${familyName(family)}_created`;
  if (type === 'histogram') return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`, created];
  return [name, familyName(family), created];
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
