import assert from 'node:assert/strict';
import { select } from '../../../src/web/pages/selection.js';
import { toStatusQuery } from '../../../src/web/pages/status-query.js';
import { contactView, failing, now, pageView, unpolled, withPages } from './status-of.js';

const contacts = [
  contactView({ name: 'well', dataAgeSeconds: 40, nextPollAt: now + 20, lastSuccessAt: now - 39 }),
  contactView({ name: 'paged', ...withPages(pageView(60)), team: 'checkout', dataAgeSeconds: 50 }),
  contactView({ name: 'paged-long', ...withPages(pageView(600, { incidentId: 'abc-123' }), pageView(5)) }),
  contactView({ name: 'new', ...unpolled, target: 'staging', region: 'eu-west-1' }),
  contactView({ name: 'denied', ...failing }),
  contactView({ name: 'lost', ...failing, failureReason: 'not_found', consecutiveFailures: 9 }),
  contactView({ name: 'also-well', displayName: 'Zoë <Q>', accountId: '444455556666' }),
];

function namesFor(query: string): string[] {
  return select(contacts, toStatusQuery(new URLSearchParams(query))).map(({ name }) => name);
}

describe('a selection of contacts', () => {
  const rows: [what: string, query: string, names: string[]][] = [
    [
      'has those first whom a page waits for longest, then failures, then those that are not known yet',
      '',
      ['paged-long', 'paged', 'lost', 'denied', 'new', 'also-well', 'well'],
    ],
    [
      'is turned round, alike ones by name',
      'order=asc',
      ['also-well', 'well', 'new', 'denied', 'lost', 'paged', 'paged-long'],
    ],
    ['is sorted by name', 'sort=contact', ['also-well', 'denied', 'lost', 'new', 'paged', 'paged-long', 'well']],
    [
      'is sorted by target',
      'sort=target&order=desc',
      ['new', 'also-well', 'denied', 'lost', 'paged', 'paged-long', 'well'],
    ],
    ['is sorted by state', 'sort=state', ['lost', 'denied', 'new', 'also-well', 'paged', 'paged-long', 'well']],
    ['is sorted by open pages', 'sort=pages&state=open', ['paged-long', 'paged']],
    [
      'is sorted by last success, none first',
      'sort=success',
      ['new', 'denied', 'lost', 'well', 'also-well', 'paged', 'paged-long'],
    ],
    ['is sorted by data age', 'sort=age', ['denied', 'lost', 'paged', 'well', 'also-well', 'paged-long', 'new']],
    ['is sorted by next poll', 'sort=next', ['new', 'well', 'also-well', 'paged', 'paged-long', 'denied', 'lost']],
    ['keeps to a state', 'state=failing', ['lost', 'denied']],
    ['keeps to those that are not known yet', 'state=unpolled', ['new']],
    ['finds parts of names, whatever their case', 'q=PAGED', ['paged-long', 'paged']],
    ['finds all words only', 'q=paged+checkout', ['paged']],
    ['finds display names', 'q=zoë', ['also-well']],
    ['finds reasons as labels and in words', 'q=not_found+not+found', ['lost']],
    ['finds states', 'q=not+polled', ['new']],
    ['finds regions', 'q=eu-west', ['new']],
    ['finds accounts', 'q=444455556666', ['also-well']],
    ['finds incidents', 'q=abc-123', ['paged-long']],
    ['finds nothing across two fields', 'q=productionus', []],
    ['takes no pattern for one', 'q=.*', []],
  ];
  for (const [what, query, names] of rows) it(what, () => assert.deepEqual(namesFor(query), names));

  it('leaves the status as it is', () => {
    const before = contacts.map(({ name }) => name);
    namesFor('sort=contact');
    assert.deepEqual(
      contacts.map(({ name }) => name),
      before,
    );
  });
});
