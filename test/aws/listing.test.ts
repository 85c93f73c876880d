import assert from 'node:assert/strict';
import nock from 'nock';
import { api, collect, contact, failure, listPages, pageArn, useCredentials, useNock, withSource } from './wire.js';

const page = (id: string) => ({ PageArn: pageArn(id), EngagementArn: 'e', ContactArn: contact.arn, Sender: 'cli' });
const listed = (id: string) => ({ arn: pageArn(id), engagementArn: 'e', contactArn: contact.arn });
const noAbort = new AbortController().signal;

/** Answers each request with the next body, and gives back the requests as they came. */
function answer(...bodies: object[]): { target: string | undefined; body: unknown }[] {
  const requests: { target: string | undefined; body: unknown }[] = [];
  for (const body of bodies) {
    nock(api)
      .post('/')
      .reply(function (_uri, requestBody) {
        requests.push({ target: this.req.headers['x-amz-target'], body: JSON.parse(requestBody as string) });
        return [200, body];
      });
  }
  return requests;
}

describe('aws listings', () => {
  useCredentials();
  useNock();

  it('asks for as much as the API gives, and passes the tokens on', async () => {
    const requests = answer(
      { Pages: [page('1'), page('2')], NextToken: 'a' },
      { Pages: [page('3')], NextToken: 'b' },
      { Pages: [page('4')] },
    );
    const got = await withSource({}, listPages);
    const target = 'SSMContacts.ListPagesByContact';
    const range = { ContactId: contact.arn, MaxResults: 1024 };
    assert.deepEqual(
      { ...got, requests },
      {
        result: [[listed('1'), listed('2')], [listed('3')], [listed('4')]],
        heard: ['ListPagesByContact', 'ListPagesByContact', 'ListPagesByContact'],
        requests: [
          { target, body: range },
          { target, body: { ...range, NextToken: 'a' } },
          { target, body: { ...range, NextToken: 'b' } },
        ],
      },
    );
  });

  const ends = [
    { title: 'an empty answer with a token is not the end', bodies: [{ Pages: [], NextToken: 'a' }, { Pages: [] }] },
    {
      title: 'an empty token is the end',
      bodies: [
        { Pages: [], NextToken: 'a' },
        { Pages: [], NextToken: '' },
      ],
    },
    {
      title: 'a null token is the end',
      bodies: [
        { Pages: [], NextToken: 'a' },
        { Pages: [], NextToken: null },
      ],
    },
  ];
  for (const { title, bodies } of ends) {
    it(title, async () => {
      answer(...bodies);
      const got = await withSource({}, listPages);
      assert.deepEqual(got, { result: [[], []], heard: ['ListPagesByContact', 'ListPagesByContact'] });
    });
  }

  const loops = [
    { title: 'a token repeated at once', tokens: ['a', 'a'], message: 'the listing repeats a NextToken' },
    { title: 'a cycle of two tokens', tokens: ['a', 'b', 'a'], message: 'the listing repeats a NextToken' },
    {
      title: 'fresh tokens without end',
      tokens: ['a', 'b', 'c', 'd'],
      message: 'the listing does not end after 4 answers',
    },
  ];
  for (const { title, tokens, message } of loops) {
    it(`gives up on ${title}`, async () => {
      answer(...tokens.map((NextToken) => ({ Pages: [], NextToken })));
      const { result, heard } = await withSource({ maxAnswers: 4 }, (source) => failure(listPages(source)));
      assert.deepEqual(
        { result, attempts: heard.length },
        { result: { reason: 'malformed', message, retryAfterSeconds: 0 }, attempts: tokens.length },
      );
    });
  }

  it('lists personal contacts by the prefix of their alias', async () => {
    const requests = answer(
      {
        Contacts: [{ ContactArn: contact.arn, Alias: 'akuam', DisplayName: 'Akua', Type: 'PERSONAL' }],
        NextToken: 'a',
      },
      { Contacts: [{ ContactArn: `${contact.arn}-2`, DisplayName: 7 }, { Alias: 'no arn' }] },
    );
    const got = await withSource({}, (source) => collect(source.contacts('ak', noAbort)));
    const target = 'SSMContacts.ListContacts';
    const filter = { Type: 'PERSONAL', AliasPrefix: 'ak', MaxResults: 1024 };
    assert.deepEqual(
      { ...got, requests },
      {
        result: [
          [{ contact, info: { displayName: 'Akua', type: 'PERSONAL' } }],
          [
            {
              contact: { ...contact, arn: `${contact.arn}-2`, alias: 'akuam-2' },
              info: { displayName: '', type: '' },
            },
          ],
        ],
        heard: ['ListContacts', 'ListContacts malformed item', 'ListContacts'],
        requests: [
          { target, body: filter },
          { target, body: { ...filter, NextToken: 'a' } },
        ],
      },
    );
  });

  it('leaves an empty prefix out', async () => {
    const requests = answer({ Contacts: [] });
    await withSource({}, (source) => collect(source.contacts('', noAbort)));
    assert.deepEqual(requests, [{ target: 'SSMContacts.ListContacts', body: { Type: 'PERSONAL', MaxResults: 1024 } }]);
  });

  it('describes a contact', async () => {
    const requests = answer({ ContactArn: contact.arn, Alias: 'akuam', DisplayName: 'Akua', Type: 'PERSONAL' });
    const got = await withSource({}, (source) => source.describe(contact, noAbort));
    assert.deepEqual(
      { ...got, requests },
      {
        result: { displayName: 'Akua', type: 'PERSONAL' },
        heard: ['GetContact'],
        requests: [{ target: 'SSMContacts.GetContact', body: { ContactId: contact.arn } }],
      },
    );
  });

  it('takes a description without a type for malformed', async () => {
    answer({ DisplayName: 'Akua' });
    const got = await withSource({}, (source) => failure(source.describe(contact, noAbort)));
    assert.deepEqual(got, {
      result: { reason: 'malformed', message: 'the answer has no Type', retryAfterSeconds: 0 },
      heard: ['GetContact malformed'],
    });
  });
});
