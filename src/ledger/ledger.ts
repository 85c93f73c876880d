import { isDeepStrictEqual } from 'node:util';
import { isOpenEngagement } from '../core/engagement.js';
import type { EngagementRecord } from '../core/engagement.js';
import { isOpen, lastSentTimeOf } from '../core/lifecycle.js';
import type { PageRecord } from '../core/lifecycle.js';
import { engagementId } from '../core/findings.js';
import type { Change, ContactRecord, EngagementKey } from '../core/findings.js';
import { createMeta, keys, noRecords, readMeta, recordsOf } from './contents.js';
import type { Meta, RecordCounts, StoredRecord } from './contents.js';
import { LedgerError } from './ledger-error.js';
import { OpenWork } from './open-work.js';
import { isWellShaped } from './shape.js';
import { openStore, writeSynced } from './store.js';
import type { Operation, Store } from './store.js';
import { upgradeFrom1 } from './upgrade.js';

/**
 * The durable pages and totals. Contacts and open work are held in memory, as they were last committed; settled pages
 * stay in the store and are looked up when a listing shows them. Calls that write must not overlap.
 */
export class Ledger {
  readonly #path: string;
  readonly #contacts = new Map<string, ContactRecord>();
  readonly #openPages = new OpenWork<PageRecord>(isOpen);
  readonly #openEngagements = new OpenWork<EngagementRecord>(isOpenEngagement);
  #store: Store;
  #meta: Meta;
  /** A failed write leaves LevelDB refusing every further one until it is opened again. */
  #needsReopening = false;
  #lastSentAt = 0;

  private constructor(path: string, store: Store, meta: Meta) {
    this.#path = path;
    this.#store = store;
    this.#meta = meta;
  }

  /**
   * Opens the ledger in the directory `path` (empty: in memory), reading all of it once to find damage at the start.
   * @throws LedgerError when it is in use, damaged, of a newer schema or can't be read
   */
  static async open(path: string, now: number): Promise<Ledger> {
    const store = await openStore(path);
    try {
      const meta = (await readMeta(store, path)) ?? (await createMeta(store, now));
      const ledger = new Ledger(path, store, meta);
      await ledger.#load();
      if (meta.schema === 1) await ledger.#upgrade(now);
      return ledger;
    } catch (error) {
      await store.close();
      throw error instanceof LedgerError ? error : LedgerError.damaged(path, rootMessageOf(error), error);
    }
  }

  /** Epoch milliseconds. */
  get createdAt(): number {
    return this.#meta.createdAt;
  }

  /** Epoch milliseconds: pages last sent before this have been pruned. */
  get forgottenBefore(): number {
    return this.#meta.forgottenBefore;
  }

  /** The latest send of all pages, epoch milliseconds: AWS's word on how late it is, whatever our clock says. */
  get lastSentAt(): number {
    return this.#lastSentAt;
  }

  get pageCount(): number {
    return this.#meta.records.page;
  }

  get openPageCount(): number {
    return this.#openPages.size;
  }

  contact(contactArn: string): ContactRecord | undefined {
    return this.#contacts.get(contactArn);
  }

  openPages(contactArn: string): Iterable<PageRecord> {
    return this.#openPages.of(contactArn);
  }

  openEngagements(contactArn: string): Iterable<EngagementRecord> {
    return this.#openEngagements.of(contactArn);
  }

  /** Looks up pages; unknown ones are left out. */
  async pages(arns: readonly string[]): Promise<ReadonlyMap<string, PageRecord>> {
    const found = (await this.#store.getMany(arns.map(keys.page))) as (PageRecord | undefined)[];
    return new Map(found.filter((page) => page !== undefined).map((page) => [page.arn, page]));
  }

  /** Looks up engagements by their `engagementId`; unknown ones are left out. */
  async engagements(wanted: readonly EngagementKey[]): Promise<ReadonlyMap<string, EngagementRecord>> {
    const found = (await this.#store.getMany(wanted.map(keys.engagement))) as (EngagementRecord | undefined)[];
    const known = found.filter((engagement) => engagement !== undefined);
    return new Map(known.map((engagement) => [engagementId(engagement), engagement]));
  }

  /**
   * Writes a change whole, synced to the disk, and only then shows it. Records are absolute, so that a change whose
   * writing failed half-way may be committed again.
   */
  async commit(change: Change): Promise<void> {
    if (this.#needsReopening) await this.#reopen();
    const { page, engagement, contact } = this.#meta.records;
    const knownPages = await this.pages(change.pages.map(({ arn }) => arn));
    const knownEngagements = await this.engagements(change.engagements);
    const records = {
      contact: contact + change.contacts.filter(({ arn }) => !this.#contacts.has(arn)).length,
      page: page + change.pages.length - knownPages.size,
      engagement: engagement + change.engagements.length - knownEngagements.size,
    };
    const meta = { ...this.#meta, records };
    await this.#write([
      put(keys.meta, meta),
      ...change.contacts.map((contact) => put(keys.contact(contact.arn), contact)),
      ...change.pages.map((page) => put(keys.page(page.arn), page)),
      ...change.engagements.map((engagement) => put(keys.engagement(engagement), engagement)),
    ]);
    this.#meta = meta;
    for (const contact of change.contacts) this.#contacts.set(contact.arn, contact);
    for (const page of change.pages) this.#keepPage(page);
    for (const engagement of change.engagements) this.#openEngagements.keep(engagement);
  }

  /**
   * Forgets the pages and engagements that were last sent before `before` (epoch milliseconds), but for open ones, whose
   * end is still to be counted. With them is written when the latest of them was sent, so that a forgotten page that is
   * listed again is known to be old. Not `before`: a clock that is wrong for once must not make history of all to come.
   */
  async prune(before: number): Promise<void> {
    if (this.#needsReopening) await this.#reopen();
    for await (const records of recordsOf(this.#store)) {
      const pages = records.filter((stored) => stored.kind === 'page').map(({ record }) => record);
      const engagements = records.filter((stored) => stored.kind === 'engagement').map(({ record }) => record);
      await this.#forget(
        pages.filter((page) => lastSentTimeOf(page) < before && !isOpen(page)),
        engagements.filter((engagement) => engagement.lastSentAt < before && !isOpenEngagement(engagement)),
      );
    }
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  /** Reads all of the store and takes over what is held in memory. */
  async #load(): Promise<void> {
    const found: RecordCounts = { ...noRecords };
    for await (const records of recordsOf(this.#store)) {
      for (const stored of records) {
        if (!isWellShaped(stored, this.#meta.schema)) throw new Error(`a record of a ${stored.kind} is not one`);
        if (stored.kind !== 'meta') found[stored.kind] += 1;
        this.#show(stored);
      }
    }
    if (!isDeepStrictEqual(found, this.#meta.records)) {
      const [expected, held] = [this.#meta.records, found].map((counts) => JSON.stringify(counts));
      throw LedgerError.damaged(this.#path, `it should hold ${expected} records and holds ${held}`);
    }
  }

  /** Only a ledger that was found whole is rewritten. */
  async #upgrade(now: number): Promise<void> {
    try {
      this.#meta = await upgradeFrom1(this.#store, this.#meta, now);
    } catch (error) {
      throw LedgerError.unwritable(this.#path, error);
    }
    await this.#load();
  }

  /** Takes a stored record into memory, as far as it is held there. */
  #show(stored: StoredRecord): void {
    switch (stored.kind) {
      case 'contact':
        this.#contacts.set(stored.record.arn, stored.record);
        break;
      case 'page':
        this.#keepPage(stored.record);
        break;
      case 'engagement':
        this.#openEngagements.keep(stored.record);
        break;
      case 'meta':
        break;
    }
  }

  #keepPage(page: PageRecord): void {
    this.#openPages.keep(page);
    this.#lastSentAt = Math.max(this.#lastSentAt, lastSentTimeOf(page));
  }

  async #forget(pages: PageRecord[], engagements: EngagementRecord[]): Promise<void> {
    if (pages.length === 0 && engagements.length === 0) return;
    const lastSent = [...pages.map(lastSentTimeOf), ...engagements.map(({ lastSentAt }) => lastSentAt)];
    const forgottenBefore = lastSent.reduce(
      (latest, sentAt) => Math.max(latest, sentAt + 1),
      this.#meta.forgottenBefore,
    );
    const { contact, page, engagement } = this.#meta.records;
    const records = { contact, page: page - pages.length, engagement: engagement - engagements.length };
    const meta = { ...this.#meta, records, forgottenBefore };
    await this.#write([
      put(keys.meta, meta),
      ...pages.map((page) => remove(keys.page(page.arn))),
      ...engagements.map((engagement) => remove(keys.engagement(engagement))),
    ]);
    this.#meta = meta;
    for (const page of pages) this.#openPages.forget(page);
    for (const engagement of engagements) this.#openEngagements.forget(engagement);
  }

  async #write(operations: Operation[]): Promise<void> {
    try {
      await writeSynced(this.#store, operations);
    } catch (error) {
      this.#needsReopening = true;
      throw error;
    }
  }

  /** A write that failed may have reached the disk all the same: what is there is the truth. */
  async #reopen(): Promise<void> {
    await this.#store.close();
    this.#store = await openStore(this.#path);
    this.#meta = (await readMeta(this.#store, this.#path)) ?? this.#meta;
    await this.#load();
    this.#needsReopening = false;
  }
}

/** abstract-level wraps what LevelDB or the codec found in an error of its own. */
function rootMessageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : rootMessageOf(error.cause);
}

function put(key: string, value: unknown): Operation {
  return { type: 'put', key, value };
}

function remove(key: string): Operation {
  return { type: 'del', key };
}
