import assert from 'node:assert/strict';
import nock from 'nock';
import type { AwsSource } from '../../src/aws/source.js';
import { createFakePace } from './fake-pace.js';
import {
  api,
  contact,
  engagementArn,
  failure,
  listPages,
  noAbort,
  pageArn,
  useCredentials,
  useNock,
  withSource,
} from './wire.js';

const page = { PageArn: pageArn('1'), EngagementArn: 'e', ContactArn: contact.arn, Sender: 'cli' };
const listedPage = { arn: pageArn('1'), engagementArn: 'e', contactArn: contact.arn };
const engagement = {
  EngagementArn: engagementArn('1'),
  ContactArn: contact.arn,
  Sender: 'cli',
  StartTime: 1660676272.5,
};
const listedEngagement = { arn: engagementArn('1'), contactArn: contact.arn, startedAt: 1660676272500 };
const signal = noAbort;

/** Answers every request with this body, and gives back the requests as they came. */
function answer(body: object): { target: string | undefined; body: unknown }[] {
  const requests: { target: string | undefined; body: unknown }[] = [];
  nock(api)
    .persist()
    .post('/')
    .reply(function (_uri, requestBody) {
      requests.push({ target: this.req.headers['x-amz-target'], body: JSON.parse(requestBody as string) });
      return [200, body];
    });
  return requests;
}

interface Row {
  readonly title: string;
  readonly operation: string;
  readonly ask: (source: AwsSource) => Promise<unknown>;
  readonly sent: object;
  readonly answered: object;
  readonly expected: object;
}

const rows: readonly Row[] = [
  {
    title: 'the first pages of a contact',
    operation: 'ListPagesByContact',
    ask: (source) => source.pagesOfContact(contact.arn, { signal }),
    sent: { ContactId: contact.arn, MaxResults: 1024 },
    answered: { Pages: [page], NextToken: 'b' },
    expected: { items: [listedPage], nextToken: 'b' },
  },
  {
    title: 'further pages of a contact, the last',
    operation: 'ListPagesByContact',
    ask: (source) => source.pagesOfContact(contact.arn, { token: 'a', signal }),
    sent: { ContactId: contact.arn, MaxResults: 1024, NextToken: 'a' },
    answered: { Pages: [page] },
    expected: { items: [listedPage] },
  },
  {
    title: 'the first pages of an engagement',
    operation: 'ListPagesByEngagement',
    ask: (source) => source.pagesOfEngagement(engagementArn('1'), { signal }),
    sent: { EngagementId: engagementArn('1'), MaxResults: 1024 },
    answered: { Pages: [page], NextToken: 'b' },
    expected: { items: [listedPage], nextToken: 'b' },
  },
  {
    title: 'further pages of an engagement, the last',
    operation: 'ListPagesByEngagement',
    ask: (source) => source.pagesOfEngagement(engagementArn('1'), { token: 'a', signal }),
    sent: { EngagementId: engagementArn('1'), MaxResults: 1024, NextToken: 'a' },
    answered: { Pages: [page] },
    expected: { items: [listedPage] },
  },
  {
    title: 'the first engagements, from a whole second that is no later than asked',
    operation: 'ListEngagements',
    ask: (source) => source.engagements(1660676272999, { signal }),
    sent: { TimeRangeValue: { StartTime: 1660676272 }, MaxResults: 1024 },
    answered: { Engagements: [engagement], NextToken: 'b' },
    expected: { items: [listedEngagement], nextToken: 'b' },
  },
  {
    title: 'further engagements, of the same time',
    operation: 'ListEngagements',
    ask: (source) => source.engagements(1660676272999, { token: 'a', signal }),
    sent: { TimeRangeValue: { StartTime: 1660676272 }, MaxResults: 1024, NextToken: 'a' },
    answered: { Engagements: [] },
    expected: { items: [] },
  },
  {
    title: 'the first personal contacts of a prefix',
    operation: 'ListContacts',
    ask: (source) => source.contacts('ak', { signal }),
    sent: { Type: 'PERSONAL', AliasPrefix: 'ak', MaxResults: 1024 },
    answered: {
      Contacts: [{ ContactArn: contact.arn, Alias: 'akuam', DisplayName: 'Akua', Type: 'PERSONAL' }],
      NextToken: 'b',
    },
    expected: { items: [{ contact, info: { displayName: 'Akua', type: 'PERSONAL' } }], nextToken: 'b' },
  },
  {
    title: 'further personal contacts, without a prefix',
    operation: 'ListContacts',
    ask: (source) => source.contacts('', { token: 'a', signal }),
    sent: { Type: 'PERSONAL', MaxResults: 1024, NextToken: 'a' },
    answered: { Contacts: [] },
    expected: { items: [] },
  },
  {
    title: 'the description of a contact',
    operation: 'GetContact',
    ask: (source) => source.describe(contact, signal),
    sent: { ContactId: contact.arn },
    answered: { ContactArn: contact.arn, Alias: 'akuam', DisplayName: 'Akua', Type: 'PERSONAL' },
    expected: { displayName: 'Akua', type: 'PERSONAL' },
  },
];

describe('aws requests', () => {
  useCredentials();
  useNock();

  for (const { title, operation, ask, sent, answered, expected } of rows) {
    it(`asks once for ${title}, and for room before it returns`, async () => {
      const requests = answer(answered);
      const pace = createFakePace();
      let atOnce: readonly string[] = [];
      const got = await withSource({ pace }, (source) => {
        const asked = ask(source);
        atOnce = [...pace.heard];
        return asked;
      });
      assert.deepEqual(
        { ...got, requests, atOnce, pace: pace.heard },
        {
          result: expected,
          heard: [operation],
          requests: [{ target: `SSMContacts.${operation}`, body: sent }],
          atOnce: [`admit ${operation}`],
          pace: [`admit ${operation}`, 'served'],
        },
      );
    });
  }

  const tokens = [
    { title: 'an empty answer with a token is not the end', body: { Pages: [], NextToken: 'a' }, nextToken: 'a' },
    { title: 'an empty token is the end', body: { Pages: [], NextToken: '' } },
    { title: 'a null token is the end', body: { Pages: [], NextToken: null } },
  ];
  for (const { title, body, ...rest } of tokens) {
    it(title, async () => {
      answer(body);
      assert.deepEqual(await withSource({}, listPages), {
        result: { items: [], ...rest },
        heard: ['ListPagesByContact'],
      });
    });
  }

  it('skips what is no contact, and reads the others as far as it can', async () => {
    answer({ Contacts: [{ ContactArn: `${contact.arn}-2`, DisplayName: 7 }, { Alias: 'no arn' }] });
    const got = await withSource({}, (source) => source.contacts('', { signal }));
    const second = { ...contact, arn: `${contact.arn}-2`, alias: 'akuam-2' };
    assert.deepEqual(got, {
      result: { items: [{ contact: second, info: { displayName: '', type: '' } }] },
      heard: ['ListContacts malformed item', 'ListContacts'],
    });
  });

  it('takes a description without a type for malformed', async () => {
    answer({ DisplayName: 'Akua' });
    const got = await withSource({}, (source) => failure(source.describe(contact, signal)));
    assert.deepEqual(got, {
      result: { reason: 'malformed', message: 'the answer has no Type', retryAfterSeconds: 0 },
      heard: ['GetContact malformed'],
    });
  });
});
