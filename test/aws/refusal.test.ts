import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import nock from 'nock';
import { itReads, type, type Refusal } from './refusal.js';
import { api, listPages, useCredentials, useNock, withSource } from './wire.js';

const refusals: Refusal[] = [
  {
    title: 'denied access',
    status: 400,
    body: { ...type('AccessDeniedException'), Message: 'User: arn:aws:iam::111122223333:user/x is not authorized' },
    reason: 'access_denied',
    message: 'AccessDeniedException: User: arn:aws:iam::111122223333:user/x is not authorized',
  },
  {
    title: 'a lower-case message',
    status: 400,
    body: { __type: 'UnrecognizedClientException', message: 'The security token is invalid.' },
    reason: 'access_denied',
    message: 'UnrecognizedClientException: The security token is invalid.',
  },
  {
    title: 'an expired token',
    status: 400,
    body: { __type: 'ExpiredTokenException', message: 'expired' },
    reason: 'access_denied',
    message: 'ExpiredTokenException: expired',
  },
  { title: 'HTTP 403 of no name', status: 403, body: {}, reason: 'access_denied', message: 'HTTP 403' },
  {
    title: 'an empty message',
    status: 400,
    body: { ...type('ResourceNotFoundException'), Message: '' },
    reason: 'not_found',
    message: 'ResourceNotFoundException',
  },
  {
    title: 'an empty message beside a Message',
    status: 400,
    body: { ...type('ResourceNotFoundException'), message: '', Message: 'no such contact' },
    reason: 'not_found',
    message: 'ResourceNotFoundException: no such contact',
  },
  { title: 'HTTP 404 of no name', status: 404, body: {}, reason: 'not_found', message: 'HTTP 404' },
  {
    title: 'an address that is not this API',
    status: 404,
    body: { __type: 'UnknownOperationException' },
    reason: 'validation',
    message: 'UnknownOperationException',
  },
  {
    title: 'a bad request',
    status: 400,
    body: { ...type('ValidationException'), Message: 'bad ContactId', Reason: 'FIELD_VALIDATION_FAILED' },
    reason: 'validation',
    message: 'ValidationException: bad ContactId',
  },
  {
    title: 'another refusal with 4xx',
    status: 402,
    body: { ...type('ServiceQuotaExceededException'), Message: 'too many' },
    reason: 'validation',
    message: 'ServiceQuotaExceededException: too many',
  },
  {
    title: 'an internal error with advice',
    status: 500,
    body: { ...type('InternalServerException'), Message: 'oops', RetryAfterSeconds: 30 },
    reason: 'internal',
    message: 'InternalServerException: oops',
    retryAfterSeconds: 30,
  },
  { title: 'HTTP 503 of no name', status: 503, body: '', reason: 'internal', message: 'HTTP 503' },
  {
    title: 'a code of Node.js in the body',
    status: 400,
    body: { code: 'ECONNRESET' },
    reason: 'validation',
    message: 'ECONNRESET',
  },
  {
    title: 'hostile keys',
    status: 400,
    body: '{"__type":"constructor","__proto__":{"$fault":"x"},"stack":"x","cause":"x"}',
    reason: 'validation',
    message: 'constructor',
  },
  {
    title: 'an HTML page with 502',
    status: 502,
    body: '<html><body>Bad Gateway</body></html>',
    reason: 'malformed',
    message: "the answer is not the API's (HTTP 502)",
  },
  {
    title: 'cut JSON with 400',
    status: 400,
    body: '{"__type":"Thrott',
    reason: 'malformed',
    message: "the answer is not the API's (HTTP 400)",
  },
  {
    title: 'null with 400',
    status: 400,
    body: 'null',
    reason: 'malformed',
    message: "the answer is not the API's (HTTP 400): Cannot read properties of null (reading 'message')",
  },
  { title: 'a redirect', status: 302, body: '', reason: 'malformed', message: 'HTTP 302' },
];

describe('aws refusals', () => {
  useCredentials();
  useNock();

  for (const refusal of refusals) itReads(refusal);

  it('never repeats what the service quotes of a signed request', async () => {
    const token = 'IQoJb3JpZ2luX2VjE'.repeat(12);
    const message =
      `The signature does not match for AKIAIOSFODNN7EXAMPLE with ${token}\n\n` +
      `The Canonical String for this request should have been\nx-amz-security-token:${token}`;
    nock(api).post('/').reply(403, { __type: 'InvalidSignatureException', message });
    const { result } = await withSource({}, (source) => listPages(source).catch((error: unknown) => error));
    const logged = inspect(result, { depth: null, showHidden: true });
    assert.deepEqual(
      { first: logged.split('\n', 1)[0], tokens: logged.includes(token), keys: logged.includes('AKIAIOSFODNN7') },
      {
        first: 'Fault: InvalidSignatureException: The signature does not match for *** with ***',
        tokens: false,
        keys: false,
      },
    );
  });
});
