import assert from 'node:assert/strict';
import { createWorld } from '../../src/simulator/world/world.js';
import { ask, withSimulator } from './requests.js';
import { akua, page } from './scripted.js';

const world = createWorld({ contacts: [akua], pages: [page('a', { readAt: 3000 }), page('b', { sends: [4000] })] });
const options = { world, clock: { now: () => 5000 } };

async function get(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

async function put(url: string, body: string): Promise<[status: number, text: string]> {
  const response = await fetch(url, { method: 'PUT', body });
  return [response.status, await response.text()];
}

describe('the control paths of the simulator', () => {
  it('tell the truth, now and at another time', async () => {
    await withSimulator(options, async (simulator) => {
      const { url } = simulator;
      const truth = (...asked: Parameters<typeof simulator.truth>) => simulator.truth(...asked);
      assert.deepEqual(await get(`${url}/simulator/truth`), truth(5000));
      assert.deepEqual(
        await get(`${url}/simulator/truth?at=2000&unansweredAfterMs=500`),
        truth(2000, { unansweredAfterMs: 500 }),
      );
      assert.equal(truth(2000, { unansweredAfterMs: 500 }).contacts[akua.arn]?.unanswered, 1);
    });
  });

  it('tell the stories', async () => {
    await withSimulator(options, async ({ url }) => {
      assert.deepEqual(await get(`${url}/simulator/stories`), world.stories(5000));
      assert.deepEqual(await get(`${url}/simulator/stories?at=2000`), world.stories(2000));
    });
  });

  it('count requests by operation and outcome', async () => {
    await withSimulator(options, async ({ url }) => {
      await ask(url, 'ListContacts');
      await ask(url, 'ListContacts', { MaxResults: -1 });
      await ask(url, 'ListUnicorns');
      assert.deepEqual(await get(`${url}/simulator/requests`), {
        ListContacts: { ok: 1, ValidationException: 1 },
        unknown: { UnknownOperationException: 1 },
      });
    });
  });

  it('set faults and quotas', async () => {
    await withSimulator({ ...options, quotaClock: { now: () => 0 } }, async ({ url }) => {
      const asked = async () => (await ask(url, 'ListContacts')).json['__type'];
      await put(`${url}/simulator/faults`, '[{"kind":"internal","times":1}]');
      await put(`${url}/simulator/quotas`, '{"ListContacts":2}');
      assert.deepEqual(
        [await asked(), await asked(), await asked()],
        ['InternalServerException', undefined, 'ThrottlingException'],
      );
    });
  });

  it('refuse nonsense with the reason', async () => {
    await withSimulator(options, async ({ url }) => {
      const refused = [
        await put(`${url}/simulator/faults`, '{"kind":"internal"}'),
        await put(`${url}/simulator/faults`, '[{"kind":"internal"},{"kind":"internal","probability":2}]'),
        await put(`${url}/simulator/faults`, '[{"kind":"internal","when":"now"}]'),
        await put(`${url}/simulator/quotas`, '{"ListContacts":-1}'),
        await put(`${url}/simulator/quotas`, '3'),
      ];
      assert.deepEqual(refused, [
        [400, 'faults are a list of rules\n'],
        [400, 'rule 1: probability is a number from 0 to 1\n'],
        [400, 'rule 0: when is not known\n'],
        [400, 'ListContacts: a quota is a number above 0\n'],
        [400, 'quotas are "default", "none" or an object of requests per second by operation\n'],
      ]);
      const statuses = [
        (await put(`${url}/simulator/faults`, '[{"kind":"sulk"}]'))[0],
        (await put(`${url}/simulator/faults`, '['))[0],
        (await fetch(`${url}/simulator/truth?at=noon`)).status,
        (await fetch(`${url}/elsewhere`)).status,
      ];
      assert.deepEqual(statuses, [400, 400, 400, 404]);
    });
  });

  it('describe themselves', async () => {
    await withSimulator(options, async ({ url }) => {
      const response = await fetch(url);
      assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/plain; charset=utf-8']);
      assert.match(await response.text(), /^A stand-in for the ssm-contacts API/);
    });
  });
});
