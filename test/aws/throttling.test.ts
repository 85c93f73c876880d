import { itReads, type, type Refusal } from './refusal.js';
import { useCredentials, useNock } from './wire.js';

const rate = { ...type('ThrottlingException'), Message: 'Rate exceeded' };
const rateMessage = 'ThrottlingException: Rate exceeded';

const throttling: Refusal[] = [
  { title: 'no advice', status: 400, body: rate, reason: 'throttled', message: rateMessage },
  {
    title: 'RetryAfterSeconds',
    status: 400,
    body: { ...rate, QuotaCode: 'L-1', ServiceCode: 'ssm-contacts', RetryAfterSeconds: 7 },
    reason: 'throttled',
    message: rateMessage,
    retryAfterSeconds: 7,
  },
  {
    title: 'a Retry-After header',
    status: 400,
    body: rate,
    headers: { 'Retry-After': '3' },
    reason: 'throttled',
    message: rateMessage,
    retryAfterSeconds: 3,
  },
  {
    title: 'nonsense advice in the body and a header',
    status: 400,
    body: { ...rate, RetryAfterSeconds: -1 },
    headers: { 'Retry-After': '3' },
    reason: 'throttled',
    message: rateMessage,
    retryAfterSeconds: 3,
  },
  {
    title: 'HTTP 429 without a name',
    status: 429,
    body: { message: 'slow down' },
    headers: { 'Retry-After': '2' },
    reason: 'throttled',
    message: 'HTTP 429: slow down',
    retryAfterSeconds: 2,
  },
  {
    title: 'a pause of hours in the body, before another in the header',
    status: 400,
    body: { ...rate, RetryAfterSeconds: 7200 },
    headers: { 'Retry-After': '3' },
    reason: 'throttled',
    message: rateMessage,
    retryAfterSeconds: 7200,
  },
  {
    title: 'RequestLimitExceeded',
    status: 400,
    body: { __type: 'RequestLimitExceeded', message: 'Request limit exceeded.' },
    headers: { 'Retry-After': '4' },
    reason: 'throttled',
    message: 'RequestLimitExceeded: Request limit exceeded.',
    retryAfterSeconds: 4,
  },
  {
    title: 'RequestLimitExceeded with 503',
    status: 503,
    body: { __type: 'RequestLimitExceeded', message: 'Request limit exceeded.', RetryAfterSeconds: 5 },
    reason: 'throttled',
    message: 'RequestLimitExceeded: Request limit exceeded.',
    retryAfterSeconds: 5,
  },
  {
    title: 'HTTP 429 with the name',
    status: 429,
    body: { ...rate, RetryAfterSeconds: 6 },
    reason: 'throttled',
    message: rateMessage,
    retryAfterSeconds: 6,
  },
  {
    title: 'HTTP 429 with the name of something else',
    status: 429,
    body: { __type: 'ServiceUnavailable', message: 'try later' },
    headers: { 'Retry-After': '2' },
    reason: 'throttled',
    message: 'ServiceUnavailable: try later',
    retryAfterSeconds: 2,
  },
  {
    title: 'HTTP 429 with HTML',
    status: 429,
    body: '<html><body>Too Many Requests</body></html>',
    headers: { 'Retry-After': '11' },
    reason: 'throttled',
    message: "the answer is not the API's (HTTP 429)",
    retryAfterSeconds: 11,
  },
  {
    title: 'HTTP 429 with null',
    status: 429,
    body: 'null',
    headers: { 'Retry-After': '11' },
    reason: 'throttled',
    message: "the answer is not the API's (HTTP 429): Cannot read properties of null (reading 'message')",
    retryAfterSeconds: 11,
  },
  {
    title: 'HTTP 429 without a body',
    status: 429,
    body: '',
    headers: { 'Retry-After': '12' },
    reason: 'throttled',
    message: 'HTTP 429',
    retryAfterSeconds: 12,
  },
  { title: 'HTTP 429 with nothing at all', status: 429, body: '', reason: 'throttled', message: 'HTTP 429' },
  {
    title: 'the name in the header',
    status: 400,
    body: {},
    headers: { 'x-amzn-ErrorType': 'TooManyRequestsException:http://internal.amazon.com/' },
    reason: 'throttled',
    message: 'TooManyRequestsException',
  },
];

describe('aws throttling', () => {
  useCredentials();
  useNock();

  for (const refusal of throttling) itReads(refusal);
});
