import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { labelsOf } from './expected-metrics.js';
import { untilListening } from './exporter-process.js';
import { numbersOf } from './numbers.js';
import { reloadable, reloaded, startReloadable } from './reloadable.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import { ofContacts, pick, seriesOf, withoutTimes } from './scrape.js';
import type { Series } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor, targetFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const [akua, diego, efua] = [person('akuam'), person('diegor'), person('efuao')];
const people = [akua, diego, efua];

const succeeded = 'ssm_contacts_exporter_config_last_reload_successful';
const succeededAt = 'ssm_contacts_exporter_config_last_reload_success_timestamp_seconds';

/** Whom the series about contacts are about. */
const shown = (series: Series) =>
  [...new Set(Object.keys(ofContacts(series)).map((key) => /\bcontact="([^"]*)"/.exec(key)?.[1] ?? ''))].sort();

/** The targets that have series. */
const targetsIn = (series: Series) =>
  [...new Set(Object.keys(series).flatMap((key) => /\btarget="([^"]*)"/.exec(key)?.[1] ?? []))].sort();

describe('a reload', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  async function account(options: Partial<Parameters<typeof bed.simulate>[0]> = {}) {
    const pages = people.map((each) => livePage(each, `p-${each.alias}`));
    for (const page of pages) page.readAt = after(page, 20);
    const simulator = await bed.simulate({ world: accountOf(people, pages), ...options });
    const configWith = (contacts: readonly { readonly arn: string }[], sections: Record<string, object> = {}) => ({
      ...configFor(simulator, bed.path('ledger'), sections),
      targets: [{ ...targetFor(simulator), contacts: contacts.map(({ arn }) => arn) }],
    });
    return { simulator, pages, configWith };
  }

  it('lets contacts come and go with all their series, and their totals stay', async () => {
    const { configWith, simulator, pages } = await account();
    const exporter = await startReloadable(bed, configWith([akua, diego]));
    const before = await swept(exporter, [akua, diego]);

    const first = await exporter.change(configWith([akua, efua]));
    const withoutDiego = await exporter.scrape();
    const after = await swept(exporter, [akua, efua]);
    simulator.world.add({ contacts: [], pages: [livePage(diego, 'meanwhile')] });

    const second = await exporter.change(configWith([diego, akua]));
    const back = await exporter.scrape();
    const grown = await swept(exporter, [akua, diego]);

    assert.equal(pages.length, 3);
    assert.deepEqual([first, second], [reloaded, reloaded]);
    assert.deepEqual([before, withoutDiego, after, back].map(shown), [
      ['akuam', 'diegor'],
      ['akuam', 'efuao'],
      ['akuam', 'efuao'],
      ['akuam', 'diegor'],
    ]);
    assert.deepEqual(
      {
        // At once, from the ledger; and then what was sent while nobody looked.
        back: numbersOf(back, diego).acknowledge,
        sent: [before, back, grown].map((series) => numbersOf(series, diego).sent),
        up: back[seriesOf('ssm_contacts_up', labelsOf(diego))],
        // The one that stays is as it was.
        akua: pick(withoutTimes(withoutDiego), (key) => key.includes('"akuam"')),
      },
      {
        back: [20, 1],
        sent: [1, 1, 2],
        up: 0,
        akua: pick(withoutTimes(before), (key) => key.includes('"akuam"')),
      },
    );
  });

  it('comes by SIGHUP, too, and takes over teams, names, log level and intervals', async () => {
    const { configWith } = await account();
    const exporter = await startReloadable(bed, configWith([akua], { poll: { interval: '1h' } }));
    await swept(exporter, []);
    await waitFor(
      'the first sweep',
      async () => (await exporter.scrape())[seriesOf('ssm_contacts_up', labelsOf(akua))],
    );
    const teams = [{ name: 'payments', contacts: [akua.arn] }];
    const sections = { poll: { interval: '200ms' }, metrics: { contactLabel: 'arn' }, log: { level: 'warn' } };
    await exporter.write({ ...configWith([akua], sections), teams });
    exporter.send('SIGHUP');

    const labels = { ...labelsOf(akua), contact: akua.arn };
    const series = await waitFor('the new names', async () => {
      const now = await exporter.scrape();
      return now[seriesOf('ssm_contacts_contact_team', { ...labels, team: 'payments' })] === 1 && now;
    });
    const polls = seriesOf('ssm_contacts_exporter_polls_total', { target: 'simulated' });
    const many = (series[polls] ?? NaN) + 5;
    await waitFor('sweeps at the new interval', async () => ((await exporter.scrape())[polls] ?? 0) >= many);
    assert.deepEqual(shown(series), [akua.arn]);
    const levels = exporter.log().split('"configuration reloaded"').slice(1);
    assert.deepEqual(levels, [], 'warn is the level now, and what was reloaded is no warning');
  });

  it('of a bad file changes nothing, and tells every reason with the path of its key', async () => {
    const { configWith } = await account();
    const exporter = await startReloadable(bed, configWith([akua]));
    const before = await swept(exporter, [akua]);
    const unreadable = await exporter.change('targets: [\n');
    const answers = [
      await exporter.change({ ...configWith([akua, diego]), poll: { interval: 'soon' }, quotas: { share: 2 } }),
      await exporter.change({ ...configWith([akua]), targets: [] }),
    ];
    const bad = await swept(exporter, [akua]);
    const good = await exporter.change(configWith([akua, diego]));
    const after = await exporter.scrape();

    assert.deepEqual([unreadable.status, unreadable.text.startsWith(`${exporter.file}:2:1: `)], [500, true]);
    assert.deepEqual(answers, [
      {
        status: 500,
        text: [
          'poll.interval: must be a duration such as 30s or 1h30m from 100ms to 1w, is "soon"\n',
          'quotas.share: must be a number above 0 and at most 1, is 2\n',
        ].join(''),
      },
      { status: 500, text: 'targets: none is configured\n' },
    ]);
    assert.deepEqual(good, reloaded);
    assert.deepEqual(
      [before, bad, after].map((series) => [series[succeeded], shown(series)]),
      [
        [1, ['akuam']],
        [0, ['akuam']],
        [1, ['akuam', 'diegor']],
      ],
    );
    assert.equal(bad[succeededAt], before[succeededAt]);
    assert.ok((after[succeededAt] ?? 0) > (before[succeededAt] ?? NaN));
    const logged = exporter
      .log()
      .split('\n')
      .filter((line) => line.includes('could not be reloaded'));
    assert.deepEqual(
      logged.map((line) => (JSON.parse(line) as { problems: string[] }).problems.length),
      [1, 2, 1],
    );
  });

  it('that would change what is read at the start alone is refused as a whole', async () => {
    const { configWith } = await account();
    const exporter = await startReloadable(bed, configWith([akua]), '--web.max-requests=7');
    const answer = await exporter.change({
      ...configWith([akua, diego], { ledger: { path: bed.path('elsewhere') }, log: { format: 'logfmt' } }),
      // Flags say something else of these.
      web: { listenAddress: ':1', maxRequests: 9, enableLifecycle: false },
    });
    assert.deepEqual(answer, {
      status: 500,
      text: [
        'log.format: needs a restart to change from "json" to "logfmt"\n',
        `ledger.path: needs a restart to change from ${quoted(bed.path('ledger'))} to ${quoted(bed.path('elsewhere'))}\n`,
      ].join(''),
    });
    assert.deepEqual(shown(await exporter.scrape()), ['akuam']);
  });

  it('leaves to flags and variables what they say', async () => {
    const { configWith } = await account();
    const document = configWith([akua]);
    const file = await bed.write(document, 'reloadable.yaml');
    const flags = ['--web.listen-address=127.0.0.1:0', '--web.enable-lifecycle', '--metrics.contact-label=arn'];
    const env = { SSM_CONTACTS_EXPORTER_TEAMS: JSON.stringify([{ name: 'by variable', contacts: [akua.arn] }]) };
    const started = bed.spawn([`--config.file=${file}`, ...flags], env);
    const exporter = reloadable(await untilListening(started), file);
    const metrics = { contactLabel: 'hash' };
    const teams = [{ name: 'by file', contacts: [akua.arn] }];
    assert.deepEqual(await exporter.change({ ...configWith([akua, diego], { metrics }), teams }), reloaded);
    const series = await exporter.scrape();
    const labels = { ...labelsOf(akua), contact: akua.arn };
    assert.deepEqual(
      [shown(series), pick(series, (key) => key.startsWith('ssm_contacts_contact_team'))],
      [[akua.arn, diego.arn], { [seriesOf('ssm_contacts_contact_team', { ...labels, team: 'by variable' })]: 1 }],
    );
  });

  it('lets targets come and go, each with its series', async () => {
    const { configWith, simulator } = await account();
    const exporter = await startReloadable(bed, configWith([akua]));
    await swept(exporter, [akua]);
    const second = { ...targetFor(simulator, 'second'), contacts: [], discover: { enabled: true, refresh: '1h' } };
    const first = configWith([akua]);
    await exporter.change({ ...first, targets: [...first.targets, second] });
    const both = await swept(exporter, people);
    await exporter.change({ ...first, targets: [second] });
    const one = await swept(exporter, people);
    const discovery = (series: Series) => pick(series, (key) => key.startsWith('ssm_contacts_exporter_discovery_up'));
    assert.deepEqual(
      [both, one].map((series) => [targetsIn(series), shown(series), discovery(series)]),
      [
        [
          ['second', 'simulated'],
          ['akuam', 'diegor', 'efuao'],
          { [seriesOf('ssm_contacts_exporter_discovery_up', { target: 'second' })]: 1 },
        ],
        [
          ['second'],
          ['akuam', 'diegor', 'efuao'],
          { [seriesOf('ssm_contacts_exporter_discovery_up', { target: 'second' })]: 1 },
        ],
      ],
    );
  });

  it('is no way round what throttling has taught, whatever the target is called', async () => {
    const { configWith, simulator } = await account();
    simulator.setFaults([{ kind: 'throttle', operation: 'ListPagesByContact', retryAfterSeconds: 600 }]);
    const quotas = { share: 1, listPagesByContact: 10 };
    const exporter = await startReloadable(bed, configWith([akua], { quotas }));
    const rate = seriesOf('ssm_contacts_exporter_api_request_rate_limit', { operation: 'ListPagesByContact' });
    const pause = seriesOf('ssm_contacts_exporter_api_backoff_seconds', { operation: 'ListPagesByContact' });
    const throttled = await waitFor('throttling', async () => {
      const series = await exporter.scrape();
      return (series[rate] ?? 10) < 10 && series;
    });
    const renamed = configWith([akua, diego], { quotas });
    await exporter.change({ ...renamed, targets: renamed.targets.map((target) => ({ ...target, name: 'renamed' })) });
    const after = await exporter.scrape();
    assert.ok((throttled[pause] ?? 0) > 0);
    assert.deepEqual(
      { rate: after[rate], isPausing: (after[pause] ?? 0) > 0, targets: targetsIn(after) },
      { rate: throttled[rate], isPausing: true, targets: ['renamed'] },
    );
  });

  it('to an endpoint that lists contacts waits for nothing that the one before has refused', async () => {
    const { configWith, simulator } = await account();
    const other = await bed.simulate({ world: accountOf([diego]) });
    simulator.setFaults([{ kind: 'denied' }]);
    const [target] = configWith([]).targets;
    const documentAt = (endpoint: string, interval: string) => ({
      ...configWith([], { poll: { interval } }),
      targets: [{ ...target, endpoint, discover: { enabled: true, refresh: '1h' } }],
    });
    const exporter = await startReloadable(bed, documentAt(simulator.url, '1h'));
    const discovery = seriesOf('ssm_contacts_exporter_discovery_up', { target: 'simulated' });
    await waitFor('the refusal', () => exporter.log().includes('discovery fails'));
    const before = await exporter.scrape();
    await exporter.change(documentAt(other.url, '300ms'));
    const after = await swept(exporter, [diego]);
    assert.deepEqual(
      [before, after].map((series) => [shown(series), series[discovery]]),
      [
        [[], 0],
        [['diegor'], 1],
      ],
    );
  });

  it('restarts the histograms whose buckets it changes, and nothing else', async () => {
    const { configWith } = await account();
    const metrics = { deliveryBuckets: [1, 60], acknowledgeBuckets: [15, 600] };
    const exporter = await startReloadable(bed, configWith([akua], { metrics }));
    const before = await waitFor('the page to be counted', async () => {
      const series = await exporter.scrape();
      return numbersOf(series, akua).acknowledge[1] === 1 && series;
    });
    await exporter.change(configWith([akua], { metrics: { ...metrics, acknowledgeBuckets: [30, 600] } }));
    const bucket = (le: string) =>
      seriesOf('ssm_contacts_page_acknowledge_duration_seconds_bucket', { ...labelsOf(akua), le });
    const after = await waitFor('the new buckets', async () => {
      const series = await exporter.scrape();
      return bucket('30') in series && series;
    });
    assert.deepEqual(
      { old: bucket('15') in after, restarted: after[bucket('30')], numbers: numbersOf(after, akua) },
      {
        old: false,
        restarted: 0,
        numbers: { ...numbersOf(before, akua), acknowledge: [0, 0], engagementAcknowledge: [0, 0] },
      },
    );
  });

  it('reads the file that is there, and says when it is not', async () => {
    const { configWith } = await account();
    const exporter = await startReloadable(bed, configWith([akua]));
    const text = await readFile(exporter.file, 'utf8');
    await rm(exporter.file);
    const missing = await exporter.reload();
    assert.deepEqual([missing.status, missing.text.includes(`${exporter.file}: ENOENT`)], [500, true]);
    assert.deepEqual(await exporter.change(text), reloaded);
  });
});

function quoted(path: string): string {
  return JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);
}

describe('reloading over HTTP', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const reload = async (url: string, method: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/-/reload`, { method, headers });
    return [response.status, response.headers.get('allow'), await response.text()];
  };

  it('is refused unless web.enableLifecycle is set, and to every page of another origin', async () => {
    const simulator = await bed.simulate({ world: accountOf([akua]) });
    const off = await bed.start(configFor(simulator, bed.path('off')));
    const on = await startReloadable(bed, configFor(simulator, bed.path('on')));
    const refusal = 'reloading by HTTP is off; web.enableLifecycle turns it on, and SIGHUP always works\n';
    assert.deepEqual(
      [
        await reload(off.url, 'POST'),
        await reload(off.url, 'GET'),
        await reload(on.url, 'GET'),
        await reload(on.url, 'PUT'),
        await reload(on.url, 'POST', { origin: 'http://other.example.com' }),
        await reload(on.url, 'POST', { origin: on.url }),
        await reload(on.url, 'POST'),
      ],
      [
        [403, null, refusal],
        [405, 'POST', 'method not allowed\n'],
        [405, 'POST', 'method not allowed\n'],
        [405, 'POST', 'method not allowed\n'],
        [403, null, 'pages of other origins may only read\n'],
        [200, null, reloaded.text],
        [200, null, reloaded.text],
      ],
    );
  });
});
