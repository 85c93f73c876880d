import assert from 'node:assert/strict';
import type { Order } from '../../src/simulator/api/listing.js';
import { createWorld } from '../../src/simulator/world/world.js';
import { ask, listAll, withSimulator } from './requests.js';
import { akua, arns, diego, engagementArn, page } from './scripted.js';

const ids = Array.from({ length: 23 }, (_, index) => `p${String(index).padStart(2, '0')}`);
const world = createWorld({
  contacts: [akua, diego],
  pages: ids.map((id, index) => page(id, { sends: [1000 + index] })),
});
const clock = { now: () => 10_000 };
const input = { ContactId: akua.arn, MaxResults: 10 };

function idsOf(pages: readonly Record<string, unknown>[]): string[] {
  return pages.map(({ PageArn }) => String(PageArn).split('/').at(-1) ?? '');
}

describe('listings of the simulator', () => {
  const orders: Order[] = ['newest-first', 'oldest-first', 'shuffled'];
  for (const order of orders) {
    for (const emptyPageShare of [0, 0.5, 1]) {
      it(`hold each item exactly once, ${order}, with ${emptyPageShare * 100} % empty API pages`, async () => {
        const options = { world, clock, order, maxItemsPerPage: 4, emptyPageShare, seed: 1 };
        const pages = await withSimulator(options, ({ url }) => listAll(url, 'ListPagesByContact', 'Pages', input));
        assert.deepEqual(idsOf(pages).sort(), ids);
      });
    }
  }

  it('come in the order asked for', async () => {
    const listed = (order: Order) =>
      withSimulator({ world, clock, order }, async ({ url }) =>
        idsOf(await listAll(url, 'ListPagesByContact', 'Pages', input)),
      );
    assert.deepEqual(await listed('oldest-first'), ids);
    assert.deepEqual(await listed('newest-first'), ids.toReversed());
    const shuffled = await listed('shuffled');
    assert.notDeepEqual(shuffled, ids);
    assert.notDeepEqual(shuffled, ids.toReversed());
  });

  it('are not moved by what begins meanwhile', async () => {
    const growing = createWorld({ contacts: [akua], pages: [page('a'), page('b', { sends: [2000] })] });
    let now = 3000;
    await withSimulator({ world: growing, clock: { now: () => now } }, async ({ url }) => {
      const ask1 = { ContactId: akua.arn, MaxResults: 1 };
      const first = await ask(url, 'ListPagesByContact', ask1);
      now = 5000;
      growing.add({ pages: [page('c', { sends: [4000] })] });
      const rest = await listAll(url, 'ListPagesByContact', 'Pages', { ...ask1, NextToken: first.json['NextToken'] });
      assert.deepEqual(idsOf(rest), ['a']);
      assert.deepEqual(idsOf(await listAll(url, 'ListPagesByContact', 'Pages', ask1)), ['c', 'b', 'a']);
    });
  });

  it('may be asked for with any MaxResults while they last', async () => {
    await withSimulator({ world, clock, order: 'oldest-first' }, async ({ url }) => {
      const { json } = await ask(url, 'ListPagesByContact', { ...input, MaxResults: 3 });
      const rest = await listAll(url, 'ListPagesByContact', 'Pages', { ...input, NextToken: json['NextToken'] });
      assert.deepEqual(idsOf(rest), ids.slice(3));
    });
  });

  const strangers: [what: string, operation: string, other: Record<string, unknown>][] = [
    ['of another operation', 'ListPagesByEngagement', { EngagementId: engagementArn }],
    ['of another contact', 'ListPagesByContact', { ContactId: diego.arn }],
    ['of other filters', 'ListPagesByContact', { ContactId: akua.arn, Filter: 'x' }],
    ['that is made up', 'ListPagesByContact', { ContactId: akua.arn, NextToken: 'AAAA' }],
    ['with a forbidden letter', 'ListPagesByContact', { ContactId: akua.arn, NextToken: '!' }],
    ['that is too long', 'ListPagesByContact', { ContactId: akua.arn, NextToken: 'A'.repeat(2049) }],
  ];
  for (const [what, operation, other] of strangers) {
    it(`refuse a token ${what}`, async () => {
      await withSimulator({ world, clock }, async ({ url }) => {
        const { json } = await ask(url, 'ListPagesByContact', input);
        assert.match(String(json['NextToken']), /^[\\/a-zA-Z0-9_+=-]{1,2048}$/);
        const refused = await ask(url, operation, { NextToken: json['NextToken'], ...other });
        assert.deepEqual([refused.status, refused.json['__type']], [400, 'ValidationException']);
      });
    });
  }

  it('filter engagements by incident and by when they began', async () => {
    const incidentArn = arns.incident('checkout', 'i1');
    const engagement = (id: string, startAt: number) => ({
      arn: arns.engagement('checkout', id),
      contactArn: akua.arn,
      sender: 'cli',
      startAt,
    });
    const engagements = [
      engagement('e1', 1000),
      { ...engagement('e2', 2000), incidentArn, stopAt: 2500 },
      { ...engagement('e3', 3000), incidentArn, stopAt: 90_000 },
      engagement('e4', 80_000),
    ];
    const engaged = createWorld({ contacts: [akua], engagements });
    await withSimulator({ world: engaged, clock, order: 'oldest-first' }, async ({ url }) => {
      const list = async (filter: Record<string, unknown>) => {
        const items = await listAll(url, 'ListEngagements', 'Engagements', filter);
        return items.map(({ EngagementArn, StopTime }) => [String(EngagementArn).split('/').at(-1), StopTime]);
      };
      assert.deepEqual(await list({}), [
        ['e1', undefined],
        ['e2', 2.5],
        ['e3', undefined],
      ]);
      assert.deepEqual(await list({ IncidentId: incidentArn }), [
        ['e2', 2.5],
        ['e3', undefined],
      ]);
      assert.deepEqual(await list({ TimeRangeValue: { StartTime: 1.001, EndTime: 2 } }), [['e2', 2.5]]);
      assert.deepEqual(await list({ IncidentId: incidentArn, TimeRangeValue: { StartTime: 2.5 } }), [
        ['e3', undefined],
      ]);
    });
  });
});
