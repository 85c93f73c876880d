import type { Random } from '../generate/random.js';
import {
  accessDeniedError,
  frontDoorError,
  internalError,
  notFoundError,
  throttlingError,
  type ApiError,
} from './api-error.js';
import { isObject } from './input.js';
import type { Disturbance, Output } from './operation.js';
import { cut, cutJson, hang, hangBody, html, reset, type Transport } from './transport.js';

/** The request that a fault falls on. */
export interface Victim {
  readonly operation: string;
  /** The ARN that the request names, if any. */
  readonly resource: string;
  readonly retryAfterSeconds: number | undefined;
}

/** Where a fault takes effect: instead of an answer, in a listing's order, in the answer's fields, or on the wire. */
export type Effect =
  | { readonly refuse: (victim: Victim) => ApiError }
  | { readonly disturb: Disturbance }
  | { readonly alter: (output: Output, random: Random) => Output }
  | { readonly send: Transport };

/** Every kind of fault and what it does. */
export const effects = {
  throttle: { refuse: ({ retryAfterSeconds }) => throttlingError(retryAfterSeconds) },
  internal: { refuse: ({ retryAfterSeconds }) => internalError('Internal server error', retryAfterSeconds) },
  'empty-message': { refuse: ({ retryAfterSeconds }) => internalError('', retryAfterSeconds) },
  denied: { refuse: ({ operation, resource }) => accessDeniedError(operation, resource) },
  missing: { refuse: ({ resource }) => notFoundError('RESOURCE', resource) },
  'expired-credentials': {
    refuse: () => frontDoorError('ExpiredTokenException', 403, 'The security token included in the request is expired'),
  },
  'repeated-token': { disturb: 'repeated-token' },
  'expired-token': { disturb: 'expired-token' },
  shifted: { disturb: 'shifted' },
  'missing-pages': { alter: () => ({}) },
  'nonsense-times': { alter: spoilTimes },
  'unknown-fields': { alter: addUnknownFields },
  reset: { send: reset },
  cut: { send: cut },
  'cut-json': { send: cutJson },
  html: { send: html },
  hang: { send: hang },
  'hang-body': { send: hangBody },
} as const satisfies Record<string, Effect>;

export type FaultKind = keyof typeof effects;

/** Whether this names a kind of fault. */
export function isFaultKind(kind: unknown): kind is FaultKind {
  return typeof kind === 'string' && Object.hasOwn(effects, kind);
}

const nonsenseTimes: readonly [unknown, ...unknown[]] = [
  '2022-08-16T18:57:52.058000+00:00',
  -62_135_596_801,
  1e300,
  true,
  null,
];

function spoilTimes(output: Output, random: Random): Output {
  return mapItems(output, (item) => {
    const spoilt = Object.keys(item).filter((field) => field.endsWith('Time'));
    return { ...item, ...Object.fromEntries(spoilt.map((field) => [field, random.pick(nonsenseTimes)])) };
  });
}

function addUnknownFields(output: Output): Output {
  const unknown = { FieldOfALaterModel: { Nested: ['value'] } };
  return { ...mapItems(output, (item) => ({ ...item, ...unknown })), ...unknown };
}

/** Every response lists its items in one of its fields. */
function mapItems(output: Output, change: (item: Output) => Output): Output {
  const entries = Object.entries(output).map(([field, value]) => {
    const items: unknown = Array.isArray(value)
      ? value.map((item: unknown) => (isObject(item) ? change(item) : item))
      : value;
    return [field, items] as const;
  });
  return Object.fromEntries(entries);
}
