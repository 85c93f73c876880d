import { isOpenEngagement } from '../core/engagement.js';
import type { EngagementRecord } from '../core/engagement.js';
import type { ContactRecord } from '../core/findings.js';
import { isOpen, lastSentTimeOf } from '../core/lifecycle.js';
import type { PageRecord } from '../core/lifecycle.js';
import type { StoredRecord } from './contents.js';
import { OpenWork } from './open-work.js';

/** What is held in memory of the store's records, as they were last committed: contacts and open work. */
export class Memory {
  readonly contacts = new Map<string, ContactRecord>();
  readonly openPages = new OpenWork<PageRecord>(isOpen);
  readonly openEngagements = new OpenWork<EngagementRecord>(isOpenEngagement);
  /** The latest send of all pages, epoch milliseconds. */
  lastSentAt = 0;

  keepPage(page: PageRecord): void {
    this.openPages.keep(page);
    this.lastSentAt = Math.max(this.lastSentAt, lastSentTimeOf(page));
  }

  /** Takes a stored record over, as far as it is held here. */
  show(stored: StoredRecord): void {
    switch (stored.kind) {
      case 'contact':
        this.contacts.set(stored.record.arn, stored.record);
        break;
      case 'page':
        this.keepPage(stored.record);
        break;
      case 'engagement':
        this.openEngagements.keep(stored.record);
        break;
      case 'meta':
        break;
    }
  }
}
