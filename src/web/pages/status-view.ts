/**
 * What the pages and `/api/v1/status` show, one to one as it stands in the JSON. Times (`…At`) are epoch seconds by the exporter's
 * clock, durations (`…Seconds`) seconds, rates (`…PerSecond`) requests per second. No field is ever missing: null is none.
 */
export interface StatusView {
  /** When this was looked up: at most a second before the answer is begun. */
  readonly generatedAt: number;
  readonly exporter: ExporterView;
  readonly summary: SummaryView;
  readonly ledger: LedgerView;
  /** In the order of the configuration. */
  readonly targets: readonly TargetView[];
  /** Every contact that is followed, by target and then by name. */
  readonly contacts: readonly ContactView[];
}

export interface ExporterView {
  readonly version: string;
  readonly revision: string;
  readonly nodejs: string;
  readonly startedAt: number;
  readonly uptimeSeconds: number;
  /** As `/-/ready` says. */
  readonly isReady: boolean;
  /** `metrics.contactLabel`: what names of contacts are. */
  readonly contactLabel: 'alias' | 'arn' | 'hash';
  readonly pollIntervalSeconds: number;
  readonly unreadWindowSeconds: number;
}

/** Sums over all contacts. */
export interface SummaryView {
  readonly contacts: number;
  /** Contacts whose last sweep succeeded, failed, or that have not been swept yet. */
  readonly up: number;
  readonly failing: number;
  readonly unpolled: number;
  readonly contactsWithOpenPages: number;
  readonly openPages: number;
  readonly oldestOpenPageSentAt: number | null;
}

export interface LedgerView {
  readonly createdAt: number;
  /** Every page that is remembered. */
  readonly pages: number;
  /** Those that nobody has read, within the unread window or until a sweep finds them past it. */
  readonly openPages: number;
}

export interface TargetView {
  readonly name: string;
  readonly region: string;
  readonly contacts: number;
  readonly up: number;
  readonly failing: number;
  readonly unpolled: number;
  /** Failing contacts by reason; only reasons that there are. */
  readonly failingByReason: Readonly<Record<string, number>>;
  readonly discovery: { readonly isEnabled: boolean; readonly failureReason: string | null };
  /** Whether engagements are followed; the operation that may not be called, and why. */
  readonly activity: {
    readonly isEnabled: boolean;
    readonly failures: readonly { readonly operation: string; readonly reason: string }[];
  };
  readonly budgets: readonly BudgetView[];
}

/** How much may be asked of one operation of one target. */
export interface BudgetView {
  readonly operation: string;
  /** What the quota and its share allow. */
  readonly limitPerSecond: number;
  /** What is allowed now: less after throttling. */
  readonly ratePerSecond: number;
  /** What is left of the pause after a throttle; 0 without one. */
  readonly backoffSeconds: number;
}

export type ContactState = 'up' | 'failing' | 'unpolled';

export interface ContactView {
  /** As the label `contact` of the metrics. */
  readonly name: string;
  readonly target: string;
  readonly accountId: string;
  readonly region: string;
  /** Null with `contactLabel: hash`. */
  readonly arn: string | null;
  /** Null with `contactLabel: hash`, and where AWS has told none. */
  readonly displayName: string | null;
  readonly type: string | null;
  readonly team: string | null;
  readonly state: ContactState;
  /** When the last sweep that succeeded ended; null before the first since the start. */
  readonly lastSuccessAt: number | null;
  /** Since the last successful sweep began; before the first, since the contact is followed. */
  readonly dataAgeSeconds: number;
  readonly consecutiveFailures: number;
  /** Why the last sweep failed, as the label `reason` of the metrics; null when it did not. */
  readonly failureReason: string | null;
  /** When it may be asked about again: `generatedAt` when it may be now, and waits for its turn in the budget; after the pause of the target. */
  readonly nextPollAt: number;
  /** Whether a sweep has begun that is not over. */
  readonly isPolling: boolean;
  /** Pages and engagements that nobody has answered, within the unread window. */
  readonly pagesUnread: number;
  readonly pagesUndelivered: number;
  readonly engagementsUnacknowledged: number;
  /** The oldest of the unread pages, at most `mostPages`. */
  readonly openPages: readonly PageView[];
}

export interface PageView {
  /** When it was first sent, as far as seen: it may have been delivered before. */
  readonly sentAt: number;
  readonly ageSeconds: number;
  /** When it was sent last; as `sentAt` unless it was sent again. */
  readonly lastSentAt: number;
  readonly deliveredAt: number | null;
  /** The end of the page's ARN; null with `metrics.exemplars: false`. */
  readonly pageId: string | null;
  /** The end of the incident's ARN; null with `metrics.exemplars: false`, and without an incident. */
  readonly incidentId: string | null;
}

/** So many open pages of a contact are listed; all are counted. */
export const mostPages = 20;
