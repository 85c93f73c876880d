import assert from 'node:assert/strict';
import nock from 'nock';
import type { AwsSource } from '../../src/aws/source.js';
import {
  api,
  contact,
  engagementArn,
  failure,
  listPages,
  noAbort,
  useCredentials,
  useNock,
  withSource,
} from './wire.js';

const position = { signal: noAbort };

const questions: Readonly<Record<string, (source: AwsSource) => Promise<unknown>>> = {
  ListPagesByContact: listPages,
  ListPagesByEngagement: (source) => source.pagesOfEngagement(engagementArn('e'), position),
  ListEngagements: (source) => source.engagements(0, position),
  ListContacts: (source) => source.contacts('', position),
  GetContact: (source) => source.describe(contact, noAbort),
};

const itemFields = ['PageArn', 'EngagementArn', 'ContactArn', 'IncidentId', 'Sender', 'Alias', 'DisplayName', 'Type'];
const timeFields = ['SentTime', 'DeliveryTime', 'ReadTime', 'StartTime', 'StopTime'];
const errorFields = ['Message', 'message', 'RetryAfterSeconds', 'QuotaCode', 'Reason', 'Fields', 'ResourceId'];
const values = [5, 1e99, true, '30 s', '12x', '', {}, [], { a: [1] }, null];
const statuses = [200, 201, 206, 299, 400, 429, 500];

/** Every field that the SDK may know has this value, in items and beside them. */
function bodyOf(value: unknown): object {
  const fields = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, value]));
  const item = fields([...itemFields, ...timeFields]);
  const lists = { Pages: [item, value], Engagements: [item, value], Contacts: [item, value] };
  return { ...item, ...fields(errorFields), ...lists, NextToken: value, __type: 'ThrottlingException' };
}

/** What is written to standard error meanwhile. */
async function writtenDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  const { stderr } = process;
  const written: string[] = [];
  const write = stderr.write.bind(stderr);
  stderr.write = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0;
  try {
    await work();
  } finally {
    stderr.write = write;
  }
  return written;
}

describe('an answer with values of wrong types', () => {
  useCredentials();
  useNock();

  for (const [operation, question] of Object.entries(questions)) {
    it(`to ${operation} has nothing written to standard error, whatever its status`, async () => {
      const answers = statuses.flatMap((status) => values.map((value) => [status, bodyOf(value)] as const));
      const written = await writtenDuring(async () => {
        for (const [status, body] of answers) {
          nock(api).post('/').reply(status, body);
          await withSource({}, (source) => failure(question(source)));
        }
      });
      assert.deepEqual([written, nock.pendingMocks()], [[], []]);
    });
  }

  for (const status of [200, 201, 299]) {
    it(`costs no more than the item that it is in, with status ${status}`, async () => {
      nock(api)
        .post('/')
        .reply(status, { Pages: [{ PageArn: 5 }] });
      const got = await withSource({}, listPages);
      assert.deepEqual(got, {
        result: { items: [] },
        heard: ['ListPagesByContact malformed item', 'ListPagesByContact'],
      });
    });
  }
});
