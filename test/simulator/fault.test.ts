import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { effects, type FaultKind } from '../../src/simulator/api/fault-kinds.js';
import type { FaultRule } from '../../src/simulator/api/faults.js';
import { startSimulator } from '../../src/simulator/server.js';
import { createWorld } from '../../src/simulator/world/world.js';
import { ask, authorization, withSimulator } from './requests.js';
import { akua, diego, page } from './scripted.js';

const pages = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) => page(id, { sends: [1000 + index], readAt: 5000 }));
const world = createWorld({ contacts: [akua, diego], pages });
const quiet = { world, clock: { now: () => 10_000 }, order: 'oldest-first' } as const;
const input = { ContactId: akua.arn, MaxResults: 2 };

type Seen = Record<string, unknown>;

/** What a client sees on the wire, and how it ends: `end`, `early end`, the code of an error, or `silence`. */
async function observe(url: string): Promise<Seen> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'SSMContacts.ListPagesByContact',
    authorization,
  };
  const asked = request(url, { method: 'POST', headers }).end(JSON.stringify(input));
  // Once the response has begun, reading it tells the same error.
  asked.on('error', () => undefined);
  let waitedFor: { destroy(error: Error): unknown } = asked;
  const timer = setTimeout(() => waitedFor.destroy(silence()), 150);
  try {
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    waitedFor = response;
    return await readToTheEnd(response);
  } catch (error) {
    return { ending: codeOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

function silence(): Error {
  return Object.assign(new Error('nothing comes'), { code: 'silence' });
}

async function readToTheEnd(response: IncomingMessage): Promise<Seen> {
  let body = '';
  const seen = () => ({ status: response.statusCode, type: response.headers['content-type'], json: isJson(body) });
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) body += chunk.toString();
    return { ...seen(), ending: 'end' };
  } catch (error) {
    return { ...seen(), ending: codeOf(error), some: body.length > 0 };
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function askWith(rule: FaultRule) {
  return withSimulator({ ...quiet, faults: [rule] }, async ({ url }) => {
    const { status, json } = await ask(url, 'ListPagesByContact', input);
    return { status, json };
  });
}

describe('faults of the simulator', () => {
  const type = 'application/x-amz-json-1.1';
  const onTheWire: [kind: FaultKind, seen: Seen][] = [
    ['reset', { ending: 'ECONNRESET' }],
    ['cut', { status: 200, type, json: false, ending: 'ECONNRESET', some: true }],
    ['cut-json', { status: 200, type, json: false, ending: 'end' }],
    ['html', { status: 502, type: 'text/html', json: false, ending: 'end' }],
    ['hang', { ending: 'silence' }],
    ['hang-body', { status: 200, type, json: false, ending: 'silence', some: false }],
  ];
  for (const [kind, seen] of onTheWire) {
    it(`show ${kind} on the wire`, async () => {
      const observed = await withSimulator({ ...quiet, faults: [{ kind }] }, ({ url }) => observe(url));
      assert.deepEqual(observed, seen);
    });
  }

  const throttled = { Message: 'Rate exceeded', QuotaCode: 'L-00000000', ServiceCode: 'ssm-contacts' };
  const denied = `User is not authorized to perform: ssm-contacts:ListPagesByContact on resource: ${akua.arn}`;
  const refusals: [rule: FaultRule, status: number, type: string, fields: Record<string, unknown>][] = [
    [{ kind: 'throttle' }, 400, 'ThrottlingException', throttled],
    [{ kind: 'throttle', retryAfterSeconds: 7 }, 400, 'ThrottlingException', { ...throttled, RetryAfterSeconds: 7 }],
    [{ kind: 'internal' }, 500, 'InternalServerException', { Message: 'Internal server error' }],
    [{ kind: 'empty-message' }, 500, 'InternalServerException', { Message: '' }],
    [{ kind: 'denied' }, 400, 'AccessDeniedException', { Message: denied }],
    [
      { kind: 'missing' },
      400,
      'ResourceNotFoundException',
      { Message: `RESOURCE not found: ${akua.arn}`, ResourceType: 'RESOURCE', ResourceId: akua.arn },
    ],
    [
      { kind: 'expired-credentials' },
      403,
      'ExpiredTokenException',
      { message: 'The security token included in the request is expired' },
    ],
  ];
  for (const [rule, status, type, fields] of refusals) {
    it(`refuse with ${JSON.stringify(rule)}`, async () => {
      assert.deepEqual(await askWith(rule), { status, json: { __type: type, ...fields } });
    });
  }

  it('leave the pages out', async () => {
    assert.deepEqual(await askWith({ kind: 'missing-pages' }), { status: 200, json: {} });
  });

  it('give times that are nonsense', async () => {
    const { json } = await askWith({ kind: 'nonsense-times' });
    const times = (json['Pages'] as Seen[]).flatMap(({ SentTime, ReadTime }) => [SentTime, ReadTime]);
    const nonsense = new Set(['2022-08-16T18:57:52.058000+00:00', -62_135_596_801, 1e300, true, null]);
    assert.deepEqual([times.length, times.filter((time) => !nonsense.has(time as null))], [4, []]);
  });

  it('add fields of a later model', async () => {
    const { json } = await askWith({ kind: 'unknown-fields' });
    const unknown = { Nested: ['value'] };
    const items = (json['Pages'] as Seen[]).map(({ FieldOfALaterModel }) => FieldOfALaterModel);
    assert.deepEqual([json['FieldOfALaterModel'], items], [unknown, [unknown, unknown]]);
  });

  /** The ids on the first three API pages, and whether each has the token of the one before. */
  async function threePages(kind: FaultKind) {
    return withSimulator({ ...quiet, faults: [{ kind }] }, async ({ url }) => {
      const first = (await ask(url, 'ListPagesByContact', input)).json;
      const second = (await ask(url, 'ListPagesByContact', { ...input, NextToken: first['NextToken'] })).json;
      const third = (await ask(url, 'ListPagesByContact', { ...input, NextToken: second['NextToken'] })).json;
      return [first, second, third].map(({ Pages, NextToken }) => ({
        ids: (Pages as Seen[]).map(({ PageArn }) => String(PageArn).at(-1)).join(''),
        sameToken: NextToken === first['NextToken'],
      }));
    });
  }

  it('repeat the token', async () => {
    const same = { ids: 'ab', sameToken: true };
    assert.deepEqual(await threePages('repeated-token'), [same, same, same]);
  });

  it('refuse a token that has expired, and no request without one', async () => {
    const answers = await withSimulator({ ...quiet, faults: [{ kind: 'expired-token' }] }, async ({ url }) => {
      const first = await ask(url, 'ListPagesByContact', input);
      const second = await ask(url, 'ListPagesByContact', { ...input, NextToken: first.json['NextToken'] });
      return [first, second].map(({ status, json }) => [status, json['__type']]);
    });
    assert.deepEqual(answers, [
      [200, undefined],
      [400, 'ValidationException'],
    ]);
  });

  it('shift items between API pages: some come twice, some never', async () => {
    const ids = (await threePages('shifted')).map((apiPage) => apiPage.ids);
    assert.deepEqual(ids, ['ab', 'bd', 'df']);
  });

  it('fall on the requests that their rule names, as often as it says', async () => {
    const faults: FaultRule[] = [
      { kind: 'internal', operation: 'ListContacts' },
      { kind: 'denied', contact: diego.arn, times: 1 },
    ];
    await withSimulator({ ...quiet, faults }, async (simulator) => {
      const { url } = simulator;
      const types = [
        await ask(url, 'ListPagesByContact', { ContactId: akua.arn }),
        await ask(url, 'ListContacts'),
        await ask(url, 'ListPagesByContact', { ContactId: diego.arn }),
        await ask(url, 'ListPagesByContact', { ContactId: diego.arn }),
      ].map(({ json }) => json['__type']);
      assert.deepEqual(types, [undefined, 'InternalServerException', 'AccessDeniedException', undefined]);
      assert.deepEqual(simulator.requests(), {
        ListPagesByContact: { ok: 2, AccessDeniedException: 1 },
        ListContacts: { InternalServerException: 1 },
      });
    });
  });

  it('fall with their probability, the same way for the same seed', async () => {
    const faults: FaultRule[] = [{ kind: 'internal', probability: 0.5 }];
    const statuses = (seed: number) =>
      withSimulator({ ...quiet, faults, seed }, async ({ url }) => {
        const replies = [];
        for (let count = 0; count < 40; count++) replies.push((await ask(url, 'ListContacts')).status);
        return replies;
      });
    const once = await statuses(1);
    assert.deepEqual(await statuses(1), once);
    assert.notDeepEqual(await statuses(2), once);
    assert.deepEqual([...new Set(once)].sort(), [200, 500]);
  });

  it('are all tested here', () => {
    const tested = [
      ...onTheWire.map(([kind]) => kind),
      ...refusals.map(([{ kind }]) => kind),
      ...(['missing-pages', 'nonsense-times', 'unknown-fields', 'repeated-token', 'expired-token', 'shifted'] as const),
    ];
    assert.deepEqual([...new Set(tested)].sort(), Object.keys(effects).sort());
  });

  it('do not keep the simulator from closing', async () => {
    const simulator = await startSimulator({ ...quiet, faults: [{ kind: 'hang' }] });
    const hanging = assert.rejects(ask(simulator.url, 'ListContacts'), TypeError);
    while (simulator.requests().ListContacts === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    await simulator.close();
    await hanging;
  });
});
