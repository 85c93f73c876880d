import { isOpenEngagement } from '../../src/core/engagement.js';
import type { EngagementRecord } from '../../src/core/engagement.js';
import { gaugesOf } from '../../src/core/gauges.js';
import type { ContactGauges } from '../../src/core/gauges.js';
import { isOpen } from '../../src/core/lifecycle.js';
import type { PageRecord } from '../../src/core/lifecycle.js';
import { assess, engagementId, introduce } from '../../src/core/findings.js';
import type { Change, ContactRecord, CountingPolicy, EngagementKey, Known, Findings } from '../../src/core/findings.js';
import type { BucketLayout, ContactTotals } from '../../src/core/totals.js';

/** A ledger as simple as can be: maps that a change is written into. */
export class Remembered implements Known {
  forgottenBefore = 0;
  readonly #contacts = new Map<string, ContactRecord>();
  readonly #pages = new Map<string, PageRecord>();
  readonly #engagements = new Map<string, EngagementRecord>();

  contact(contactArn: string): ContactRecord | undefined {
    return this.#contacts.get(contactArn);
  }

  page(pageArn: string): PageRecord | undefined {
    return this.#pages.get(pageArn);
  }

  engagement(key: EngagementKey): EngagementRecord | undefined {
    return this.#engagements.get(engagementId(key));
  }

  openPages(contactArn: string): PageRecord[] {
    return [...this.#pages.values()].filter((page) => page.contactArn === contactArn && isOpen(page));
  }

  openEngagements(contactArn: string): EngagementRecord[] {
    const engagements = [...this.#engagements.values()];
    return engagements.filter((each) => each.contactArn === contactArn && isOpenEngagement(each));
  }

  introduce(contactArn: string, now: number, layout: BucketLayout): void {
    this.write(introduce([contactArn], this, { now, layout }));
  }

  /** Assesses findings and writes what changes. */
  take(findings: Findings, policy: CountingPolicy): Change {
    const change = assess(this, findings, policy);
    this.write(change);
    return change;
  }

  write(change: Change): void {
    for (const contact of change.contacts) this.#contacts.set(contact.arn, contact);
    for (const page of change.pages) this.#pages.set(page.arn, page);
    for (const engagement of change.engagements) this.#engagements.set(engagementId(engagement), engagement);
  }

  totals(): Record<string, ContactTotals> {
    return Object.fromEntries([...this.#contacts].map(([arn, { totals }]) => [arn, totals]));
  }

  gauges(now: number, unreadWindowMs: number): Record<string, ContactGauges> {
    const gauges = [...this.#contacts.keys()].map((arn) => {
      const open = { pages: this.openPages(arn), engagements: this.openEngagements(arn) };
      return [arn, gaugesOf(open, now, unreadWindowMs)] as const;
    });
    return Object.fromEntries(gauges);
  }
}
