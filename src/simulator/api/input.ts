import { isContactsArn } from '../world/arn.js';
import { validationError } from './api-error.js';

/** A request's JSON object, before its fields are checked. */
export type Input = Readonly<Record<string, unknown>>;

const token = /^[\\/a-zA-Z0-9_+=-]*$/;

/** A required ARN of the service; throws ValidationException. */
export function arnField(input: Input, field: string): string {
  const value = input[field];
  if (value === undefined || value === null) throw validationError(field, 'must not be null');
  if (typeof value !== 'string' || !isContactsArn(value)) throw validationError(field, 'is not a valid ARN');
  return value;
}

/** An optional text of at most `most` characters; throws ValidationException. */
export function textField(input: Input, field: string, most: number): string | undefined {
  const value = input[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.length > most) {
    throw validationError(field, `must be a string of at most ${most} characters`);
  }
  return value;
}

/** An optional value of an enumeration; throws ValidationException. */
export function choiceField(input: Input, field: string, choices: readonly string[]): string | undefined {
  const value = textField(input, field, 2048);
  if (value !== undefined && !choices.includes(value)) {
    throw validationError(field, `must satisfy enum value set: [${choices.join(', ')}]`);
  }
  return value;
}

/** An optional time, epoch seconds on the wire, as epoch milliseconds; throws ValidationException. */
export function timeField(input: Input, field: string): number | undefined {
  const value = input[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw validationError(field, 'must be a timestamp');
  return Math.round(value * 1000);
}

/** An optional structure; throws ValidationException. */
export function structureField(input: Input, field: string): Input {
  const value = input[field] ?? {};
  if (!isObject(value)) throw validationError(field, 'must be a structure');
  return value;
}

/** MaxResults, 0 to 1024; 0 is the same as none. Throws ValidationException. */
export function maxResultsField(input: Input): number | undefined {
  const value = input['MaxResults'] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 1024) {
    throw validationError('MaxResults', 'must be between 0 and 1024');
  }
  return value === 0 ? undefined : value;
}

/** NextToken as far as the model checks it: its length and its characters. Throws ValidationException. */
export function nextTokenField(input: Input): string | undefined {
  const value = textField(input, 'NextToken', 2048);
  if (value !== undefined && !token.test(value)) throw validationError('NextToken', `must match ${token.source}`);
  return value;
}

/** Whether this is a JSON object. */
export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
