/** Reads LevelDB's encodings from bytes, one after the other. */
export class Cursor {
  #at = 0;

  constructor(readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  /** Seven bits a byte, the lowest first, as long as the highest bit is set. */
  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const [byte = 0] = this.take(1);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  /** @throws RangeError when there are not that many bytes */
  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.bytes.length) throw new RangeError('it ends too early');
    const taken = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Bytes with their length before them. */
  takeSized(): Buffer {
    return this.take(this.varint());
  }
}
