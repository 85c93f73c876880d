import type { Answer } from '../core/answer.js';
import { Fault } from '../core/fault.js';
import type { Fields, Reading } from './reading.js';

export interface AnswerFormat<Item> {
  /** The field that holds the list: `Pages`, `Engagements`, `Contacts`. */
  readonly field: string;
  readonly read: (item: Fields) => Reading<Item>;
}

/**
 * Reads one answer of a listing; `reportMalformed` is called once for each malformed item.
 * Throws a `malformed` fault when the list is missing, which an empty listing never does, or the token is no string.
 */
export function toAnswer<Item>(
  answer: object,
  { field, read }: AnswerFormat<Item>,
  reportMalformed: () => void,
): Answer<Item> {
  const fields = toFields(answer);
  const list = fields[field];
  if (!Array.isArray(list)) throw new Fault('malformed', `the answer has no list ${field}`);
  const nextToken = fields['NextToken'] ?? '';
  if (typeof nextToken !== 'string') throw new Fault('malformed', 'NextToken is not a string');
  const items = list.flatMap((value: unknown) => {
    const { item, malformed } = read(toFields(value));
    if (malformed) reportMalformed();
    return item === undefined ? [] : [item];
  });
  return nextToken === '' ? { items } : { items, nextToken };
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
