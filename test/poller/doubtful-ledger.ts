import type { Change } from '../../src/core/findings.js';
import type { ContactTotals } from '../../src/core/totals.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { PageLedger } from '../../src/poller/recorder.js';
import { arns } from '../core/stories.js';

/** A ledger in memory whose commits and look-ups may be made to fail, and commits to wait. */
export class DoubtfulLedger implements PageLedger {
  failuresToCome = 0;
  lookUpFailuresToCome = 0;
  /** Awaited before each commit. */
  beforeCommit: () => Promise<unknown> = () => Promise.resolve();
  /** Epoch milliseconds: what was forgotten, prune by prune. */
  readonly prunes: number[] = [];
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  get forgottenBefore() {
    return this.#ledger.forgottenBefore;
  }
  get lastSentAt() {
    return this.#ledger.lastSentAt;
  }
  contact = (arn: string) => this.#ledger.contact(arn);
  openPages = (arn: string) => this.#ledger.openPages(arn);
  openEngagements = (arn: string) => this.#ledger.openEngagements(arn);
  pages: PageLedger['pages'] = (wanted) => {
    if (this.lookUpFailuresToCome === 0) return this.#ledger.pages(wanted);
    this.lookUpFailuresToCome -= 1;
    return Promise.reject(new Error('scripted: the disk can not be read'));
  };
  engagements: PageLedger['engagements'] = (wanted) => this.#ledger.engagements(wanted);

  async prune(before: number): Promise<void> {
    this.prunes.push(before);
    await this.#ledger.prune(before);
  }

  async commit(change: Change): Promise<void> {
    await this.beforeCommit();
    if (this.failuresToCome > 0) {
      this.failuresToCome -= 1;
      throw new Error('scripted: the disk is full');
    }
    await this.#ledger.commit(change);
  }

  totals(alias: string): ContactTotals | undefined {
    return this.contact(arns.contact(alias))?.totals;
  }
}
