import assert from 'node:assert/strict';
import type { Quotas } from '../../src/simulator/api/quota.js';
import { createQuotaKeeper } from '../../src/simulator/api/quota.js';
import { createWorld } from '../../src/simulator/world/world.js';
import { ask, withSimulator } from './requests.js';
import { akua } from './scripted.js';

describe('quotas of the simulator', () => {
  it('hold what one second gives and fill again', () => {
    let now = 0;
    const keeper = createQuotaKeeper('default', { now: () => now });
    const admitted = (at: number, asked: number) => {
      now = at;
      return Array.from({ length: asked }, () => keeper.admit('ListEngagements')).filter(Boolean).length;
    };
    assert.deepEqual(
      [admitted(0, 5), admitted(499, 1), admitted(500, 2), admitted(60_000, 5), admitted(60_001, 1)],
      [2, 0, 1, 2, 0],
    );
  });

  it('give at least one request, however slow', () => {
    let now = 0;
    const keeper = createQuotaKeeper({ GetContact: 0.1 }, { now: () => now });
    const admitted = [0, 1, 9999, 10_000, 10_001].map((at) => {
      now = at;
      return keeper.admit('GetContact');
    });
    assert.deepEqual(admitted, [true, false, false, true, false]);
  });

  it('throttle as AWS does, per operation, and can be changed', async () => {
    const world = createWorld({ contacts: [akua] });
    const options = { world, quotas: 'default', quotaClock: { now: () => 0 } } as const;
    await withSimulator(options, async (simulator) => {
      const list = () => ask(simulator.url, 'ListPagesByContact', { ContactId: akua.arn });
      assert.equal((await list()).status, 200);
      const { status, json } = await list();
      assert.deepEqual(
        { status, json },
        {
          status: 400,
          json: {
            __type: 'ThrottlingException',
            Message: 'Rate exceeded',
            QuotaCode: 'L-00000000',
            ServiceCode: 'ssm-contacts',
          },
        },
      );
      assert.equal((await ask(simulator.url, 'ListContacts')).status, 200);
      simulator.setQuotas('none');
      assert.deepEqual([(await list()).status, (await list()).status], [200, 200]);
    });
  });

  const nonsense: unknown[] = [{ ListPagesByContact: 0 }, { ListPagesByContact: '1' }, { ListUnicorns: 1 }];
  for (const quotas of nonsense) {
    it(`refuse ${JSON.stringify(quotas)}`, () => {
      assert.throws(() => createQuotaKeeper(quotas as Quotas, Date), RangeError);
    });
  }
});
