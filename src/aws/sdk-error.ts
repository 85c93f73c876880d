import { Fault, type Reason } from '../core/fault.js';
import { reasonOfCode, reasonOfName, reasonOfStatus } from './fault-table.js';
import { retryAfterBodySeconds, retryAfterHeaderSeconds } from './retry-after.js';
import { toText } from './text.js';

/** What the SDK, and the body that it copies onto its exceptions, may have left on an error. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly RetryAfterSeconds?: unknown;
  /** On exceptions of the service only. */
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number } | undefined;
  /** On every error that came after the headers of an answer. */
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, unknown>> };
}

/** Translates whatever an attempt threw. A Fault stays as it is. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const error: SdkError = typeof thrown === 'object' && thrown !== null ? thrown : { message: thrown };
  const retryAfterSeconds =
    retryAfterBodySeconds(error.RetryAfterSeconds) ||
    retryAfterHeaderSeconds(error.$response?.headers?.['retry-after'], Date.now());
  return new Fault(reasonOf(error), messageOf(error), {
    retryAfterSeconds,
    // The service's refusal of a signature quotes the request with its session token: the name and the first line are
    // all that is kept of its exceptions.
    ...(!isServiceException(error) && { cause: thrown }),
  });
}

function reasonOf(error: SdkError): Reason {
  // Whatever the body says, or however much of it came: a proxy that limits the rate answers in words of its own.
  if (statusOf(error) === 429) return 'throttled';
  if (isServiceException(error)) return reasonOfName(toText(error.name)) ?? reasonOfStatus(statusOf(error));
  // The code before the name: the SDK's HTTP handler calls a refused or a reset connection a TimeoutError, too.
  const code = toText(error.code);
  if (code !== '') return reasonOfCode(code);
  if (isUnreadableAnswer(error)) return 'malformed';
  return reasonOfName(toText(error.name)) ?? 'internal';
}

function messageOf(error: SdkError): string {
  const name = toText(error.name);
  if (isUnreadableAnswer(error)) {
    const detail = name === 'SyntaxError' ? '' : `: ${quote(toText(error.message))}`;
    return `the answer is not the API's (HTTP ${statusOf(error)})${detail}`;
  }
  const message = quote(toText(error.message));
  const label = isServiceException(error) ? serviceLabel(error) : toText(error.code) || name;
  // The SDK puts "UnknownError" where the service left the message empty.
  if (message === '' || message === 'UnknownError') return label || 'unknown error';
  return label === '' || message.includes(label) ? message : `${label}: ${message}`;
}

/** The SDK names an exception after its status when the body does not name it. */
function serviceLabel(error: SdkError): string {
  const name = quote(toText(error.name));
  return /^(?:\d+|UnknownError|)$/.test(name) ? `HTTP ${statusOf(error)}` : name;
}

function isServiceException({ $fault }: SdkError): boolean {
  return $fault === 'client' || $fault === 'server';
}

/** The SDK reads bodies with JSON.parse and checks of its own that throw TypeErrors. */
function isUnreadableAnswer({ name, code, $response }: SdkError): boolean {
  return $response !== undefined && code === undefined && (name === 'SyntaxError' || name === 'TypeError');
}

function statusOf({ $metadata, $response }: SdkError): number {
  return $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
}

/** The first line, without anything that looks like an access key, a token or a signature. */
function quote(message: string): string {
  const [line = ''] = message.split('\n', 1);
  return line
    .replace(/\b(?:AKIA|ASIA)[A-Z0-9]{8,}/g, '***')
    .replace(/[\w+/=%-]{100,}/g, '***')
    .slice(0, 300)
    .trim();
}
