import fc from 'fast-check';
import { contact, engagementArn, pageArn } from '../aws/wire.js';
import { hostileJson, hostileText, mutated } from './json.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The connection breaks before all has come. */
  readonly isCut: boolean;
}

const page = {
  PageArn: pageArn('1'),
  EngagementArn: engagementArn('1'),
  ContactArn: contact.arn,
  IncidentId: 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/1',
  Sender: 'cli',
  SentTime: 1700000000.5,
  DeliveryTime: 1700000001,
  ReadTime: 1700000002,
};
const good = {
  Pages: [page, page],
  Engagements: [
    { EngagementArn: engagementArn('1'), ContactArn: contact.arn, StartTime: 1700000000, StopTime: 1700000001 },
  ],
  Contacts: [{ ContactArn: contact.arn, Alias: 'akuam', DisplayName: 'Akua', Type: 'PERSONAL' }],
  ContactArn: contact.arn,
  DisplayName: 'Akua',
  Type: 'PERSONAL',
  Plan: { Stages: [] },
  NextToken: 'token',
};
const refusal = {
  __type: 'ThrottlingException',
  Message: 'slow',
  RetryAfterSeconds: 3,
  QuotaCode: 'q',
  ServiceCode: 's',
};

/** Good but for its texts, which are anything. */
const wordy = fc.record({ name: hostileText, id: hostileText, type: hostileText }).map(({ name, id, type }) => ({
  ...good,
  Pages: [{ ...page, IncidentId: id, EngagementArn: name }],
  Engagements: good.Engagements.map((engagement) => ({ ...engagement, ContactArn: id })),
  Contacts: good.Contacts.map((each) => ({ ...each, DisplayName: name, Type: type })),
  DisplayName: name,
  Type: type,
}));

const json = fc
  .oneof(
    mutated(good),
    wordy,
    mutated(refusal),
    hostileJson,
    hostileJson.map((Pages) => ({ Pages })),
  )
  .map((value) => Buffer.from(JSON.stringify(value)));
const deep = fc.nat(20_000).map((depth) => Buffer.from(`{"Pages":${'['.repeat(depth)}${']'.repeat(depth)}}`));
const long = fc.nat(5000).map((count) => Buffer.from(`{"Pages":[${'{"PageArn":"x"},'.repeat(count)}null]}`));
const body = fc.oneof(
  { weight: 8, arbitrary: json },
  fc.tuple(json, fc.nat(300)).map(([whole, length]) => whole.subarray(0, length)),
  deep,
  long,
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  hostileText.map((text) => Buffer.from(text)),
);

const header = fc.tuple(
  fc.constantFrom(
    'content-type',
    'x-amzn-errortype',
    'retry-after',
    'content-encoding',
    'x-amzn-requestid',
    'location',
  ),
  fc
    .oneof(
      fc.constantFrom(
        'gzip',
        'text/html',
        '3',
        '-1',
        '1e999',
        'Tue, 01 Jan 2999 00:00:00 GMT',
        'ThrottlingException:x',
        '#',
      ),
      fc.string(),
    )
    .map((text) => text.replaceAll(/[^\t\x20-\x7e]/g, '')),
);

export const arbitraryReply: fc.Arbitrary<Reply> = fc.record({
  status: fc.oneof(fc.constant(200), fc.constantFrom(201, 204, 301, 400, 401, 403, 404, 413, 429, 500, 502, 503, 599)),
  headers: fc.array(header, { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
  body,
  isCut: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
});

/** A reply as it is, or the good one with this content. */
export function replyOf(content: unknown): Reply {
  if (typeof content === 'object' && content !== null && 'isCut' in content) return content as Reply;
  return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(content)), isCut: false };
}
