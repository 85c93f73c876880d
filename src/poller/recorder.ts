import pLimit from 'p-limit';
import { setTimeout as sleep } from 'node:timers/promises';
import { assess, engagementId, forgottenBefore, introduce, isEmpty, ownerOf } from '../core/findings.js';
import type { Change, ContactRecord, CountingPolicy, EngagementKey, Findings, Known } from '../core/findings.js';
import { noDoubts } from '../core/doubts.js';
import type { EngagementRecord } from '../core/engagement.js';
import { isNews } from '../core/lifecycle.js';
import type { PageRecord } from '../core/lifecycle.js';
import type { BucketLayout } from '../core/totals.js';
import { processTime } from './time.js';
import type { Time } from './time.js';

/** What the recorder needs of the ledger. */
export interface PageLedger {
  readonly forgottenBefore: number;
  /** The latest send of all pages, epoch milliseconds. */
  readonly lastSentAt: number;
  contact(contactArn: string): ContactRecord | undefined;
  openPages(contactArn: string): Iterable<PageRecord>;
  openEngagements(contactArn: string): Iterable<EngagementRecord>;
  pages(arns: readonly string[]): Promise<ReadonlyMap<string, PageRecord>>;
  engagements(keys: readonly EngagementKey[]): Promise<ReadonlyMap<string, EngagementRecord>>;
  commit(change: Change): Promise<void>;
  prune(before: number): Promise<void>;
}

export interface CommitObserver {
  committed(): void;
  /** A commit, or a look-up or pruning that belongs to one, has failed and is tried again. */
  commitFailed(error: unknown): void;
  /** What had failed has succeeded. */
  recovered(): void;
}

/** How pages are counted, as the configuration says it. */
export interface CountingSettings {
  readonly policy: CountingPolicy;
  readonly layout: BucketLayout;
}

export interface RecorderOptions extends CountingSettings {
  readonly ledger: PageLedger;
  readonly observer: CommitObserver;
  /** Ends the retries of what fails. Nothing less than the end of the process may: half a write may have happened. */
  readonly signal: AbortSignal;
  /** The time of this process unless given. */
  readonly time?: Pick<Time, 'now'>;
}

const firstRetryMs = 500;
const longestRetryMs = 30_000;

/** By how much two clocks may disagree before one of them was set. */
const toleranceMs = 1000;

/**
 * The one road into the ledger. Comparing a listing with what is known and writing the difference happens for one listing
 * at a time, so that a page that two of them have shown is counted by the first alone.
 */
export class Recorder {
  readonly #options: Omit<RecorderOptions, keyof CountingSettings>;
  #settings: CountingSettings;
  readonly #oneAtATime = pLimit(1);
  readonly #time: Pick<Time, 'now'>;
  /** When each contact that is followed was introduced first, on `time`. */
  readonly #introducedAt = new Map<string, number>();

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#settings = options;
    this.#time = options.time ?? processTime;
  }

  /** Counts by other settings from now on; histograms with other buckets restart when their contact is introduced again. */
  update(settings: CountingSettings): void {
    this.#settings = settings;
  }

  /**
   * Counts what a listing has found. Returns what has changed, when it is stored; a look-up or a write that fails is tried
   * again until the signal aborts.
   * @throws the signal's reason, or the last error of the ledger when it is aborted while writes fail
   */
  async record(findings: Findings): Promise<Change> {
    const recordedAt = this.#time.now();
    return this.#oneAtATime(async () => {
      // One for all of it: what is looked up by one policy must not be judged by another.
      const { policy } = this.#settings;
      await this.#setRight(findings, recordedAt);
      // A look-up that fails is a commit that fails: without it nothing of the listing is counted.
      const known = await this.#untilDone(() => this.#knownFor(findings, policy));
      const change = assess(known, findings, policy);
      await this.#commit(change);
      return change;
    });
  }

  /** Makes contacts known from `now` (epoch milliseconds) on. Waits and throws as `record` does. */
  async introduce(contactArns: readonly string[], now: number): Promise<void> {
    const { ledger } = this.#options;
    const introducedAt = this.#time.now();
    for (const arn of contactArns) this.#introducedAt.set(arn, this.#introducedAt.get(arn) ?? introducedAt);
    await this.#oneAtATime(() => {
      const { layout } = this.#settings;
      return this.#commit(introduce(contactArns, ledger, { now, layout }));
    });
  }

  /** The contact is followed no more; what is counted of it stays. */
  forget(contactArn: string): void {
    this.#introducedAt.delete(contactArn);
  }

  /**
   * Forgets what is older than the retention at `now`, epoch milliseconds. Waits and throws as `record` does. No later than
   * the latest send: a clock that is far ahead must not make history of what has been sent and not been listed yet.
   */
  async prune(now: number): Promise<void> {
    const { ledger } = this.#options;
    const before = () => Math.min(now, ledger.lastSentAt) - this.#settings.policy.retentionMs;
    await this.#oneAtATime(() => this.#untilDone(() => ledger.prune(before())));
  }

  /**
   * A clock that was ahead when a contact was introduced, and has been set back since, makes it known from a time on that
   * has not come yet; with history: baseline nothing would count until then. `recordedAt` is when the findings were seen,
   * on `time`, which no clock can set back.
   */
  async #setRight({ scope, seenAt, pages }: Findings, recordedAt: number): Promise<void> {
    const { ledger } = this.#options;
    const { layout } = this.#settings;
    const listed = pages.map(({ contactArn }) => contactArn);
    for (const arn of new Set('contactArn' in scope ? [scope.contactArn, ...listed] : listed)) {
      const knownMs = recordedAt - (this.#introducedAt.get(arn) ?? -Infinity);
      const now = seenAt - knownMs;
      const { knownSince = -Infinity } = ledger.contact(arn) ?? {};
      if (knownSince > now + toleranceMs && knownMs < Infinity)
        await this.#commit(introduce([arn], ledger, { now, layout }));
    }
  }

  async #commit(change: Change): Promise<void> {
    const { ledger, observer } = this.#options;
    if (isEmpty(change)) return;
    await this.#untilDone(() => ledger.commit(change));
    observer.committed();
  }

  async #untilDone<Result>(work: () => Promise<Result>): Promise<Result> {
    const { observer, signal } = this.#options;
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(longestRetryMs, waitMs * 2)) {
      try {
        const result = await work();
        if (waitMs > firstRetryMs) observer.recovered();
        return result;
      } catch (error) {
        observer.commitFailed(error);
        if (signal.aborted) throw error;
      }
      await sleep(waitMs, undefined, { signal });
    }
  }

  /** Looks up what the listed pages, and the engagements of those with news, are compared with. */
  async #knownFor(findings: Findings, policy: CountingPolicy): Promise<Known> {
    const { scope, askedAt, pages: listed, doubts = noDoubts } = findings;
    const { ledger } = this.#options;
    const pages = await ledger.pages([...listed, ...doubts.pages].map(({ arn }) => arn));
    const before = forgottenBefore(ledger, askedAt, policy);
    const news = listed.filter((page) => isNews(pages.get(page.arn), page, before));
    const keys = news.flatMap((listedPage): EngagementKey[] => {
      const page = pages.get(listedPage.arn);
      const contactArn = ownerOf(listedPage, page, scope, ledger);
      // A page stays with the engagement that it was first seen in, whatever a later answer says or leaves out.
      return contactArn === undefined ? [] : [{ contactArn, arn: page?.engagementArn ?? listedPage.engagementArn }];
    });
    const engagements = await ledger.engagements(keys);
    return {
      forgottenBefore: ledger.forgottenBefore,
      contact: (arn) => ledger.contact(arn),
      page: (arn) => pages.get(arn),
      engagement: (key) => engagements.get(engagementId(key)),
      openPages: (contactArn) => ledger.openPages(contactArn),
      openEngagements: (contactArn) => ledger.openEngagements(contactArn),
    };
  }
}
