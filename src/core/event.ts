import type { Exemplar } from './exemplar.js';

/** Something that happened to a page or an engagement and is counted once; durations in milliseconds. */
export type PageEvent = {
  /** Missing where the ledger is older than exemplars are. */
  readonly exemplar?: Exemplar;
} & (
  | { readonly kind: 'sent' | 'resent' | 'unanswered' | 'engaged' }
  /** The duration is missing when the page never showed a SentTime. */
  | { readonly kind: 'delivered' | 'acknowledged'; readonly durationMs?: number }
  | { readonly kind: 'engagementAcknowledged'; readonly durationMs: number }
);
