import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { FaultRule } from '../../src/simulator/api/faults.js';
import type { Simulator } from '../../src/simulator/server.js';
import { needProgram, run } from './program.js';
import * as shown from './shown-world.js';

const { stories, busiest, eventfulPage } = shown;
const script = fileURLToPath(new URL('boto3_calls.py', import.meta.url));

/** What boto3_calls.py reads. */
interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly pageSize?: number;
  readonly attempts?: number;
}

describe('boto3 against the simulator', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await shown.serveWorld();
    needProgram('python3', ['-c', 'import boto3'], 'python3-boto3');
  });

  afterEach(() => simulator.setFaults([]));

  after(() => simulator.close());

  async function answersTo(calls: readonly Call[]): Promise<unknown> {
    const { code, out, errors } = await run('python3', [script, simulator.url], JSON.stringify(calls));
    assert.deepEqual({ code, errors }, { code: 0, errors: '' });
    return shown.parseAnswer(out);
  }

  it('lists every contact, its channels and its pages as they are in the world', async () => {
    const { contacts, channels } = stories;
    const answers = await answersTo([
      { operation: 'list_contacts', input: {}, pageSize: 2 },
      ...contacts.map(({ arn }) => ({ operation: 'list_contact_channels', input: { ContactId: arn }, pageSize: 1 })),
      ...contacts.map(({ arn }) => ({ operation: 'list_pages_by_contact', input: { ContactId: arn }, pageSize: 5 })),
    ]);
    assert.deepEqual(answers, [
      { result: { Contacts: contacts.map(shown.shownContact) } },
      ...contacts.map(({ arn }) => ({
        result: {
          ContactChannels: channels.filter(({ contactArn }) => contactArn === arn).map(shown.shownChannel),
        },
      })),
      ...contacts.map(({ arn }) => ({
        result: { Pages: shown.pagesWhere('contactArn', arn).map(shown.shownPage) },
      })),
    ]);
  });

  it('lists every engagement and its pages, and receipts, as they are in the world', async () => {
    const [from, to] = [shown.now - 20 * 3_600_000, shown.now - 3_600_000];
    const begun = stories.engagements.filter(({ startAt }) => startAt >= from && startAt <= to);
    const TimeRangeValue = { StartTime: from / 1000, EndTime: to / 1000 };
    const answers = await answersTo([
      { operation: 'list_engagements', input: { TimeRangeValue }, pageSize: 3 },
      ...begun.map(({ arn }) => ({
        operation: 'list_pages_by_engagement',
        input: { EngagementId: arn },
        pageSize: 2,
      })),
      { operation: 'list_page_receipts', input: { PageId: eventfulPage.arn }, pageSize: 1 },
    ]);
    assert.ok(begun.length > 3 && begun.length < stories.engagements.length);
    assert.deepEqual(answers, [
      { result: { Engagements: begun.map(shown.shownEngagement) } },
      ...begun.map(({ arn }) => ({
        result: { Pages: shown.pagesWhere('engagementArn', arn).map(shown.shownPage) },
      })),
      { result: { Receipts: shown.shownReceipts(eventfulPage) } },
    ]);
  });

  const unknown = busiest.arn.replace(busiest.alias, 'nobody');
  const pagesOfBusiest: Call = { operation: 'list_pages_by_contact', input: { ContactId: busiest.arn } };
  const denied = `User is not authorized to perform: ssm-contacts:ListPagesByContact on resource: ${busiest.arn}`;
  const refusals: [call: Call, fault: FaultRule | undefined, code: string, status: number, message: string][] = [
    [pagesOfBusiest, { kind: 'throttle', retryAfterSeconds: 3 }, 'ThrottlingException', 400, 'Rate exceeded'],
    [pagesOfBusiest, { kind: 'denied' }, 'AccessDeniedException', 400, denied],
    [pagesOfBusiest, { kind: 'internal' }, 'InternalServerException', 500, 'Internal server error'],
    [
      { operation: 'get_contact', input: { ContactId: unknown } },
      undefined,
      'ResourceNotFoundException',
      400,
      `CONTACT not found: ${unknown}`,
    ],
    [
      { operation: 'get_contact', input: { ContactId: 'nonsense' } },
      undefined,
      'ValidationException',
      400,
      'Invalid value provided - ContactId: is not a valid ARN',
    ],
  ];
  for (const [call, fault, code, status, message] of refusals) {
    it(`raises ${code}`, async () => {
      simulator.setFaults(fault === undefined ? [] : [fault]);
      const retryAfterSeconds = fault?.retryAfterSeconds ?? null;
      assert.deepEqual(await answersTo([call]), [
        { error: { class: code, isModelled: true, code, message, status, retryAfterSeconds } },
      ]);
    });
  }

  it('takes throttling for what it is, and tries again', async () => {
    simulator.setFaults([{ kind: 'throttle', times: 1 }]);
    const [first] = shown.pagesWhere('contactArn', busiest.arn);
    assert.ok(first);
    const call = { operation: 'list_page_receipts', input: { PageId: first.arn }, pageSize: 7, attempts: 2 };
    assert.deepEqual(await answersTo([call]), [{ result: { Receipts: shown.shownReceipts(first) } }]);
  });
});
