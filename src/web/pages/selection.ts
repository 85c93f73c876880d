import { compare } from '../../core/compare.js';
import { isDataTooOld } from './data-too-old.js';
import { reasonText } from './reason-text.js';
import type { ContactState, ContactView } from './status-view.js';
import { firstOrders } from './status-query.js';
import type { SortKey, StateFilter, StatusQuery } from './status-query.js';

/** The contacts that a query asks for, in its order. */
export function select(
  contacts: readonly ContactView[],
  { terms, state, sort, order }: Omit<StatusQuery, 'showsAll'>,
): ContactView[] {
  const isWanted = filters[state];
  const selected = contacts.filter((contact) => isWanted(contact) && matches(contact, terms));
  const direction = order === firstOrders[sort] ? 1 : -1;
  const compare = comparisons[sort];
  return selected.sort((a, b) => direction * compare(a, b) || byName(a, b));
}

export const stateTexts: Readonly<Record<ContactState, string>> = {
  up: 'up',
  failing: 'failing',
  unpolled: 'not polled yet',
};

type Comparison = (a: ContactView, b: ContactView) => number;

const filters: Readonly<Record<StateFilter, (contact: ContactView) => boolean>> = {
  all: () => true,
  open: ({ pagesUnread }) => pagesUnread > 0,
  failing: ({ state }) => state === 'failing',
  unpolled: ({ state }) => state === 'unpolled',
};

/** What a person may wait for, then what the exporter can't tell, then what it can't tell yet, or any more. */
const byAttention: Comparison = (a, b) =>
  byOpenPages(a, b) || byState(a, b) || Number(isDataTooOld(b)) - Number(isDataTooOld(a));

const byName: Comparison = (a, b) => compare(a.name, b.name) || compare(a.target, b.target);
const byTarget: Comparison = (a, b) => compare(a.target, b.target);
const byOpenPages: Comparison = (a, b) => compare(oldestOf(a), oldestOf(b)) || b.pagesUnread - a.pagesUnread;
const byState: Comparison = (a, b) => ranks[a.state] - ranks[b.state] || b.consecutiveFailures - a.consecutiveFailures;
const ranks: Readonly<Record<ContactState, number>> = { failing: 0, unpolled: 1, up: 2 };

/** Each in the direction that `firstOrders` names. */
const comparisons: Readonly<Record<SortKey, Comparison>> = {
  attention: byAttention,
  contact: byName,
  target: byTarget,
  state: byState,
  pages: byOpenPages,
  success: (a, b) => compare(a.lastSuccessAt ?? 0, b.lastSuccessAt ?? 0),
  age: (a, b) => b.dataAgeSeconds - a.dataAgeSeconds,
  next: (a, b) => a.nextPollAt - b.nextPollAt,
};

function oldestOf({ openPages }: ContactView): number {
  return openPages[0]?.sentAt ?? Infinity;
}

/** Only what is shown is searched: a hashed name is not found by the name behind it. */
function matches(contact: ContactView, terms: readonly string[]): boolean {
  if (terms.length === 0) return true;
  const { name, displayName, team, target, region, accountId, state, failureReason, openPages } = contact;
  const reason = failureReason === null ? '' : `${failureReason} ${reasonText(failureReason)}`;
  const ids = openPages.map(({ pageId, incidentId }) => `${pageId ?? ''} ${incidentId ?? ''}`);
  const shown = [name, displayName ?? '', team ?? '', target, region, accountId, stateTexts[state], reason, ...ids];
  const text = shown.join('\n').toLowerCase();
  return terms.every((term) => text.includes(term));
}
