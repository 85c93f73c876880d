import type { Random } from '../generate/random.js';
import type { Range } from '../world/timeline.js';
import { validationError } from './api-error.js';
import type { Call, Operation, Output } from './operation.js';
import { maxResultsField, nextTokenField } from './input.js';
import type { Position, Tokens } from './token.js';

export type Order = 'newest-first' | 'oldest-first' | 'shuffled';

/** What an API page holds when the request doesn't say; AWS doesn't document it. */
const defaultPageSize = 100;

export interface PagerOptions {
  readonly order: Order;
  /** However much MaxResults asks for. */
  readonly maxItemsPerPage: number;
  /** How many API pages are empty but have a token, 0 to 1; never two in a row. */
  readonly emptyPageShare: number;
  readonly tokens: Tokens;
  readonly random: Random;
}

/** Hands out a range of items in API pages. */
export interface Pager {
  page<T>(call: Call, select: (asOf: number) => Range<T>): { items: T[]; nextToken: string | undefined };
}

export interface Listing<T> {
  /** The response field that holds the items. */
  readonly field: string;
  /** The items that had begun at `asOf`, oldest first. */
  readonly select: (call: Call, asOf: number) => Range<T>;
  /** An item as the API shows it now. */
  readonly show: (item: T, call: Call) => Output;
}

/** An operation that lists, filters and paginates. */
export function listing<T>({ field, select, show }: Listing<T>): Operation {
  return (call) => {
    const { items, nextToken } = call.pager.page(call, (asOf) => select(call, asOf));
    return {
      [field]: items.map((item) => show(item, call)),
      ...(nextToken !== undefined && { NextToken: nextToken }),
    };
  };
}

/**
 * Every item that had begun when a listing began is handed out exactly once, unless a disturbance is asked for:
 * `shifted` repeats one item and leaves one out, `repeated-token` stays where it is, `expired-token` refuses to go on.
 */
export function createPager({ order, maxItemsPerPage, emptyPageShare, tokens, random }: PagerOptions): Pager {
  if (!(maxItemsPerPage >= 1)) throw new RangeError('an API page holds at least one item');
  const sequence = sequences[order];
  return {
    page(call, select) {
      const write = (position: Position) => tokens.write(position, call.operation, call.input);
      const limit = Math.min(maxResultsField(call.input) ?? defaultPageSize, maxItemsPerPage);
      const token = nextTokenField(call.input);
      const begin: Position = { asOf: call.at, offset: 0, blank: false };
      if (token !== undefined && call.disturbance === 'expired-token') {
        throw validationError('NextToken', 'has expired');
      }
      const position = token === undefined ? begin : tokens.read(token, call.operation, call.input);
      // Before anything is answered: what is wrong with the request must be said on an empty API page, too.
      const range = select(position.asOf);
      if (!position.blank && random.chance(emptyPageShare)) {
        return { items: [], nextToken: write({ ...position, blank: true }) };
      }
      const end = Math.min(position.offset + limit, range.length);
      const indices = span(position.offset, end);
      if (call.disturbance === 'shifted' && position.offset > 0) indices[0] = position.offset - 1;
      const items = indices
        .map((index) => range.at(sequence(index, range.length)))
        .filter((item) => item !== undefined);
      if (call.disturbance === 'repeated-token') return { items, nextToken: write(position) };
      const next = { asOf: position.asOf, offset: end, blank: false };
      return { items, nextToken: end < range.length ? write(next) : undefined };
    },
  };
}

const sequences: Record<Order, (index: number, length: number) => number> = {
  'oldest-first': (index) => index,
  'newest-first': (index, length) => length - 1 - index,
  // Steps of about the golden section meet every index once when they have no divisor in common with the length.
  shuffled: (index, length) => (index * coprimeStep(length)) % length,
};

function coprimeStep(length: number): number {
  let step = Math.max(1, Math.floor(length * 0.618));
  while (greatestCommonDivisor(step, length) !== 1) step++;
  return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function span(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
