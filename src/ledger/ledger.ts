import { isOpenEngagement } from '../core/engagement.js';
import type { EngagementRecord } from '../core/engagement.js';
import { isOpen, lastSentTimeOf } from '../core/lifecycle.js';
import type { PageRecord } from '../core/lifecycle.js';
import { engagementId } from '../core/findings.js';
import type { Change, ContactRecord, EngagementKey } from '../core/findings.js';
import { checksumOf } from './codec.js';
import { keys, put } from './contents.js';
import type { Meta, StoredRecord } from './contents.js';
import { DurableStore } from './durable-store.js';
import type { Memory } from './memory.js';
import type { Operation } from './store.js';
import { movedSum } from './tally.js';

/**
 * The durable pages and totals. Contacts and open work are held in memory, as they were last committed; settled pages
 * stay in the store and are looked up when a listing shows them. Calls that write must not overlap.
 */
export class Ledger {
  readonly #store: DurableStore;

  private constructor(store: DurableStore) {
    this.#store = store;
  }

  /**
   * Opens the ledger in the directory `path` (empty: in memory), reading all of it once to find damage at the start.
   * @throws LedgerError when it is in use, damaged, of a newer schema or can't be read
   */
  static async open(path: string, now: number): Promise<Ledger> {
    return new Ledger(await DurableStore.open({ path, now }));
  }

  /**
   * Opens a ledger as it is: nothing is made or brought up to date.
   * @throws LedgerError as `open` does, and when there is none or it is of an older schema
   */
  static async openExisting(path: string): Promise<Ledger> {
    return new Ledger(await DurableStore.openExisting(path));
  }

  get #memory(): Memory {
    return this.#store.memory;
  }

  /** What it says about itself. */
  get meta(): Meta {
    return this.#store.meta;
  }

  /** Epoch milliseconds. */
  get createdAt(): number {
    return this.meta.createdAt;
  }

  /** Epoch milliseconds: pages last sent before this have been pruned. */
  get forgottenBefore(): number {
    return this.meta.forgottenBefore;
  }

  /** The latest send of all pages, epoch milliseconds: AWS's word on how late it is, whatever our clock says. */
  get lastSentAt(): number {
    return this.#memory.lastSentAt;
  }

  get pageCount(): number {
    return this.meta.records.page;
  }

  get openPageCount(): number {
    return this.#memory.openPages.size;
  }

  get contacts(): Iterable<ContactRecord> {
    return this.#memory.contacts.values();
  }

  contact(contactArn: string): ContactRecord | undefined {
    return this.#memory.contacts.get(contactArn);
  }

  openPages(contactArn: string): Iterable<PageRecord> {
    return this.#memory.openPages.of(contactArn);
  }

  openEngagements(contactArn: string): Iterable<EngagementRecord> {
    return this.#memory.openEngagements.of(contactArn);
  }

  /** Looks up pages; unknown ones are left out. */
  async pages(arns: readonly string[]): Promise<ReadonlyMap<string, PageRecord>> {
    const found = (await this.#store.lookUp(arns.map(keys.page))) as (PageRecord | undefined)[];
    return new Map(found.filter((page) => page !== undefined).map((page) => [page.arn, page]));
  }

  /** Looks up engagements by their `engagementId`; unknown ones are left out. */
  async engagements(wanted: readonly EngagementKey[]): Promise<ReadonlyMap<string, EngagementRecord>> {
    const found = (await this.#store.lookUp(wanted.map(keys.engagement))) as (EngagementRecord | undefined)[];
    const known = found.filter((engagement) => engagement !== undefined);
    return new Map(known.map((engagement) => [engagementId(engagement), engagement]));
  }

  /**
   * Writes a change whole, synced to the disk, and only then shows it. Records are absolute, so that a change whose
   * writing failed half-way may be committed again.
   * @throws LedgerError when the store could not be opened again after a failure; the store's own error
   */
  async commit(change: Change): Promise<void> {
    await this.#store.recover();
    const { contacts, pages, engagements } = change;
    const knownPages = await this.pages(pages.map(({ arn }) => arn));
    const knownEngagements = await this.engagements(engagements);
    const knownContacts = contacts.flatMap(({ arn }) => this.contact(arn) ?? []);
    const known = [...knownPages.values(), ...knownEngagements.values(), ...knownContacts];
    const { records, sum, forgottenBefore } = this.meta;
    await this.#store.write(
      [
        ...contacts.map((contact) => put(keys.contact(contact.arn), contact)),
        ...pages.map((page) => put(keys.page(page.arn), page)),
        ...engagements.map((engagement) => put(keys.engagement(engagement), engagement)),
      ],
      {
        records: {
          contact: records.contact + contacts.length - knownContacts.length,
          page: records.page + pages.length - knownPages.size,
          engagement: records.engagement + engagements.length - knownEngagements.size,
        },
        sum: movedSum(sum, known.map(checksumOf), [...contacts, ...pages, ...engagements].map(checksumOf)),
        forgottenBefore,
      },
    );
    for (const contact of contacts) this.#memory.contacts.set(contact.arn, contact);
    for (const page of pages) this.#memory.keepPage(page);
    for (const engagement of engagements) this.#memory.openEngagements.keep(engagement);
  }

  /**
   * Forgets the pages and engagements that were last sent before `before` (epoch milliseconds), but for open ones, whose
   * end is still to be counted. With them is written when the latest of them was sent, so that a forgotten page that is
   * listed again is known to be old. Not `before`: a clock that is wrong for once must not make history of all to come.
   */
  async prune(before: number): Promise<void> {
    await this.#store.recover();
    for await (const records of this.#store.records()) {
      const pages = records.filter((stored) => stored.kind === 'page').map(({ record }) => record);
      const engagements = records.filter((stored) => stored.kind === 'engagement').map(({ record }) => record);
      await this.#forget(
        pages.filter((page) => lastSentTimeOf(page) < before && !isOpen(page)),
        engagements.filter((engagement) => engagement.lastSentAt < before && !isOpenEngagement(engagement)),
      );
    }
  }

  /** Everything that it holds, in batches; the meta too. */
  records(): AsyncIterable<StoredRecord[]> {
    return this.#store.records();
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  async #forget(pages: PageRecord[], engagements: EngagementRecord[]): Promise<void> {
    if (pages.length === 0 && engagements.length === 0) return;
    const lastSent = [...pages.map(lastSentTimeOf), ...engagements.map(({ lastSentAt }) => lastSentAt)];
    const { records, sum } = this.meta;
    await this.#store.write(
      [
        ...pages.map((page) => remove(keys.page(page.arn))),
        ...engagements.map((engagement) => remove(keys.engagement(engagement))),
      ],
      {
        records: {
          contact: records.contact,
          page: records.page - pages.length,
          engagement: records.engagement - engagements.length,
        },
        sum: movedSum(sum, [...pages, ...engagements].map(checksumOf), []),
        forgottenBefore: lastSent.reduce((latest, sentAt) => Math.max(latest, sentAt + 1), this.forgottenBefore),
      },
    );
    for (const page of pages) this.#memory.openPages.forget(page);
    for (const engagement of engagements) this.#memory.openEngagements.forget(engagement);
  }
}

function remove(key: string): Operation {
  return { type: 'del', key };
}
