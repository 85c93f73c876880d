import assert from 'node:assert/strict';
import type { Snapshot } from '../../src/core/snapshot.js';
import { catalogue } from '../../src/exposition/catalogue.js';
import type { Family } from '../../src/exposition/family.js';
import { Instruments } from '../../src/exposition/instruments.js';
import { readRegistry } from '../../src/exposition/registry-families.js';
import { familiesOf, untouched } from './hostile-snapshot.js';
import { writtenText } from './written.js';

const build = { version: '1.2.3', revision: 'abc', nodejs: '20.0.0' };
const reasons = 'throttled access_denied not_found validation internal network timeout malformed'.split(' ');

function create(): Instruments {
  const targets = ['a', 'b'].map((name) => ({ name, discover: { enabled: false } }));
  return new Instruments({ targets, build });
}

/** The lines of the samples of the exporter's own families, without the prefix that all of them share. */
async function linesOf(families: readonly Family[]): Promise<string[]> {
  const own = families.filter(({ name }) => name.startsWith('ssm_contacts_'));
  const text = await writtenText(own);
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith('ssm_contacts_') ? [line.replace('ssm_contacts_exporter_', '')] : []));
}

async function ownLines(instruments: Instruments): Promise<string[]> {
  return linesOf(await readRegistry(instruments.registry, 0));
}

function emptyHistogram(name: string, bounds: readonly (number | string)[], label = ''): string[] {
  const separator = label === '' ? '' : ',';
  const labels = label === '' ? '' : `{${label}}`;
  return [
    ...bounds.map((bound) => `${name}_bucket{${label}${separator}le="${bound}"} 0`),
    `${name}_sum${labels} 0`,
    `${name}_count${labels} 0`,
  ];
}

const sweepBounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, '+Inf'];
const apiBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, '+Inf'];
const operations = [
  'operation="ListPagesByContact"',
  'operation="ListPagesByEngagement"',
  'operation="ListEngagements"',
  'operation="ListContacts"',
  'operation="GetContact"',
];
const purposes = [
  'operation="ListPagesByContact",purpose="sweep"',
  'operation="ListPagesByContact",purpose="follow_up"',
  'operation="ListPagesByEngagement",purpose="follow_up"',
  'operation="ListEngagements",purpose="activity"',
  'operation="ListContacts",purpose="discovery"',
  'operation="GetContact",purpose="describe"',
];
const ofTargets = (name: string) => ['a', 'b'].map((target) => `${name}{target="${target}"} 0`);

const atTheStart = [
  ...ofTargets('polls_total'),
  ...['a', 'b'].flatMap((target) =>
    reasons.map((reason) => `poll_failures_total{target="${target}",reason="${reason}"} 0`),
  ),
  ...ofTargets('poll_overruns_total'),
  ...ofTargets('sweeps_cut_short_total'),
  ...emptyHistogram('sweep_duration_seconds', sweepBounds),
  ...operations.map((operation) => `api_requests_total{${operation}} 0`),
  ...operations.flatMap((operation) =>
    reasons.map((reason) => `api_request_failures_total{${operation},reason="${reason}"} 0`),
  ),
  ...operations.flatMap((operation) => emptyHistogram('api_request_duration_seconds', apiBounds, operation)),
  ...purposes.map((labels) => `api_requests_by_purpose_total{${labels}} 0`),
  ...operations.map((operation) => `api_retries_total{${operation}} 0`),
  ...operations.map((operation) => `api_malformed_items_total{${operation}} 0`),
  'ledger_commits_total 0',
  'ledger_commit_failures_total 0',
  'config_last_reload_successful 0',
  'config_last_reload_success_timestamp_seconds 0',
  'web_config_last_reload_successful 0',
  ...['certificate', 'host', 'password', 'busy', 'rate', 'origin'].map(
    (reason) => `web_refused_total{reason="${reason}"} 0`,
  ),
  'build_info{version="1.2.3",revision="abc",nodejs="20.0.0"} 1',
];

/** A contact, a ledger and a budget that nothing has happened to yet. */
const untouchedSnapshot: Snapshot = {
  contacts: [untouched],
  ledger: { pages: 0, openPages: 0, createdAt: 0 },
  budgets: [{ operation: 'GetContact', ratePerSecond: 0, backoffSeconds: 0 }],
};

const sweep = { durationSeconds: 400, isCutShort: false, missedTurns: 0 };

describe('the instruments', () => {
  it('show every series from the start, at 0', async () => {
    assert.deepEqual(await ownLines(create()), atTheStart);
  });

  it('make up the whole catalogue together with an untouched contact', async () => {
    const shown = [...(await familiesOf(untouchedSnapshot)), ...(await readRegistry(create().registry, 0))];
    const own = shown.flatMap(({ name, type, help }) =>
      name.startsWith('ssm_contacts_') ? [{ name, type, help }] : [],
    );
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    assert.deepEqual(
      own.sort(byName),
      Object.values(catalogue)
        .map(({ name, type, help }) => ({ name, type, help }))
        .sort(byName),
    );
  });

  it('give an untouched contact every series at 0, but nothing that is oldest', async () => {
    const all = await linesOf(await familiesOf(untouchedSnapshot));
    const lines = all.filter((line) => !line.includes('_info{'));
    const others = lines.filter((line) => !line.endsWith(' 0'));
    const names = lines.map((line) => line.replace(/\{.*/, '')).filter((name) => name.startsWith('ssm_contacts_'));
    assert.deepEqual(others, []);
    assert.deepEqual(
      [...new Set(names)].map((name) => name.replace('ssm_contacts_', '')),
      [
        ...['pages_sent_total', 'pages_resent_total', 'pages_delivered_total', 'pages_acknowledged_total'],
        ...['pages_unanswered_total', 'pages_unread', 'pages_undelivered'],
        ...['engagements_total', 'engagements_acknowledged_total', 'engagements_unacknowledged'],
        ...['up', 'poll_last_success_timestamp_seconds', 'poll_consecutive_failures', 'data_age_seconds'],
        ...['page_delivery', 'page_acknowledge', 'engagement_acknowledge'].flatMap((what) =>
          ['bucket', 'sum', 'count'].map((suffix) => `${what}_duration_seconds_${suffix}`),
        ),
      ],
    );
  });

  const steps: [step: string, take: (instruments: Instruments) => void, changed: string[]][] = [
    ['a sweep', (all) => all.swept({ target: 'a', ...sweep }), ['polls_total{target="a"} 1', ...sweptFor(400)]],
    [
      'a failed sweep',
      (all) => all.swept({ target: 'b', ...sweep, reason: 'timeout' }),
      ['polls_total{target="b"} 1', 'poll_failures_total{target="b",reason="timeout"} 1', ...sweptFor(400)],
    ],
    [
      'a sweep that ended before its listing did',
      (all) => all.swept({ target: 'a', ...sweep, isCutShort: true }),
      ['polls_total{target="a"} 1', 'sweeps_cut_short_total{target="a"} 1', ...sweptFor(400)],
    ],
    [
      'a sweep that has missed turns',
      (all) => all.swept({ target: 'b', ...sweep, missedTurns: 3 }),
      ['polls_total{target="b"} 1', 'poll_overruns_total{target="b"} 3', ...sweptFor(400)],
    ],
    [
      'what a request is for',
      (all) => all.asked({ operation: 'ListPagesByContact', purpose: 'follow_up', isRetry: false }),
      ['api_requests_by_purpose_total{operation="ListPagesByContact",purpose="follow_up"} 1'],
    ],
    [
      'a request that repeats another',
      (all) => all.asked({ operation: 'ListEngagements', purpose: 'activity', isRetry: true }),
      [
        'api_requests_by_purpose_total{operation="ListEngagements",purpose="activity"} 1',
        'api_retries_total{operation="ListEngagements"} 1',
      ],
    ],
    [
      'an operation that follows engagements and works',
      (all) => all.followed('b', 'ListPagesByEngagement', true),
      ['activity_up{target="b",operation="ListPagesByEngagement"} 1'],
    ],
    [
      'a request',
      (all) => all.requested('GetContact', 20),
      ['api_requests_total{operation="GetContact"} 1', ...asked(20)],
    ],
    [
      'a failed request',
      (all) => all.requested('GetContact', 20, 'throttled'),
      [
        'api_requests_total{operation="GetContact"} 1',
        'api_request_failures_total{operation="GetContact",reason="throttled"} 1',
        ...asked(20),
      ],
    ],
    [
      'a malformed item',
      (all) => all.malformedItem('ListContacts'),
      ['api_malformed_items_total{operation="ListContacts"} 1'],
    ],
    ['a commit', (all) => all.committed(), ['ledger_commits_total 1']],
    ['a failed commit', (all) => all.commitFailed(), ['ledger_commit_failures_total 1']],
    [
      'a loaded configuration',
      (all) => all.configured(1500),
      ['config_last_reload_successful 1', 'config_last_reload_success_timestamp_seconds 1.5'],
    ],
    [
      'a configuration that could not be reloaded',
      (all) => {
        all.configured(1500);
        all.reloadFailed();
      },
      ['config_last_reload_success_timestamp_seconds 1.5'],
    ],
    ['a client that is refused', (all) => all.refused('password'), ['web_refused_total{reason="password"} 1']],
    ['a web configuration that is in force', (all) => all.webConfigured(true), ['web_config_last_reload_successful 1']],
  ];
  for (const [step, take, changed] of steps) {
    it(`change these series and no others at ${step}`, async () => {
      const instruments = create();
      take(instruments);
      const before = new Set(atTheStart);
      assert.deepEqual(
        (await ownLines(instruments)).filter((line) => !before.has(line)),
        changed,
      );
    });
  }

  it('show of discovery whether it works, for the targets that have it', async () => {
    const targets = ['a', 'b', 'c'].map((name) => ({ name, discover: { enabled: name !== 'c' } }));
    const instruments = new Instruments({ targets, build });
    instruments.discovered('b', true);
    const lines = (await ownLines(instruments)).filter((line) => line.startsWith('discovery'));
    assert.deepEqual(lines, ['discovery_up{target="a"} 0', 'discovery_up{target="b"} 1']);
  });

  it('say of an operation that follows engagements whether it works, once that is known', async () => {
    const instruments = create();
    const steps: string[][] = [];
    for (const isUp of [true, false, true]) {
      instruments.followed('a', 'ListEngagements', isUp);
      steps.push((await ownLines(instruments)).filter((line) => line.startsWith('activity_up')));
    }
    const shown = (value: number) => [`activity_up{target="a",operation="ListEngagements"} ${value}`];
    assert.deepEqual(steps, [shown(1), shown(0), shown(1)]);
  });

  it('have series of the targets that there are, and what goes on counts on', async () => {
    const discovering = (...names: readonly string[]) => names.map((name) => ({ name, discover: { enabled: true } }));
    const instruments = new Instruments({ targets: discovering('a', 'b'), build });
    const linesOf = async (name: string) => (await ownLines(instruments)).filter((line) => line.startsWith(name));
    for (const target of ['a', 'b']) instruments.swept({ ...sweep, target, reason: 'network' });
    instruments.followed('a', 'ListEngagements', true);
    instruments.discovered('b', true);
    instruments.watch(discovering('b', 'c'));
    // Of one that is gone, whatever comes late.
    instruments.swept({ ...sweep, target: 'a' });
    instruments.followed('a', 'ListEngagements', true);
    instruments.discovered('a', true);
    assert.deepEqual(
      {
        ofA: (await ownLines(instruments)).filter((line) => line.includes('target="a"')),
        polls: await linesOf('polls_total'),
        failures: (await linesOf('poll_failures_total')).length,
        network: (await linesOf('poll_failures_total')).filter((line) => line.includes('network')),
        discovery: await linesOf('discovery_up'),
      },
      {
        ofA: [],
        polls: ['polls_total{target="b"} 1', 'polls_total{target="c"} 0'],
        failures: 2 * reasons.length,
        network: [
          'poll_failures_total{target="b",reason="network"} 1',
          'poll_failures_total{target="c",reason="network"} 0',
        ],
        discovery: ['discovery_up{target="b"} 1', 'discovery_up{target="c"} 0'],
      },
    );
  });

  it('say nothing of discovery and of following engagements where there is none any more', async () => {
    const targets = [{ name: 'a', discover: { enabled: true } }];
    const instruments = new Instruments({ targets, build });
    instruments.followed('a', 'ListEngagements', true);
    instruments.watch([{ name: 'a', discover: { enabled: false } }], { enabled: false });
    instruments.followed('a', 'ListEngagements', true);
    const lines = (await ownLines(instruments)).filter((line) => /^(discovery|activity)/.test(line));
    assert.deepEqual(lines, []);
  });

  it('hold no gauge that is named as a counter', async () => {
    const families = await readRegistry(create().registry, 0);
    const misnamed = families.filter(({ name, type }) => name.endsWith('_total') !== (type === 'counter'));
    assert.deepEqual(misnamed, []);
    assert.ok(families.some(({ name }) => name.startsWith('process_')));
    assert.ok(families.some(({ name }) => name.startsWith('nodejs_')));
  });
});

function sweptFor(seconds: number): string[] {
  return ['bucket{le="1800"} 1', 'bucket{le="+Inf"} 1', `sum ${seconds}`, 'count 1'].map(
    (rest) => `sweep_duration_seconds_${rest}`,
  );
}

function asked(seconds: number): string[] {
  const label = 'operation="GetContact"';
  return [`bucket{${label},le="+Inf"} 1`, `sum{${label}} ${seconds}`, `count{${label}} 1`].map(
    (rest) => `api_request_duration_seconds_${rest}`,
  );
}
