import assert from 'node:assert/strict';
import { expectedMetricRows, metricRowsIn, unknownNamesIn } from './mentions.js';
import { metricsPage } from '../../scripts/metrics-page.js';
import { filesBelow, textOf } from './root.js';

// Decisions may name what was rejected.
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...filesBelow('docs', '.md').filter((path) => !path.startsWith('docs/adr/')),
];

describe('the documents', () => {
  for (const path of documents) {
    it(`name only metrics, flags and variables that exist, in ${path}`, () => {
      assert.deepEqual(unknownNamesIn(textOf(path)), []);
    });
  }

  for (const path of [...documents, 'CHANGELOG.md']) {
    it(`hold no mark of a merge that was left half-way, in ${path}`, () => {
      assert.deepEqual(textOf(path).match(/<{4,}|(?:> ?){4,}/g), null);
    });
  }

  it('show every metric with its type in a table of docs/metrics.md', () => {
    assert.deepEqual(metricRowsIn(textOf('docs/metrics.md')), expectedMetricRows());
  });

  it('have docs/metrics.md as `npm run docs:metrics` makes it', async () => {
    assert.equal(textOf('docs/metrics.md'), await metricsPage());
  });
});

describe('what looks for names in documents', () => {
  const rows: [text: string, unknown: string[]][] = [
    ['`ssm_contacts_pages_sent_total{contact="a"}` and ssm_contacts_exporter_*', []],
    ['ssm_contacts_page_delivery_duration_seconds_bucket', []],
    ['rate(ssm_contacts_pages_sent[5m])', ['ssm_contacts_pages_sent']],
    ['ssm_contacts_pages_sent_total_bucket', ['ssm_contacts_pages_sent_total_bucket']],
    ['ssm_contacts_rotations_*', ['ssm_contacts_rotations_']],
    ['sum(contact:ssm_contacts_pages_unread:max)', []],
    ['contact:ssm_contacts_pages_unread:avg', ['contact:ssm_contacts_pages_unread:avg']],
    ['team:ssm_contacts_pages_unread', ['team:ssm_contacts_pages_unread']],
    ['--poll.unread-window=1h, --no-web.enable-lifecycle, --config.file. --simulator.people', []],
    ['--poll.unreadwindow', ['--poll.unreadwindow']],
    ['--omit=dev and a--b.c', []],
    ['SSM_CONTACTS_EXPORTER_POLL_INTERVAL and SSM_CONTACTS_EXPORTER_<PATH>', []],
    ['SSM_CONTACTS_EXPORTER_POLL', ['SSM_CONTACTS_EXPORTER_POLL']],
  ];
  for (const [text, unknown] of rows) {
    it(`finds ${JSON.stringify(unknown)} in ${text}`, () => {
      assert.deepEqual(unknownNamesIn(text), unknown);
    });
  }

  it('reads the rows of a table', () => {
    const table =
      '| name | type |\n|---|---|\n| `ssm_contacts_up` | gauge | x |\n|`ssm_contacts_a_total{b,c}`|counter|\n';
    assert.deepEqual(metricRowsIn(table), [
      ['ssm_contacts_a_total', 'counter'],
      ['ssm_contacts_up', 'gauge'],
    ]);
  });
});
