import assert from 'node:assert/strict';
import nock from 'nock';
import { api, contact, failure, listPages, pageArn, useCredentials, useNock, withSource } from './wire.js';

const ok = 'ListPagesByContact';
const malformedItem = 'ListPagesByContact malformed item';
const halfADayAhead = Math.floor(Date.now() / 1000) + 43_200;
const bare = { arn: pageArn('1'), engagementArn: '', contactArn: '' };
/** The same with a time that cannot be believed. */
const doubtful = { ...bare, isDoubtful: true };
const withItem = (fields: string) => `{"Pages":[{"PageArn":"${pageArn('1')}",${fields}}]}`;

/** The whole of what comes out of one answer with this body, sent as it is. */
async function read(body: string) {
  nock(api).post('/').reply(200, body);
  return withSource({}, listPages);
}

describe('aws answers', () => {
  useCredentials();
  useNock();

  const readable: { title: string; body: string; pages: object[]; malformed?: number }[] = [
    {
      title: 'a page with everything, times in fractional seconds, unknown fields ignored',
      body: withItem(
        `"EngagementArn":"e","ContactArn":"${contact.arn}","IncidentId":"i","Sender":"cli","Colour":"red",` +
          '"SentTime":1660676272.058,"DeliveryTime":1660676280,"ReadTime":1660676301.5',
      ),
      pages: [
        {
          arn: pageArn('1'),
          engagementArn: 'e',
          contactArn: contact.arn,
          incidentId: 'i',
          sentAt: 1660676272058,
          deliveredAt: 1660676280000,
          readAt: 1660676301500,
        },
      ],
    },
    { title: 'missing times', body: withItem('"SentTime":null'), pages: [bare] },
    { title: 'a string of epoch seconds', body: withItem('"SentTime":"1660676272"'), pages: [doubtful], malformed: 1 },
    { title: 'a boolean time', body: withItem('"SentTime":true'), pages: [doubtful], malformed: 1 },
    { title: 'an object for a time', body: withItem('"SentTime":{}'), pages: [doubtful], malformed: 1 },
    { title: 'a word for a time', body: withItem('"SentTime":"x"'), pages: [doubtful], malformed: 1 },
    {
      title: 'times half a day and two days ahead of ours',
      body: withItem(`"SentTime":${halfADayAhead},"ReadTime":${halfADayAhead + 129_600}`),
      pages: [{ ...doubtful, sentAt: halfADayAhead * 1000 }],
      malformed: 1,
    },
    { title: 'a time beyond any number', body: withItem('"SentTime":1e400'), pages: [bare] },
    {
      title: 'an object for an ARN, beside a page that is whole',
      body: `{"Pages":[{"PageArn":{}},{"PageArn":"${pageArn('1')}"}]}`,
      pages: [bare],
      malformed: 1,
    },
    { title: 'an ISO string', body: withItem('"SentTime":"2022-08-16T18:57:52Z"'), pages: [doubtful], malformed: 1 },
    { title: 'a negative time', body: withItem('"SentTime":-5'), pages: [doubtful], malformed: 1 },
    { title: 'a time beyond any date', body: withItem('"SentTime":1e300'), pages: [doubtful], malformed: 1 },
    { title: 'milliseconds for seconds', body: withItem('"SentTime":1660676272058'), pages: [doubtful], malformed: 1 },
    {
      title: 'the second before the API existed, and the first one of it',
      body: withItem('"SentTime":1619827199,"ReadTime":1619827200'),
      pages: [{ ...doubtful, readAt: 1619827200000 }],
      malformed: 1,
    },
    {
      title: 'three nonsense times of one page, reported once',
      body: withItem('"SentTime":-1,"DeliveryTime":0,"ReadTime":1e300'),
      pages: [doubtful],
      malformed: 1,
    },
    {
      title: 'items that are no pages',
      body: `{"Pages":[{},5,"x",{"PageArn":""},{"PageArn":"${contact.arn}"},{"PageArn":"${pageArn('1')}"}]}`,
      pages: [bare],
      malformed: 5,
    },
    { title: 'null among the items, which the SDK drops', body: '{"Pages":[null]}', pages: [] },
    {
      title: 'hostile keys',
      body: withItem('"__proto__":{"SentTime":1},"constructor":{"prototype":{"polluted":1}}'),
      pages: [bare],
    },
  ];
  for (const { title, body, pages, malformed = 0 } of readable) {
    it(`reads ${title}`, async () => {
      const reported = Array<string>(malformed).fill(malformedItem);
      assert.deepEqual(await read(body), { result: { items: pages }, heard: [...reported, ok] });
    });
  }

  it('leaves prototypes alone', async () => {
    await read('{"__proto__":{"polluted":1},"Pages":[{"__proto__":{"polluted":1}}]}');
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  const notTheApi = [
    { title: 'an empty body', body: '', message: 'the answer has no list Pages' },
    { title: 'no Pages', body: '{"NextToken":"a"}', message: 'the answer has no list Pages' },
    { title: 'Pages null', body: '{"Pages":null}', message: 'the answer has no list Pages' },
    { title: 'a number', body: '5', message: 'the answer has no list Pages' },
    {
      title: 'a number for a token',
      body: '{"Pages":[],"NextToken":5}',
      message: "the answer is not the API's (HTTP 200): Expected string, got object: [object Object]",
    },
    { title: 'HTML', body: '<html>please log in</html>', message: "the answer is not the API's (HTTP 200)" },
    { title: 'cut JSON', body: '{"Pages":[{"Pag', message: "the answer is not the API's (HTTP 200)" },
  ];
  for (const { title, body, message } of notTheApi) {
    it(`takes ${title} for malformed`, async () => {
      nock(api).post('/').reply(200, body);
      assert.deepEqual(await withSource({}, (source) => failure(listPages(source))), {
        result: { reason: 'malformed', message, retryAfterSeconds: 0 },
        heard: ['ListPagesByContact malformed'],
      });
    });
  }
});
