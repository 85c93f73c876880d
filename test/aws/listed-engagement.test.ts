import assert from 'node:assert/strict';
import nock from 'nock';
import { toListedEngagement } from '../../src/aws/listed-engagement.js';
import { api, contact, engagementArn, failure, noAbort, useCredentials, useNock, withSource } from './wire.js';

const arn = engagementArn('1');
const bare = { arn, contactArn: '' };
const withItem = (fields: string) => `{"Engagements":[{"EngagementArn":"${arn}",${fields}}]}`;
const halfADayAhead = Math.floor(Date.now() / 1000) + 43_200;

const rows: { title: string; body: string; engagements: object[]; malformed?: number }[] = [
  {
    title: 'an engagement with everything, times in fractional seconds, unknown fields ignored',
    body: withItem(
      `"ContactArn":"${contact.arn}","IncidentId":"i","Sender":"cli","Colour":"red",` +
        '"StartTime":1660676272.058,"StopTime":1660676301.5',
    ),
    engagements: [{ arn, contactArn: contact.arn, startedAt: 1660676272058, stoppedAt: 1660676301500 }],
  },
  { title: 'one without times', body: withItem('"StartTime":null'), engagements: [bare] },
  {
    title: 'one whose start is a string of epoch seconds',
    body: withItem('"StartTime":"1660676272","StopTime":1660676301'),
    engagements: [{ ...bare, stoppedAt: 1660676301000 }],
    malformed: 1,
  },
  {
    title: 'one whose stop is an object',
    body: withItem('"StartTime":1660676272,"StopTime":{}'),
    engagements: [{ ...bare, startedAt: 1660676272000 }],
    malformed: 1,
  },
  {
    title: 'one whose stop is an ISO string',
    body: withItem('"StopTime":"2022-08-16T18:57:52Z"'),
    engagements: [bare],
    malformed: 1,
  },
  {
    title: 'the second before the API existed, and the first one of it',
    body: withItem('"StartTime":1619827199,"StopTime":1619827200'),
    engagements: [{ ...bare, stoppedAt: 1619827200000 }],
    malformed: 1,
  },
  {
    title: 'times half a day and two days ahead of ours',
    body: withItem(`"StartTime":${halfADayAhead},"StopTime":${halfADayAhead + 129_600}`),
    engagements: [{ ...bare, startedAt: halfADayAhead * 1000 }],
    malformed: 1,
  },
  {
    title: 'two nonsense times of one engagement, reported once',
    body: withItem('"StartTime":-1,"StopTime":1e300'),
    engagements: [bare],
    malformed: 1,
  },
  {
    title: 'texts of another type',
    body: withItem('"ContactArn":7,"Sender":{},"IncidentId":[]'),
    engagements: [bare],
  },
  {
    title: 'items that are no engagements',
    body:
      '{"Engagements":[{},5,"x",{"EngagementArn":""},{"EngagementArn":{}},' +
      `{"EngagementArn":"${contact.arn}"},{"EngagementArn":"${arn}"}]}`,
    engagements: [bare],
    malformed: 6,
  },
];

describe('aws engagements', () => {
  useCredentials();
  useNock();

  for (const { title, body, engagements, malformed = 0 } of rows) {
    it(`reads ${title}`, async () => {
      nock(api).post('/').reply(200, body);
      const got = await withSource({}, (source) => source.engagements(0, { signal: noAbort }));
      const reported = Array<string>(malformed).fill('ListEngagements malformed item');
      assert.deepEqual(got, { result: { items: engagements }, heard: [...reported, 'ListEngagements'] });
    });
  }

  it('takes an answer without the list for malformed', async () => {
    nock(api).post('/').reply(200, '{"Pages":[]}');
    const got = await withSource({}, (source) => failure(source.engagements(0, { signal: noAbort })));
    assert.deepEqual(got, {
      result: { reason: 'malformed', message: 'the answer has no list Engagements', retryAfterSeconds: 0 },
      heard: ['ListEngagements malformed'],
    });
  });

  const arns = [
    { value: arn, isItem: true },
    { value: 'arn:aws-cn:ssm-contacts:cn-north-1:111122223333:engagement/a.b@c/1-2', isItem: true },
    { value: 'arn:aws-us-gov:ssm-contacts:us-gov-west-1:111122223333:engagement/a/1', isItem: true },
    { value: 'arn:aws-iso:ssm-contacts:us-iso-east-1:111122223333:engagement/a/1', isItem: false },
    { value: 'arn:aws:ssm-incidents:us-east-2:111122223333:engagement/a/1', isItem: false },
    { value: 'arn:aws:ssm-contacts::111122223333:engagement/a/1', isItem: false },
    { value: 'arn:aws:ssm-contacts:us-east-2:11112222:engagement/a/1', isItem: false },
    { value: 'arn:aws:ssm-contacts:us-east-2:111122223333:page/a/1', isItem: false },
    { value: 'arn:aws:ssm-contacts:us-east-2:111122223333:engagement/a', isItem: false },
    { value: 'arn:aws:ssm-contacts:us-east-2:111122223333:engagement/a/', isItem: false },
    { value: 'arn:aws:ssm-contacts:us-east-2:111122223333:engagement/a/1/2', isItem: false },
    { value: `${arn}\n`, isItem: false },
    { value: ` ${arn}`, isItem: false },
  ];
  for (const { value, isItem } of arns) {
    it(`takes ${JSON.stringify(value)} for ${isItem ? 'an engagement' : 'malformed'}`, () => {
      const expected = isItem ? { item: { arn: value, contactArn: '' }, malformed: false } : { malformed: true };
      assert.deepEqual(toListedEngagement({ EngagementArn: value }, Date.now()), expected);
    });
  }
});
