import assert from 'node:assert/strict';
import {
  GetContactCommand,
  ListContactChannelsCommand,
  ListContactsCommand,
  ListEngagementsCommand,
  ListPageReceiptsCommand,
  ListPagesByContactCommand,
  ListPagesByEngagementCommand,
  ListRotationShiftsCommand,
  ListRotationsCommand,
  SSMContactsClient,
  ThrottlingException,
} from '@aws-sdk/client-ssm-contacts';
import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import { day } from '../../src/simulator/generate/profile.js';
import type { Simulator } from '../../src/simulator/server.js';
import { startSimulator } from '../../src/simulator/server.js';

const to = Date.UTC(2025, 4, 20, 9);
const world = generateWorld({ seed: 1, phases: [{ profile: day, from: to - 86_400_000, to }] });
const stories = world.stories(to);
const [page] = stories.pages.filter(({ readAt = Infinity, sends }) => readAt <= to && sends.length === 1);

describe('the SDK against the simulator', () => {
  let simulator: Simulator;
  let client: SSMContactsClient;

  before(async () => {
    simulator = await startSimulator({ world, clock: { now: () => to }, quotas: 'none', order: 'oldest-first' });
    client = new SSMContactsClient({
      region: 'us-east-2',
      endpoint: simulator.url,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
    });
  });

  after(async () => {
    client.destroy();
    await simulator.close();
  });

  it('lists the pages of a contact and of an engagement', async () => {
    assert.ok(page);
    const expected = {
      PageArn: page.arn,
      EngagementArn: page.engagementArn,
      ContactArn: page.contactArn,
      Sender: page.sender,
      ...(page.incidentArn !== undefined && { IncidentId: page.incidentArn }),
      SentTime: new Date(page.sends[0]),
      ...(page.deliveredAt !== undefined && { DeliveryTime: new Date(page.deliveredAt) }),
      ...(page.readAt !== undefined && { ReadTime: new Date(page.readAt) }),
    };
    const byContact = await client.send(new ListPagesByContactCommand({ ContactId: page.contactArn }));
    const byEngagement = await client.send(new ListPagesByEngagementCommand({ EngagementId: page.engagementArn }));
    assert.deepEqual(
      [byContact, byEngagement].map(({ Pages = [] }) => Pages.find(({ PageArn }) => PageArn === page.arn)),
      [expected, expected],
    );
  });

  it('lists the receipts of a page', async () => {
    assert.ok(page);
    const { Receipts = [] } = await client.send(new ListPageReceiptsCommand({ PageId: page.arn }));
    const expected = [
      { type: 'SENT', time: page.sends[0] },
      { type: 'DELIVERED', time: page.deliveredAt },
      { type: 'READ', time: page.readAt },
    ]
      .filter(({ time }) => time !== undefined)
      .sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
    assert.deepEqual(
      Receipts.map(({ ReceiptType, ReceiptTime }) => ({ type: ReceiptType, time: ReceiptTime?.getTime() })),
      expected,
    );
  });

  it('lists the engagements of a stretch of time', async () => {
    const [first, second] = stories.engagements;
    assert.ok(first && second);
    // The SDK sends whole seconds.
    const range = {
      StartTime: new Date(Math.floor(first.startAt / 1000) * 1000),
      EndTime: new Date(Math.ceil(second.startAt / 1000) * 1000),
    };
    const { Engagements } = await client.send(new ListEngagementsCommand({ TimeRangeValue: range }));
    assert.deepEqual(
      Engagements?.map(({ EngagementArn, StartTime }) => [EngagementArn, StartTime]),
      [
        [first.arn, new Date(first.startAt)],
        [second.arn, new Date(second.startAt)],
      ],
    );
  });

  it('lists and describes contacts', async () => {
    const { Contacts } = await client.send(new ListContactsCommand({ Type: 'PERSONAL', AliasPrefix: 'aku' }));
    const [akua] = stories.contacts;
    assert.ok(akua);
    assert.deepEqual(Contacts, [{ ContactArn: akua.arn, Alias: 'akuam', DisplayName: 'Akua Mansa', Type: 'PERSONAL' }]);
    const { $metadata, ...described } = await client.send(new GetContactCommand({ ContactId: akua.arn }));
    const { ContactChannels } = await client.send(new ListContactChannelsCommand({ ContactId: akua.arn }));
    assert.match($metadata.requestId ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      described.Plan?.Stages?.flatMap(({ Targets = [] }) => Targets.map((target) => target.ChannelTargetInfo)),
      ContactChannels?.map(({ ContactChannelArn }) => ({
        ContactChannelId: ContactChannelArn,
        RetryIntervalInMinutes: 5,
      })),
    );
    assert.deepEqual(
      ContactChannels?.map(({ Type, ActivationStatus }) => [Type, ActivationStatus]),
      [
        ['SMS', 'ACTIVATED'],
        ['VOICE', 'ACTIVATED'],
      ],
    );
  });

  it('describes an on-call schedule and lists its shifts', async () => {
    const [rotation] = stories.rotations;
    assert.ok(rotation);
    const [schedule] = stories.contacts.filter(({ rotationArns }) => rotationArns?.includes(rotation.arn));
    const described = await client.send(new GetContactCommand({ ContactId: schedule?.arn }));
    const { Rotations } = await client.send(new ListRotationsCommand({ RotationNamePrefix: 'checkout' }));
    const startAt = rotation.startAt + rotation.shiftMs;
    const { RotationShifts } = await client.send(
      new ListRotationShiftsCommand({
        RotationId: rotation.arn,
        StartTime: new Date(startAt),
        EndTime: new Date(startAt + rotation.shiftMs),
      }),
    );
    assert.deepEqual(described.Plan, { RotationIds: [rotation.arn] });
    assert.deepEqual(
      Rotations?.map(({ RotationArn, ContactIds }) => [RotationArn, ContactIds]),
      [[rotation.arn, rotation.contactArns]],
    );
    assert.deepEqual(RotationShifts, [
      {
        ContactIds: [rotation.contactArns[1]],
        StartTime: new Date(startAt),
        EndTime: new Date(startAt + rotation.shiftMs),
        Type: 'REGULAR',
      },
    ]);
  });

  it('gets its own errors', async () => {
    simulator.setFaults([{ kind: 'throttle', retryAfterSeconds: 3, times: 1 }]);
    await assert.rejects(
      client.send(new ListContactsCommand({})),
      (error) => error instanceof ThrottlingException && error.RetryAfterSeconds === 3,
    );
  });
});
