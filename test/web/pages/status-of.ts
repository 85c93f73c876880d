import type { ContactView, PageView, StatusView, TargetView } from '../../../src/web/pages/status-view.js';

/** When the statuses of tests were: 2026-11-22 02:59:31 UTC. */
export const now = 1_795_316_371;

/** A contact that all is well with. */
export function contactView(view: Partial<ContactView> = {}): ContactView {
  return {
    name: 'akuam',
    target: 'production',
    accountId: '111122223333',
    region: 'us-east-2',
    arn: 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam',
    displayName: 'Akua Mansa',
    type: 'PERSONAL',
    team: null,
    state: 'up',
    lastSuccessAt: now - 12,
    dataAgeSeconds: 13,
    consecutiveFailures: 0,
    failureReason: null,
    nextPollAt: now + 47,
    isPolling: false,
    pagesUnread: 0,
    pagesUndelivered: 0,
    engagementsUnacknowledged: 0,
    openPages: [],
    ...view,
  };
}

/** An open page, sent so many seconds ago, that was not delivered. */
export function pageView(ageSeconds: number, view: Partial<PageView> = {}): PageView {
  const sentAt = now - ageSeconds;
  return { sentAt, ageSeconds, lastSentAt: sentAt, deliveredAt: null, pageId: null, incidentId: null, ...view };
}

/** What a contact has when these pages are open. */
export function withPages(...openPages: PageView[]): Partial<ContactView> {
  return { pagesUnread: openPages.length, pagesUndelivered: openPages.length, openPages };
}

export const failing: Partial<ContactView> = {
  state: 'failing',
  failureReason: 'access_denied',
  consecutiveFailures: 3,
  lastSuccessAt: now - 7200,
  dataAgeSeconds: 7260,
  nextPollAt: now + 840,
};

export const unpolled: Partial<ContactView> = {
  state: 'unpolled',
  lastSuccessAt: null,
  displayName: null,
  type: null,
  dataAgeSeconds: 5,
  nextPollAt: now,
};

/** A target whose contacts are well, without any budget. */
export function targetView(view: Partial<TargetView> = {}): TargetView {
  return {
    name: 'production',
    region: 'us-east-2',
    contacts: 3,
    up: 3,
    failing: 0,
    unpolled: 0,
    failingByReason: {},
    discovery: { isEnabled: true, failureReason: null },
    activity: { isEnabled: true, failures: [] },
    budgets: [],
    ...view,
  };
}

/** A whole status with these contacts; its sums are theirs. */
export function statusOf(contacts: readonly ContactView[], view: Partial<StatusView> = {}): StatusView {
  const inState = (wanted: ContactView['state']) => contacts.filter(({ state }) => state === wanted).length;
  const sent = contacts.flatMap(({ openPages }) => openPages.map(({ sentAt }) => sentAt));
  return {
    generatedAt: now,
    exporter: {
      version: '1.2.3',
      revision: 'abc',
      nodejs: '20.0.0',
      startedAt: now - 93_780,
      uptimeSeconds: 93_780,
      isReady: true,
      contactLabel: 'alias',
      pollIntervalSeconds: 60,
      unreadWindowSeconds: 86_400,
    },
    summary: {
      contacts: contacts.length,
      up: inState('up'),
      failing: inState('failing'),
      unpolled: inState('unpolled'),
      contactsWithOpenPages: contacts.filter(({ pagesUnread }) => pagesUnread > 0).length,
      openPages: contacts.reduce((sum, { pagesUnread }) => sum + pagesUnread, 0),
      oldestOpenPageSentAt: sent.length === 0 ? null : Math.min(...sent),
    },
    ledger: { createdAt: now - 900_000, pages: 1234, openPages: 5 },
    targets: [],
    contacts,
    ...view,
  };
}
