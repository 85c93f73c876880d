import { originOf } from './core/exemplar.js';
import { gaugesOf } from './core/gauges.js';
import type { ContactHealth } from './core/health.js';
import { oldestPages } from './core/oldest-pages.js';
import type { SentPage } from './core/oldest-pages.js';
import { nameOf } from './exposition/contact-labels.js';
import type { ContactNaming } from './exposition/contact-labels.js';
import type { Follower } from './poller/follower.js';
import type { PageLedger } from './poller/recorder.js';
import { mostPages } from './web/pages/status-view.js';
import type { ContactState, ContactView, PageView } from './web/pages/status-view.js';

export type FollowedContact = Pick<Follower, 'contact' | 'info' | 'health' | 'dataAgeMs' | 'nextPollMs' | 'isPolling'>;

export interface ContactViewOptions {
  readonly ledger: Pick<PageLedger, 'openPages' | 'openEngagements'>;
  readonly target: string;
  /** Names of teams, by the ARNs of their contacts. */
  readonly teams: ReadonlyMap<string, string>;
  readonly naming: ContactNaming;
  /** Whether pages and incidents are named. */
  readonly showsIds: boolean;
  readonly unreadWindowMs: number;
  /** What is left of the pause in which nobody's pages are asked for; 0 without one. */
  readonly pauseMs: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What is shown of a contact: with hashed names, nothing that its name could be read from. */
export function toContactView(
  { contact, info, health, dataAgeMs, nextPollMs, isPolling }: FollowedContact,
  { ledger, target, teams, naming, showsIds, unreadWindowMs, pauseMs, now }: ContactViewOptions,
): ContactView {
  const { arn, accountId, region } = contact;
  const open = { pages: ledger.openPages(arn), engagements: ledger.openEngagements(arn) };
  const { pagesUnread, pagesUndelivered, engagementsUnacknowledged } = gaugesOf(open, now, unreadWindowMs);
  const oldest = oldestPages(ledger.openPages(arn), now - unreadWindowMs, mostPages);
  const isNameless = naming === 'hash';
  return {
    name: nameOf(contact, naming),
    target,
    accountId,
    region,
    arn: isNameless ? null : arn,
    displayName: isNameless ? null : orNull(info.displayName),
    type: orNull(info.type),
    team: teams.get(arn) ?? null,
    state: stateOf(health),
    lastSuccessAt: secondsOf(health.lastSuccessAt),
    dataAgeSeconds: dataAgeMs / 1000,
    consecutiveFailures: health.consecutiveFailures,
    failureReason: health.reason ?? null,
    nextPollAt: (now + Math.max(nextPollMs, pauseMs)) / 1000,
    isPolling,
    pagesUnread,
    pagesUndelivered,
    engagementsUnacknowledged,
    openPages: oldest.map((sent) => toPageView(sent, now, showsIds)),
  };
}

function toPageView({ page, sentAt }: SentPage, now: number, showsIds: boolean): PageView {
  const { pageId, incidentId } = originOf(page);
  return {
    sentAt: sentAt / 1000,
    ageSeconds: Math.max(0, now - sentAt) / 1000,
    lastSentAt: (page.lastSentAt ?? sentAt) / 1000,
    deliveredAt: secondsOf(page.deliveredAt),
    pageId: showsIds ? pageId : null,
    incidentId: (showsIds ? incidentId : undefined) ?? null,
  };
}

function stateOf({ isUp }: ContactHealth): ContactState {
  if (isUp === undefined) return 'unpolled';
  return isUp ? 'up' : 'failing';
}

function secondsOf(atMs: number | undefined): number | null {
  return atMs === undefined ? null : atMs / 1000;
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
