import assert from 'node:assert/strict';
import { ceilingsOf } from '../src/budgets.js';
import type { Operation } from '../src/core/operation.js';
import { configOf } from './config/loaded.js';

type Ceilings = Record<Operation, number>;

const atDefaults: Ceilings = {
  ListPagesByContact: 0.8,
  ListPagesByEngagement: 1.6,
  ListEngagements: 1.6,
  ListContacts: 16,
  GetContact: 16,
};

const ownRates = {
  listPagesByContact: 3,
  listPagesByEngagement: 5,
  listEngagements: 7,
  listPageReceipts: 9,
  other: 11,
};
const ownCeilings: Ceilings = {
  ListPagesByContact: 3,
  ListPagesByEngagement: 5,
  ListEngagements: 7,
  ListContacts: 11,
  GetContact: 11,
};

const rows: [name: string, sections: object, ceilings: Ceilings][] = [
  ["are four fifths of AWS's default quotas unless configured", {}, atDefaults],
  ['are each of its own quota', { quotas: { share: 1, ...ownRates } }, ownCeilings],
  [
    'are a share of each quota',
    { quotas: { share: 0.25 } },
    mapped(
      { ListPagesByContact: 1, ListPagesByEngagement: 2, ListEngagements: 2, ListContacts: 20, GetContact: 20 },
      0.25,
    ),
  ],
  ['are split among the shards', { sharding: { ordinal: 1, total: 4 } }, mapped(atDefaults, 0.25)],
];

describe('the budgets of a target', () => {
  for (const [name, sections, ceilings] of rows) {
    it(name, async () => {
      const { quotas, sharding } = await configOf(JSON.stringify(sections));
      assert.deepEqual(ceilingsOf(quotas, sharding), ceilings);
    });
  }

  it('make up the share of every quota together, however many shards there are', async () => {
    const { quotas } = await configOf('');
    const sums = [1, 2, 3, 7].map((total) =>
      mapped(ceilingsOf(quotas, { total }), total).ListPagesByContact.toFixed(9),
    );
    assert.deepEqual(sums, Array<string>(4).fill('0.800000000'));
  });
});

function mapped(ceilings: Ceilings, factor: number): Ceilings {
  return Object.fromEntries(
    Object.entries(ceilings).map(([operation, rate]) => [operation, rate * factor]),
  ) as Ceilings;
}
