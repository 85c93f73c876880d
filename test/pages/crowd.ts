import type { BudgetView, ContactView, StatusView, TargetView } from '../../src/web/pages/status-view.js';
import {
  contactView,
  failing,
  now,
  pageView,
  statusOf,
  targetView,
  unpolled,
  withPages,
} from '../web/pages/status-of.js';

const names = ['akuam', 'alejandror', 'anas', 'arnavd', 'carloss', 'diegor', 'efuao', 'ingridl', 'jorges', 'kwesim'];
const people = ['Akua Mansa', 'Alejandro Rosalez', 'Ana Carolina Silva', 'Arnav Desai', 'Carlos Salazar'];
const teams = ['checkout', 'payments', null];
const id = '0c1d2e3f-4a5b-6c7d-8e9f-0a1b2c3d4e5f';
const reasons = ['throttled', 'access_denied', 'timeout', 'not_found'];

/** So many contacts, of whom some fail, some have open pages and some have not been polled: the same at every call. */
export function crowd(count: number, at = now): StatusView {
  const contacts = Array.from({ length: count }, (_, index) => person(index));
  const targets = count === 0 ? [targetView(empty)] : [production(contacts), target(contacts, 'staging')];
  return statusOf(contacts, { generatedAt: at, targets });
}

const empty: Partial<TargetView> = { contacts: 0, up: 0, budgets: budgets() };

/** A few whose open pages are long to tell of, a twentieth who fail; the last one waits. */
function person(index: number): ContactView {
  const round = Math.floor(index / names.length);
  const name = `${names[index % names.length] ?? ''}${round === 0 ? '' : String(round + 1)}`;
  const target = index % 4 === 3 ? 'staging' : 'production';
  const region = target === 'staging' ? 'eu-west-1' : 'us-east-2';
  const arn = `arn:aws:ssm-contacts:${region}:111122223333:contact/${name}`;
  const displayName = people[index % people.length] ?? null;
  const shown = { name, target, region, arn, displayName, team: teams[index % teams.length] ?? null };
  const dataAgeSeconds = 5 + ((index * 37) % 60);
  const well = { dataAgeSeconds, lastSuccessAt: now - dataAgeSeconds + 1, nextPollAt: now + 60 - dataAgeSeconds };
  return contactView({ ...well, ...trouble(index), ...shown });
}

function trouble(index: number): Partial<ContactView> {
  if (index === 2) {
    return withPages(
      pageView(11_520, { lastSentAt: now - 600, pageId: id, incidentId: id.replace('0', '9') }),
      pageView(95, { deliveredAt: now - 90, pageId: id.replace('0c', '1c') }),
    );
  }
  if (index % 97 === 5) return withPages(pageView(60 * (index + 1), { deliveredAt: now - 50 * (index + 1) }));
  if (index % 20 === 7) {
    const failureReason = reasons[Math.floor(index / 20) % reasons.length] ?? null;
    return { ...failing, failureReason, consecutiveFailures: 1 + (index % 9) };
  }
  return index % 50 === 9 ? unpolled : {};
}

function production(contacts: readonly ContactView[]): TargetView {
  return {
    ...target(contacts, 'production'),
    activity: { isEnabled: true, failures: [{ operation: 'ListEngagements', reason: 'access_denied' }] },
    budgets: budgets({ ratePerSecond: 0.4, backoffSeconds: 3.2 }),
  };
}

function target(contacts: readonly ContactView[], name: string): TargetView {
  const own = contacts.filter((contact) => contact.target === name);
  const failingByReason: Record<string, number> = {};
  for (const { failureReason } of own) {
    if (failureReason !== null) failingByReason[failureReason] = (failingByReason[failureReason] ?? 0) + 1;
  }
  const { contacts: all, up, failing: fails, unpolled: waiting } = statusOf(own).summary;
  const region = own[0]?.region ?? 'us-east-2';
  return targetView({
    name,
    region,
    contacts: all,
    up,
    failing: fails,
    unpolled: waiting,
    failingByReason,
    budgets: budgets(),
  });
}

function budgets(sweeps: Partial<BudgetView> = {}): BudgetView[] {
  const whole = (operation: string, limitPerSecond: number) => ({
    operation,
    limitPerSecond,
    ratePerSecond: limitPerSecond,
    backoffSeconds: 0,
  });
  return [
    { ...whole('ListPagesByContact', 0.8), ...sweeps },
    whole('ListPagesByEngagement', 1.6),
    whole('ListEngagements', 1.6),
    whole('ListContacts', 16),
    whole('GetContact', 16),
  ];
}
