import assert from 'node:assert/strict';
import { addressOf, toStatusQuery } from '../../../src/web/pages/status-query.js';
import type { StatusQuery } from '../../../src/web/pages/status-query.js';

const plain: StatusQuery = { terms: [], state: 'all', sort: 'attention', order: 'desc', showsAll: false };

describe('a query', () => {
  const rows: [query: string, read: StatusQuery][] = [
    ['', plain],
    ['q=+Akua++MANSA+', { ...plain, terms: ['akua', 'mansa'] }],
    [
      'state=failing&sort=age&order=asc&rows=all',
      { terms: [], state: 'failing', sort: 'age', order: 'asc', showsAll: true },
    ],
    ['sort=contact', { ...plain, sort: 'contact', order: 'asc' }],
    ['sort=next', { ...plain, sort: 'next', order: 'asc' }],
    ['state=toString&sort=__proto__&order=up&rows=none', plain],
    ['state=open&state=failing', { ...plain, state: 'open' }],
    ['q[]=a&sort[x]=age', plain],
    ['%', plain],
  ];
  for (const [query, read] of rows) {
    it(`is read from ${JSON.stringify(query)}`, () => {
      assert.deepEqual(toStatusQuery(new URLSearchParams(query)), read);
    });
  }

  it('is no longer than 200 characters', () => {
    assert.deepEqual(toStatusQuery(new URLSearchParams({ q: 'x'.repeat(1000) })).terms, ['x'.repeat(200)]);
  });

  const addresses: [address: string, query: StatusQuery][] = [
    ['/status', plain],
    ['/status', { ...plain, terms: ['akua'] }],
    ['/status?sort=age', { ...plain, sort: 'age' }],
    [
      '/status?state=open&sort=age&order=asc&rows=all',
      { terms: [], state: 'open', sort: 'age', order: 'asc', showsAll: true },
    ],
  ];
  for (const [address, query] of addresses) {
    it(`of ${JSON.stringify(query)} has the address ${address}`, () => assert.equal(addressOf(query), address));
  }
});
