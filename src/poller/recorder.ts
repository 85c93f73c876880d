import pLimit from 'p-limit';
import { setTimeout as sleep } from 'node:timers/promises';
import { assess, engagementId, forgottenBefore, introduce, isEmpty, ownerOf } from '../core/findings.js';
import type { Change, ContactRecord, CountingPolicy, EngagementKey, Findings, Known } from '../core/findings.js';
import type { EngagementRecord } from '../core/engagement.js';
import { isNews } from '../core/lifecycle.js';
import type { PageRecord } from '../core/lifecycle.js';
import type { BucketLayout } from '../core/totals.js';

/** What the recorder needs of the ledger. */
export interface PageLedger {
  readonly forgottenBefore: number;
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
  commitFailed(error: unknown): void;
}

export interface RecorderOptions {
  readonly ledger: PageLedger;
  readonly policy: CountingPolicy;
  readonly layout: BucketLayout;
  readonly observer: CommitObserver;
  /** Ends the retries of a write that fails. Nothing less than the end of the process may: half a write may have happened. */
  readonly signal: AbortSignal;
}

const firstRetryMs = 500;
const longestRetryMs = 30_000;

/**
 * The one road into the ledger. Comparing a listing with what is known and writing the difference happens for one listing
 * at a time, so that a page that two of them have shown is counted by the first alone.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #oneAtATime = pLimit(1);

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /**
   * Counts what a listing has found. Returns what has changed, when it is stored; a write that fails is tried again until
   * the signal aborts.
   * @throws the signal's reason, or the last error of the ledger when it is aborted while writes fail
   */
  async record(findings: Findings): Promise<Change> {
    return this.#oneAtATime(async () => {
      const change = assess(await this.#knownFor(findings), findings, this.#options.policy);
      await this.#commit(change);
      return change;
    });
  }

  /** Makes contacts known from `now` (epoch milliseconds) on. Waits and throws as `record` does. */
  async introduce(contactArns: readonly string[], now: number): Promise<void> {
    const { ledger, layout } = this.#options;
    await this.#oneAtATime(() => this.#commit(introduce(contactArns, ledger, { now, layout })));
  }

  /** Forgets what is older than the retention at `now`, epoch milliseconds. Waits and throws as `record` does. */
  async prune(now: number): Promise<void> {
    const { ledger, policy } = this.#options;
    await this.#oneAtATime(() => this.#untilWritten(() => ledger.prune(now - policy.retentionMs)));
  }

  async #commit(change: Change): Promise<void> {
    const { ledger, observer } = this.#options;
    if (isEmpty(change)) return;
    await this.#untilWritten(() => ledger.commit(change));
    observer.committed();
  }

  async #untilWritten(write: () => Promise<void>): Promise<void> {
    const { observer, signal } = this.#options;
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(longestRetryMs, waitMs * 2)) {
      try {
        await write();
        return;
      } catch (error) {
        observer.commitFailed(error);
        if (signal.aborted) throw error;
      }
      await sleep(waitMs, undefined, { signal });
    }
  }

  /** Looks up what the listed pages, and the engagements of those with news, are compared with. */
  async #knownFor({ scope, askedAt, pages: listed }: Findings): Promise<Known> {
    const { ledger, policy } = this.#options;
    const pages = await ledger.pages(listed.map(({ arn }) => arn));
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
