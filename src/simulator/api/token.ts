import { createHmac } from 'node:crypto';
import { validationError } from './api-error.js';
import { isObject, type Input } from './input.js';

/** Where a listing goes on. */
export interface Position {
  /** Epoch milliseconds: the listing shows what had begun when it began itself. */
  readonly asOf: number;
  /** Items handed out so far. */
  readonly offset: number;
  /** Whether the API page before was empty, so that no two empty ones follow each other. */
  readonly blank: boolean;
}

export interface Tokens {
  write(position: Position, operation: string, input: Input): string;
  /** Throws ValidationException for a token of another operation or other parameters, and for anything made up. */
  read(token: string, operation: string, input: Input): Position;
}

/** Opaque tokens, signed with a key that the seed gives and bound to an operation and its parameters. */
export function createTokens(seed: string): Tokens {
  const sign = (position: string, operation: string, input: Input) =>
    createHmac('sha256', seed)
      .update(`${position}\n${operation}\n${parameters(input)}`)
      .digest('base64url');
  return {
    write({ asOf, offset, blank }, operation, input) {
      const position = JSON.stringify([asOf, offset, blank]);
      const text = JSON.stringify([position, sign(position, operation, input)]);
      return Buffer.from(text).toString('base64url');
    },
    read(token, operation, input) {
      const [position, signature] = parseList(Buffer.from(token, 'base64url').toString());
      if (typeof position !== 'string' || signature !== sign(position, operation, input)) {
        throw validationError('NextToken', 'is not a token of this request');
      }
      const [asOf, offset, blank] = parseList(position);
      return { asOf: Number(asOf), offset: Number(offset), blank: blank === true };
    },
  };
}

/** MaxResults may change from one API page to the next. */
function parameters(input: Input): string {
  const named = Object.entries(input).filter(([name]) => name !== 'NextToken' && name !== 'MaxResults');
  return JSON.stringify(
    named.sort(([a], [b]) => (a < b ? -1 : 1)),
    (_, value: unknown) => sorted(value),
  );
}

function sorted(value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

/** The list that a token holds; an empty one when it is nothing of ours, which no signature fits. */
function parseList(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
