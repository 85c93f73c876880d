import assert from 'node:assert/strict';
import nock from 'nock';
import { api, failure, listPages, useCredentials, useEnvironment, useNock, withSource } from './wire.js';

const sts = 'https://sts.us-east-2.amazonaws.com';
const roleArn = 'arn:aws:iam::444455556666:role/reader';

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAASSUMED000000000</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const refused = (code: string, message: string) => `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

describe('aws roles', () => {
  useCredentials();
  useNock();

  const roles = [
    { title: 'with an external id', externalId: 'x-1', asked: { ExternalId: 'x-1' } },
    { title: 'without one', externalId: '', asked: {} },
  ];
  for (const { title, externalId, asked } of roles) {
    it(`assumes a role once, ${title}`, async () => {
      const bodies: unknown[] = [];
      const keys: (string | undefined)[] = [];
      nock(sts)
        .post('/')
        .reply(200, (_uri, body) => {
          bodies.push(typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : body);
          return assumed;
        });
      nock(api)
        .post('/')
        .times(2)
        .reply(function () {
          keys.push(/Credential=(\w+)\//.exec(this.req.headers['authorization'] ?? '')?.[1]);
          return [200, { Pages: [] }];
        });
      const got = await withSource({ roleArn, externalId }, async (source) => [
        await listPages(source),
        await listPages(source),
      ]);
      assert.deepEqual(
        { ...got, bodies, keys },
        {
          result: [{ items: [] }, { items: [] }],
          heard: ['ListPagesByContact', 'ListPagesByContact'],
          bodies: [
            {
              Action: 'AssumeRole',
              Version: '2011-06-15',
              RoleArn: roleArn,
              RoleSessionName: 'ssm-contacts-exporter',
              ...asked,
            },
          ],
          keys: ['ASIAASSUMED000000000', 'ASIAASSUMED000000000'],
        },
      );
    });
  }

  const failures = [
    {
      title: 'a refused role',
      status: 403,
      body: refused('AccessDenied', 'not authorized to perform sts:AssumeRole'),
      reason: 'access_denied',
      message: `cannot assume the role ${roleArn}: AccessDenied: not authorized to perform sts:AssumeRole`,
    },
    {
      title: 'a role that STS calls invalid',
      status: 400,
      body: refused('ValidationError', 'RoleArn is invalid'),
      reason: 'access_denied',
      message: `cannot assume the role ${roleArn}: ValidationError: RoleArn is invalid`,
    },
    {
      title: 'a throttled STS',
      status: 400,
      body: refused('Throttling', 'Rate exceeded'),
      reason: 'throttled',
      message: `cannot assume the role ${roleArn}: Throttling: Rate exceeded`,
    },
  ];
  for (const { title, status, body, reason, message } of failures) {
    it(`${title}: ${reason}`, async () => {
      nock(sts).post('/').reply(status, body);
      const got = await withSource({ roleArn }, (source) => failure(listPages(source)));
      assert.deepEqual(got, {
        result: { reason, message, retryAfterSeconds: 0 },
        heard: [`ListPagesByContact ${reason}`],
      });
    });
  }

  it('asks STS anew after a failure', async () => {
    nock(sts).post('/').reply(403, refused('AccessDenied', 'no'));
    nock(sts).post('/').reply(200, assumed);
    nock(api).post('/').reply(200, { Pages: [] });
    const { heard } = await withSource({ roleArn }, async (source) => [
      await failure(listPages(source)),
      await listPages(source),
    ]);
    assert.deepEqual(heard, ['ListPagesByContact access_denied', 'ListPagesByContact']);
  });
});

describe('aws without credentials', () => {
  useCredentials();
  useEnvironment({
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
    AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
  });
  useNock();

  it('is denied access', async () => {
    const got = await withSource({}, (source) => failure(listPages(source)));
    assert.deepEqual(got, {
      result: {
        reason: 'access_denied',
        message: 'cannot get credentials: CredentialsProviderError: Could not load credentials from any providers',
        retryAfterSeconds: 0,
      },
      heard: ['ListPagesByContact access_denied'],
    });
  });
});
