import assert from 'node:assert/strict';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { ContactNaming } from '../src/exposition/contact-labels.js';
import type { Config } from '../src/config/config.js';
import { toContact } from '../src/core/contact.js';
import type { Contact } from '../src/core/contact.js';
import { Fault } from '../src/core/fault.js';
import type { PageRecord } from '../src/core/lifecycle.js';
import { StatusReport } from '../src/status-report.js';
import type { FollowedTarget } from '../src/target-view.js';
import { configOf } from './config/loaded.js';
import { turnsDuring } from './web/pages/turns.js';

const now = 1_795_316_371_000;
const build = { version: '1.2.3', revision: 'abc', nodejs: '20.0.0' };

function arnOf(alias: string): string {
  return `arn:aws:ssm-contacts:us-east-2:111122223333:contact/${alias}`;
}

function contactOf(alias: string): Contact {
  return toContact(arnOf(alias)) ?? assert.fail();
}

type Followed = FollowedTarget['followers'][number];

function follower(alias: string, more: Partial<Followed> = {}): Followed {
  const followed: Partial<Followed> = {
    contact: contactOf(alias),
    info: { displayName: `Display ${alias}`, type: 'PERSONAL' },
    health: { isUp: true, lastSuccessAt: now - 5000, consecutiveFailures: 0 },
    dataAgeMs: 6000,
    nextPollMs: 54_000,
    isPolling: false,
    ...more,
  };
  return followed as Followed;
}

function targetOf(followers: Followed[], more: Partial<FollowedTarget> = {}): FollowedTarget {
  return {
    name: 'production',
    region: 'us-east-2',
    discoveryFault: undefined,
    followingFaults: new Map(),
    followers,
    pacer: { state: () => ({ ratePerSecond: 0.4, backoffSeconds: 3.5 }) },
    ...more,
  };
}

/** Two pages of akuam that are open, of which one was sent again, and one that is past the unread window. */
const akuamsPages: readonly PageRecord[] = [
  pageOf('p-2', { firstSentAt: now - 60_000, lastSentAt: now - 30_000, deliveredAt: now - 55_000 }),
  pageOf('p-1', {
    firstSentAt: now - 3_600_000,
    lastSentAt: now - 3_600_000,
    incidentId: 'arn:aws:ssm-incidents::111122223333:incident-record/plan/i-1',
  }),
  pageOf('p-0', { firstSentAt: now - 90_000_000 }),
];

function pageOf(id: string, more: Partial<PageRecord>): PageRecord {
  return {
    arn: `arn:aws:ssm-contacts:us-east-2:111122223333:page/akuam/${id}`,
    contactArn: arnOf('akuam'),
    engagementArn: `arn:aws:ssm-contacts:us-east-2:111122223333:engagement/akuam/e`,
    isHistory: false,
    isUnanswered: false,
    ...more,
  };
}

interface Scene {
  readonly targets: readonly FollowedTarget[];
  readonly naming?: ContactNaming;
  readonly exemplars?: boolean;
}

function configuration(naming: ContactNaming, exemplars = true): Promise<Config> {
  return configOf(
    JSON.stringify({
      metrics: { contactLabel: naming, exemplars },
      targets: [{ name: 'production', region: 'us-east-2', discover: { enabled: true } }],
      teams: [{ name: 'checkout', contacts: [arnOf('akuam')] }],
    }),
  );
}

async function reportOf({ targets, naming = 'alias', exemplars }: Scene) {
  let config = await configuration(naming, exemplars);
  const time = { at: 1000, now: () => time.at };
  const report = new StatusReport({
    build,
    config: () => config,
    poller: { targets },
    ledger: {
      openPages: (arn) => (arn === arnOf('akuam') ? akuamsPages : []),
      openEngagements: () => [],
      pageCount: 7,
      openPageCount: 3,
      createdAt: now - 100_000,
    },
    isReady: () => true,
    clock: { now: () => now },
    time,
  });
  const reload = (next: Config) => {
    config = next;
    report.lookAgain();
  };
  return { report, time, reload };
}

const denied = follower('diegor', {
  info: { displayName: '', type: '' },
  health: { isUp: false, lastSuccessAt: now - 7_200_500, consecutiveFailures: 3, reason: 'access_denied' },
  dataAgeMs: 7_201_000,
  nextPollMs: 0,
  isPolling: true,
});
const waiting = follower('ana', { health: { consecutiveFailures: 0 }, dataAgeMs: 2000, nextPollMs: 0 });

describe('the report of a status', () => {
  it('says of each contact what an engineer asks', async () => {
    const { report } = await reportOf({ targets: [targetOf([follower('akuam'), denied])] });
    const { contacts } = await report.read();
    const place = { target: 'production', accountId: '111122223333', region: 'us-east-2' };
    assert.deepEqual(contacts, [
      {
        ...place,
        name: 'akuam',
        arn: arnOf('akuam'),
        displayName: 'Display akuam',
        type: 'PERSONAL',
        team: 'checkout',
        state: 'up',
        lastSuccessAt: now / 1000 - 5,
        dataAgeSeconds: 6,
        consecutiveFailures: 0,
        failureReason: null,
        nextPollAt: now / 1000 + 54,
        isPolling: false,
        pagesUnread: 2,
        pagesUndelivered: 1,
        engagementsUnacknowledged: 0,
        openPages: [
          {
            sentAt: now / 1000 - 3600,
            ageSeconds: 3600,
            lastSentAt: now / 1000 - 3600,
            deliveredAt: null,
            pageId: 'p-1',
            incidentId: 'i-1',
          },
          {
            sentAt: now / 1000 - 60,
            ageSeconds: 60,
            lastSentAt: now / 1000 - 30,
            deliveredAt: now / 1000 - 55,
            pageId: 'p-2',
            incidentId: null,
          },
        ],
      },
      {
        ...place,
        name: 'diegor',
        arn: arnOf('diegor'),
        displayName: null,
        type: null,
        team: null,
        state: 'failing',
        lastSuccessAt: now / 1000 - 7200.5,
        dataAgeSeconds: 7201,
        consecutiveFailures: 3,
        failureReason: 'access_denied',
        nextPollAt: now / 1000 + 3.5,
        isPolling: true,
        pagesUnread: 0,
        pagesUndelivered: 0,
        engagementsUnacknowledged: 0,
        openPages: [],
      },
    ]);
  });

  it('says of each target, and of all together, how they do', async () => {
    const { report, time } = await reportOf({
      targets: [
        targetOf([follower('akuam'), denied, waiting], {
          discoveryFault: new Fault('throttled', 'secret'),
          followingFaults: new Map([['ListEngagements', new Fault('access_denied', 'secret')]]),
        }),
        targetOf([], { name: 'other' }),
      ],
    });
    time.at += 93_000;
    const { generatedAt, exporter, summary, ledger, targets } = await report.read();
    const budget = (operation: string, limitPerSecond: number) => ({
      operation,
      limitPerSecond,
      ratePerSecond: 0.4,
      backoffSeconds: 3.5,
    });
    const budgets = [
      budget('ListPagesByContact', 0.8),
      budget('ListPagesByEngagement', 1.6),
      budget('ListEngagements', 1.6),
      budget('ListContacts', 16),
      budget('GetContact', 16),
    ];
    assert.deepEqual(
      { generatedAt, exporter, summary, ledger, targets },
      {
        generatedAt: now / 1000,
        exporter: {
          ...build,
          startedAt: now / 1000 - 93,
          uptimeSeconds: 93,
          isReady: true,
          contactLabel: 'alias',
          pollIntervalSeconds: 60,
          unreadWindowSeconds: 86_400,
        },
        summary: {
          contacts: 3,
          up: 1,
          failing: 1,
          unpolled: 1,
          contactsWithOpenPages: 1,
          openPages: 2,
          oldestOpenPageSentAt: now / 1000 - 3600,
        },
        ledger: { createdAt: now / 1000 - 100, pages: 7, openPages: 3 },
        targets: [
          {
            name: 'production',
            region: 'us-east-2',
            contacts: 3,
            up: 1,
            failing: 1,
            unpolled: 1,
            failingByReason: { access_denied: 1 },
            discovery: { isEnabled: true, failureReason: 'throttled' },
            activity: { isEnabled: true, failures: [{ operation: 'ListEngagements', reason: 'access_denied' }] },
            budgets,
          },
          {
            name: 'other',
            region: 'us-east-2',
            contacts: 0,
            up: 0,
            failing: 0,
            unpolled: 0,
            failingByReason: {},
            discovery: { isEnabled: false, failureReason: null },
            activity: { isEnabled: true, failures: [] },
            budgets,
          },
        ],
      },
    );
  });

  it('says that nobody is asked about before the pause of the target is over', async () => {
    const pausing = targetOf([follower('akuam', { nextPollMs: 0 }), follower('diegor', { nextPollMs: 54_000 })], {
      pacer: {
        state: (operation) => ({ ratePerSecond: 0.4, backoffSeconds: operation === 'ListPagesByContact' ? 40 : 50 }),
      },
    });
    const { report } = await reportOf({ targets: [pausing] });
    assert.deepEqual(
      (await report.read()).contacts.map(({ nextPollAt }) => nextPollAt - now / 1000),
      [40, 54],
    );
  });

  it('names nobody with hashed names, and not by their order either', async () => {
    const { report } = await reportOf({
      targets: [targetOf([follower('akuam'), waiting, denied, follower('efuao')])],
      naming: 'hash',
    });
    const { contacts, exporter } = await report.read();
    const names = contacts.map(({ name }) => name);
    assert.deepEqual(
      [names, [...names].sort(), names.filter((name) => !/^[0-9a-f]{16}$/.test(name)), exporter.contactLabel],
      [names, names, [], 'hash'],
    );
    const text = JSON.stringify(await report.read());
    const told = ['akuam', 'diegor', 'efuao', 'Display', 'arn:'].filter((word) => text.includes(word));
    assert.deepEqual([told, /\bana\b/.test(text), text.includes('p-1')], [[], false, true]);
  });

  it('names contacts by their ARNs when that is what the label shows', async () => {
    const { report } = await reportOf({ targets: [targetOf([waiting])], naming: 'arn' });
    assert.deepEqual(
      (await report.read()).contacts.map(({ name }) => name),
      [arnOf('ana')],
    );
  });

  it('names no page and no incident without exemplars', async () => {
    const { report } = await reportOf({ targets: [targetOf([follower('akuam')])], exemplars: false });
    const ids = (await report.read()).contacts[0]?.openPages.map(({ pageId, incidentId }) => [pageId, incidentId]);
    assert.deepEqual(ids, [
      [null, null],
      [null, null],
    ]);
  });

  it('is the same for a second, and then another one', async () => {
    const { report, time } = await reportOf({ targets: [targetOf([waiting])] });
    const first = await report.read();
    time.at += 1000;
    const same = await report.read();
    time.at += 1;
    const next = await report.read();
    assert.deepEqual([same === first, next === first], [true, false]);
  });

  it('is looked at again after a reload, however soon, and whatever was being looked at', async () => {
    const followers = Array.from({ length: 5000 }, (_, index) => follower(`c${index}`));
    const { report, reload } = await reportOf({ targets: [targetOf(followers)] });
    const hashed = await configuration('hash');
    const underWay = report.read();
    await turn();
    reload(hashed);
    const next = report.read();
    const named = await underWay;
    reload(await configuration('arn'));
    const views = [named, await next, await report.read()];
    assert.deepEqual(
      views.map(({ exporter, contacts }) => [exporter.contactLabel, contacts.filter(({ arn }) => arn === null).length]),
      [
        ['alias', 0],
        ['hash', 5000],
        ['arn', 0],
      ],
    );
  });

  it('is forgotten after a second, and keeps no process from ending until then', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const { report } = await reportOf({ targets: [targetOf([waiting])] });
    const before = timers();
    const first = await report.read();
    const [same, during] = [await report.read(), timers()];
    await sleep(1100);
    // The clock of the report stands still: it would still do.
    assert.deepEqual([same === first, during - before, (await report.read()) === first], [true, 0, false]);
  });

  it('goes on after a report that failed', async () => {
    let isBroken = true;
    const target = {
      ...targetOf([waiting]),
      get followers() {
        if (isBroken) throw new Error('scripted');
        return [waiting];
      },
    };
    const { report, time } = await reportOf({ targets: [target] });
    await assert.rejects(report.read(), { message: 'scripted' });
    isBroken = false;
    time.at += 1001;
    assert.equal((await report.read()).contacts.length, 1);
  });

  it('lets others have their turn while it is made of many contacts', async () => {
    const followers = Array.from({ length: 20_000 }, (_, index) => follower(`c${index}`));
    const { report } = await reportOf({ targets: [targetOf(followers)], naming: 'hash' });
    const turns = await turnsDuring(report.read());
    assert.ok(turns >= 5, `only ${turns} turns`);
  });
});
