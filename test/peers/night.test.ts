import assert from 'node:assert/strict';
import { queriesOf, readDashboard, type PlacedQuery } from '../monitoring/written-dashboard.js';
import { drawDashboard, type Choices, type DrawnDashboard } from './drawn-dashboard.js';
import { needProgram } from './program.js';
import { startPrometheusOn, type Prometheus } from './prometheus.js';

const minuteMs = 60_000;
/** Scrapes are on no round minute, as usual. Milliseconds. */
const scrapedAfterMs = 7000;
const from = Date.UTC(2025, 4, 19);
const to = Date.UTC(2025, 4, 21);
const overview = readDashboard('monitoring/dashboards/overview.json');

/** What a contact's counter showed: every minute, unless nothing was scraped. Times are of 2025-05, UTC. */
interface History {
  readonly contact: string;
  readonly team?: string;
  /** When pages were sent. */
  readonly sent: readonly string[];
  /** From and to, while nothing was scraped. */
  readonly gap?: readonly [string, string];
  /** When the ledger was lost, and the counter began anew. */
  readonly resetAt?: string;
}

const histories: readonly History[] = [
  // About both ends of the night, and in the midst of it.
  {
    contact: 'ana',
    team: 'payments',
    sent: ['19T21:58:30', '19T22:01:30', '20T02:10:00', '20T06:58:30', '20T07:01:30'],
  },
  // What is sent while nothing is scraped is counted when it is seen.
  { contact: 'ben', sent: ['20T01:20:00', '20T12:30:00'], gap: ['20T01:00:30', '20T01:40:30'] },
  { contact: 'eve', sent: ['19T12:00:00', '19T13:00:00', '20T03:10:00'], resetAt: '19T23:00:00' },
  { contact: 'zoe', team: 'search', sent: [] },
];

function queryAt(place: string): PlacedQuery {
  const query = queriesOf(overview).find((each) => each.place === place);
  assert.ok(query, `${place} is not in the overview`);
  return query;
}

const timeOf = (text = ''): number => Date.parse(`2025-05-${text}Z`);

/** In OpenMetrics, with the times in seconds. */
function written({ contact, team, sent, gap, resetAt }: History): { sent: string[]; info: string[]; team: string[] } {
  const labels = `contact="${contact}",aws_account_id="111122223333",aws_region="us-east-2"`;
  const lines: ReturnType<typeof written> = { sent: [], info: [], team: [] };
  for (let at = from + scrapedAfterMs; at <= to; at += minuteMs) {
    if (gap !== undefined && at > timeOf(gap[0]) && at < timeOf(gap[1])) continue;
    const countedFrom = resetAt !== undefined && at >= timeOf(resetAt) ? timeOf(resetAt) : 0;
    const count = sent.map(timeOf).filter((each) => each >= countedFrom && each <= at).length;
    lines.sent.push(`ssm_contacts_pages_sent_total{${labels}} ${count} ${at / 1000}`);
    lines.info.push(`ssm_contacts_contact_info{${labels}} 1 ${at / 1000}`);
    if (team !== undefined) lines.team.push(`ssm_contacts_contact_team{${labels},team="${team}"} 1 ${at / 1000}`);
  }
  return lines;
}

function openMetrics(): string {
  const lines = histories.map(written);
  return [
    '# TYPE ssm_contacts_pages_sent counter',
    ...lines.flatMap(({ sent }) => sent),
    '# TYPE ssm_contacts_contact_info gauge',
    ...lines.flatMap(({ info }) => info),
    '# TYPE ssm_contacts_contact_team gauge',
    ...lines.flatMap(({ team }) => team),
    '# EOF',
    '',
  ].join('\n');
}

describe('the overview over two days of history', function () {
  this.timeout(60_000);
  let prometheus: Prometheus;

  before(async () => {
    needProgram('promtool', ['--version'], 'prometheus');
    prometheus = await startPrometheusOn(openMetrics());
  });

  after(() => prometheus.stop());

  function draw(choices: Choices): Promise<DrawnDashboard> {
    const stretch = { from, to, stepMs: 15 * minuteMs };
    return drawDashboard(overview, prometheus, { stretch, scrapeIntervalMs: minuteMs, choices });
  }

  async function pagesByContact(place: string, choices: Choices): Promise<Record<string, number>> {
    const series = await (await draw(choices)).draw(queryAt(place));
    return Object.fromEntries(
      series.map(({ labels, samples }) => [labels['contact'] ?? '', samples[0]?.[1] ?? NaN] as const),
    );
  }

  const nights: [what: string, choices: Choices, pages: Record<string, number>][] = [
    ['in UTC', { night_from: '22', night_to: '7', utc_offset: '0' }, { ana: 3, ben: 1, eve: 1, zoe: 0 }],
    ['two hours ahead', { night_from: '22', night_to: '7', utc_offset: '2' }, { ana: 3, ben: 1, eve: 1, zoe: 0 }],
    ['ahead by quarters', { night_from: '22', night_to: '7', utc_offset: '5.75' }, { ana: 2, ben: 0, eve: 0, zoe: 0 }],
    ['five hours behind', { night_from: '22', night_to: '7', utc_offset: '-5' }, { ana: 2, ben: 0, eve: 1, zoe: 0 }],
    ['after midnight', { night_from: '0', night_to: '6', utc_offset: '0' }, { ana: 1, ben: 1, eve: 1, zoe: 0 }],
    ['by day', { night_from: '7', night_to: '22', utc_offset: '0' }, { ana: 2, ben: 1, eve: 2, zoe: 0 }],
    ['of no length', { night_from: '7', night_to: '7', utc_offset: '0' }, { ana: 0, ben: 0, eve: 0, zoe: 0 }],
  ];
  for (const [what, choices, pages] of nights) {
    it(`counts the pages of a night ${what}`, async () => {
      assert.deepEqual(await pagesByContact('Who is being paged at night, A', choices), pages);
    });
  }

  it('offers all contacts with all teams, those without a team as well', async () => {
    const { options } = await draw({});
    assert.deepEqual(
      [options['team'], options['contact']],
      [
        ['payments', 'search'],
        ['ana', 'ben', 'eve', 'zoe'],
      ],
    );
  });

  it('offers and shows the contacts of a team alone', async () => {
    const choices = { team: ['payments'], night_from: '22', night_to: '7', utc_offset: '0' };
    const { options } = await draw(choices);
    assert.deepEqual(
      [options['contact'], await pagesByContact('Who is being paged at night, A', choices)],
      [['ana'], { ana: 3 }],
    );
  });

  it('counts by day and by night every page that it counts, once', async () => {
    const drawn = await draw({ night_from: '22', night_to: '7', utc_offset: '0' });
    const places = [
      'Pages sent over time, A',
      'Pages sent by day and by night, A',
      'Pages sent by day and by night, B',
    ];
    const sums = places.map(async (place) => {
      const [series] = await drawn.draw(queryAt(place));
      return Math.round((series?.samples ?? []).reduce((sum, [, count]) => sum + count, 0));
    });
    const [all = NaN, day = NaN, night = NaN] = await Promise.all(sums);
    assert.deepEqual([all, day + night], [10, 10]);
  });
});
