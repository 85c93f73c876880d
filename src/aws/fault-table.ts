import type { Reason } from '../core/fault.js';

const errorNames = {
  throttled: [
    'ThrottlingException',
    'Throttling',
    'ThrottledException',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'SlowDown',
  ],
  access_denied: [
    'AccessDeniedException',
    'AccessDenied',
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    'IncompleteSignature',
    'IncompleteSignatureException',
    'ExpiredToken',
    'ExpiredTokenException',
    'RequestExpired',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
    'NotAuthorized',
    'OptInRequired',
    'CredentialsProviderError',
    'TokenProviderError',
  ],
  not_found: ['ResourceNotFoundException'],
  // The first comes with status 404, but it is the operation that is unknown, not the contact.
  validation: ['UnknownOperationException', 'ValidationException'],
  internal: ['InternalServerException', 'InternalServerError', 'InternalFailure', 'ServiceUnavailable'],
  timeout: ['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'],
} as const satisfies Partial<Record<Reason, readonly string[]>>;

const reasonByName = new Map<string, Reason>(
  (Object.keys(errorNames) as (keyof typeof errorNames)[]).flatMap((reason) =>
    errorNames[reason].map((name) => [name, reason] as const),
  ),
);

/** The reason that an error's name tells by itself (API reference of each operation, and AWS's common errors). */
export function reasonOfName(name: string): Reason | undefined {
  return reasonByName.get(name);
}

/** The reason behind an HTTP status, other than 429, of an error that was named in a way the table does not know. */
export function reasonOfStatus(status: number): Reason {
  if (status === 401 || status === 403) return 'access_denied';
  if (status === 404) return 'not_found';
  if (status >= 400 && status < 500) return 'validation';
  if (status >= 300 && status < 400) return 'malformed'; // The API never redirects.
  return 'internal';
}

/** The reason behind an error code of Node.js: whatever is not a timeout kept us from the answer. */
export function reasonOfCode(code: string): Reason {
  return code === 'ETIMEDOUT' ? 'timeout' : 'network';
}
