import type { FaultKind } from '../../src/simulator/api/fault-kinds.js';

/** A kind of fault, and what the exporter must say of it. */
export interface FaultCase {
  readonly kind: FaultKind;
  readonly reason: string;
  /** What the simulator calls such an answer in its own account. */
  readonly outcome: string;
  /** Answers of that kind that make one failed sweep, and how many of them are failed requests: 1 and 1 mostly. */
  readonly answers?: number;
  readonly failedAnswers?: number;
}

export const faultCases: readonly FaultCase[] = [
  // What is throttled is asked for again, twice, before the sweep has failed.
  { kind: 'throttle', reason: 'throttled', outcome: 'ThrottlingException', answers: 3 },
  { kind: 'internal', reason: 'internal', outcome: 'InternalServerException' },
  { kind: 'empty-message', reason: 'internal', outcome: 'InternalServerException' },
  { kind: 'denied', reason: 'access_denied', outcome: 'AccessDeniedException' },
  { kind: 'missing', reason: 'not_found', outcome: 'ResourceNotFoundException' },
  { kind: 'expired-credentials', reason: 'access_denied', outcome: 'ExpiredTokenException' },
  { kind: 'reset', reason: 'network', outcome: 'reset' },
  { kind: 'cut', reason: 'network', outcome: 'cut' },
  { kind: 'cut-json', reason: 'malformed', outcome: 'cut-json' },
  { kind: 'html', reason: 'malformed', outcome: 'html' },
  { kind: 'hang', reason: 'timeout', outcome: 'hang' },
  { kind: 'hang-body', reason: 'timeout', outcome: 'hang-body' },
  { kind: 'missing-pages', reason: 'malformed', outcome: 'missing-pages' },
  // Each answer is good; that the second has the token of the first is what is wrong.
  { kind: 'repeated-token', reason: 'malformed', outcome: 'repeated-token', answers: 2, failedAnswers: 0 },
];

/** What the exporter must call each kind that fails sweeps when it falls on any request. */
export const reasonOf: ReadonlyMap<string, string> = new Map([
  ...faultCases.map(({ kind, reason }) => [kind, reason] as const),
  // Falls on requests with a token alone.
  ['expired-token', 'validation'],
]);

/** Kinds that spoil what is listed and fail no sweep by themselves. */
export const harmlessKinds: readonly FaultKind[] = ['shifted', 'unknown-fields'];

export const reasons = [
  'throttled',
  'access_denied',
  'not_found',
  'validation',
  'internal',
  'network',
  'timeout',
  'malformed',
];
