/** The open records of one kind, by contact: what gauges count and sweeps look at again. Grows with open work only. */
export class OpenWork<Record extends { readonly arn: string; readonly contactArn: string }> {
  readonly #byContact = new Map<string, Map<string, Record>>();
  readonly #isOpen: (record: Record) => boolean;
  #size = 0;

  constructor(isOpen: (record: Record) => boolean) {
    this.#isOpen = isOpen;
  }

  get size(): number {
    return this.#size;
  }

  of(contactArn: string): Iterable<Record> {
    return this.#byContact.get(contactArn)?.values() ?? [];
  }

  /** Keeps the record while it is open, and lets go of it when it no longer is. */
  keep(record: Record): void {
    this.forget(record);
    if (!this.#isOpen(record)) return;
    const records = this.#byContact.get(record.contactArn) ?? new Map<string, Record>();
    this.#byContact.set(record.contactArn, records.set(record.arn, record));
    this.#size += 1;
  }

  forget({ contactArn, arn }: Record): void {
    const records = this.#byContact.get(contactArn);
    if (records?.delete(arn) !== true) return;
    this.#size -= 1;
    if (records.size === 0) this.#byContact.delete(contactArn);
  }
}
