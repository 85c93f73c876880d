import { Breather } from './breather.js';
import type { Block, Family } from './family.js';
import type { Format } from './format.js';
import { PartialGzip } from './partial-gzip.js';
import { Rendering } from './rendering.js';
import type { RenderedFamily } from './rendering.js';

/** A block as it was written: the samples one by one, and all together. */
interface WrittenBlock<Part> {
  readonly block: Block;
  readonly parts: readonly Part[];
  readonly bytes: Buffer;
}

interface WrittenFamily<Part> {
  readonly head: Buffer;
  readonly blocks: readonly WrittenBlock<Part>[];
}

/** Writes families in one format, again and again, and each time only what has changed. */
export class Renderer<Part = unknown> {
  readonly #format: Format<Part>;
  readonly #end: Buffer;
  readonly #gzip = new PartialGzip();
  /** By the family's name. */
  #written: ReadonlyMap<string, WrittenFamily<Part>> = new Map();
  #latest: { readonly families: readonly Family[]; readonly rendering: Promise<Rendering> } | undefined;

  constructor(format: Format<Part>) {
    this.#format = format;
    this.#end = format.join([format.end]);
  }

  /** Everything in this format, families without samples left out. The same array is rendered once. */
  render(families: readonly Family[]): Promise<Rendering> {
    if (this.#latest?.families !== families) {
      // One after the other, whatever has become of the one before.
      const before = this.#latest?.rendering.catch(() => undefined) ?? Promise.resolve();
      this.#latest = { families, rendering: before.then(() => this.#render(families)) };
    }
    return this.#latest.rendering;
  }

  async #render(families: readonly Family[]): Promise<Rendering> {
    const breather = new Breather();
    const written = new Map<string, WrittenFamily<Part>>();
    const rendered: RenderedFamily[] = [];
    for (const family of families) {
      if (family.blocks.every(({ length }) => length === 0)) continue;
      const before = this.#written.get(family.name);
      const blocks: WrittenBlock<Part>[] = [];
      for (const block of family.blocks) {
        blocks.push(await this.#writeBlock(family, block, { before: before?.blocks[blocks.length], breather }));
      }
      const head = this.#writeHead(family, blocks, before?.head);
      written.set(family.name, { head, blocks });
      rendered.push({ family, pieces: [head, ...blocks.map(({ bytes }) => bytes)] });
    }
    this.#written = written;
    return new Rendering({ families: rendered, end: this.#end, gzip: this.#gzip });
  }

  async #writeBlock(
    family: Family,
    block: Block,
    { before, breather }: { readonly before: WrittenBlock<Part> | undefined; readonly breather: Breather },
  ): Promise<WrittenBlock<Part>> {
    if (before?.block === block) return before;
    const parts: Part[] = [];
    for (const sample of block) {
      const index = parts.length;
      const known = before?.block[index] === sample ? before.parts[index] : undefined;
      parts.push(known ?? this.#format.sample(family, sample));
      if (known === undefined) await breather.breathe();
    }
    await breather.breathe();
    return { block, parts, bytes: orSame(this.#format.join(parts), before?.bytes) };
  }

  #writeHead(family: Family, blocks: readonly WrittenBlock<Part>[], before: Buffer | undefined): Buffer {
    const length = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    return orSame(this.#format.join([this.#format.head(family, length)]), before);
  }
}

/** Bytes that are the same as before are the same object, so that they need not be compressed again. */
function orSame(bytes: Buffer, before: Buffer | undefined): Buffer {
  return before?.equals(bytes) === true ? before : bytes;
}
