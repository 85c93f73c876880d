import assert from 'node:assert/strict';
import type { RotationStory } from '../../src/simulator/world/story.js';
import { createWorld } from '../../src/simulator/world/world.js';
import { ask, authorization, send, withSimulator } from './requests.js';
import { akua, arns, diego, page } from './scripted.js';

const rotation: RotationStory = {
  arn: arns.rotation('r'),
  name: 'checkout-rotation',
  contactArns: [akua.arn],
  startAt: 0,
  shiftMs: 43_200_000,
  timeZone: 'Etc/UTC',
};
const world = createWorld({
  contacts: [akua],
  rotations: [rotation],
  pages: [
    page('p', {
      sends: [1_660_676_272_058, 1_660_676_572_001],
      incidentArn: arns.incident('checkout', 'i1'),
      deliveredAt: 1_660_676_580_123,
      readAt: 1_660_676_580_523,
    }),
  ],
});
const clock = { now: () => 1_660_676_580_200 };
const good = { ContactId: akua.arn };

describe('the protocol of the simulator', () => {
  it('answers with the fields of the model and times in epoch seconds', async () => {
    await withSimulator({ world, clock }, async ({ url }) => {
      const { status, headers, json } = await ask(url, 'ListPagesByContact', good);
      assert.deepEqual(
        { status, json, type: headers.get('content-type') },
        {
          status: 200,
          type: 'application/x-amz-json-1.1',
          json: {
            Pages: [
              {
                PageArn: 'arn:aws:ssm-contacts:us-east-2:111122223333:page/akuam/p',
                EngagementArn: 'arn:aws:ssm-contacts:us-east-2:111122223333:engagement/checkout/e1',
                ContactArn: 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam',
                Sender: 'cli',
                IncidentId: 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/i1',
                SentTime: 1660676572.001,
                DeliveryTime: 1660676580.123,
              },
            ],
          },
        },
      );
      assert.match(headers.get('x-amzn-requestid') ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });
  });

  const engagement = arns.engagement('checkout', 'nobody');
  const refused: [why: string, operation: string, input: unknown, status: number, type: string][] = [
    ['MaxResults below 0', 'ListPagesByContact', { ...good, MaxResults: -1 }, 400, 'ValidationException'],
    ['MaxResults above 1024', 'ListPagesByContact', { ...good, MaxResults: 1025 }, 400, 'ValidationException'],
    ['MaxResults as a text', 'ListPagesByContact', { ...good, MaxResults: '5' }, 400, 'ValidationException'],
    ['no ContactId', 'ListPagesByContact', {}, 400, 'ValidationException'],
    ['a malformed ARN', 'GetContact', { ContactId: 'akuam' }, 400, 'ValidationException'],
    ['an unknown contact', 'ListPagesByContact', { ContactId: diego.arn }, 400, 'ResourceNotFoundException'],
    ['an unknown engagement', 'ListPagesByEngagement', { EngagementId: engagement }, 400, 'ResourceNotFoundException'],
    ['an unknown page', 'ListPageReceipts', { PageId: arns.page('akuam', 'q') }, 400, 'ResourceNotFoundException'],
    ['an unknown type', 'ListContacts', { Type: 'ROBOT' }, 400, 'ValidationException'],
    ['a time that is a text', 'ListEngagements', { TimeRangeValue: { StartTime: '2022' } }, 400, 'ValidationException'],
    ['no EndTime', 'ListRotationShifts', { RotationId: rotation.arn }, 400, 'ValidationException'],
    ['an unknown rotation', 'ListRotationShifts', { RotationId: arns.rotation('q') }, 400, 'ResourceNotFoundException'],
    ['an unknown operation', 'ListUnicorns', {}, 404, 'UnknownOperationException'],
    ['a body that is no JSON', 'ListContacts', '{', 400, 'SerializationException'],
    ['a body that is a list', 'ListContacts', [], 400, 'SerializationException'],
  ];
  for (const [why, operation, input, status, type] of refused) {
    it(`refuses ${why}`, async () => {
      await withSimulator({ world, clock }, async ({ url }) => {
        const reply = await ask(url, operation, input);
        assert.deepEqual([reply.status, reply.json['__type']], [status, type]);
      });
    });
  }

  const unsigned: [why: string, header: Record<string, string>, status: number, type: string][] = [
    ['a malformed signature', { authorization: 'Basic abc' }, 400, 'IncompleteSignatureException'],
    [
      'a signature for another service',
      { authorization: authorization.replace('ssm-contacts/', 'ssm/') },
      403,
      'InvalidSignatureException',
    ],
    ['another content type', { 'content-type': 'application/json' }, 404, 'UnknownOperationException'],
    ['another service', { 'x-amz-target': 'Other.ListContacts' }, 404, 'UnknownOperationException'],
  ];
  for (const [why, header, status, type] of unsigned) {
    it(`refuses ${why}`, async () => {
      await withSimulator({ world, clock }, async ({ url }) => {
        const response = await send(url, 'ListContacts', {}, header);
        const { __type } = (await response.json()) as { __type: string };
        assert.deepEqual([response.status, __type], [status, type]);
      });
    });
  }

  it('refuses a request without a signature', async () => {
    await withSimulator({ world, clock }, async ({ url }) => {
      const response = await fetch(url, { method: 'POST', headers: { 'x-amz-target': 'SSMContacts.ListContacts' } });
      assert.deepEqual(
        [response.status, await response.json()],
        [403, { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' }],
      );
    });
  });

  it('reads no more than 1 MiB', async () => {
    await withSimulator({ world, clock }, async ({ url }) => {
      const response = await send(url, 'ListContacts', { AliasPrefix: 'a'.repeat(1024 * 1024) });
      assert.equal(response.status, 413);
    });
  });
});
