import { Fault } from '../core/fault.js';
import type { Batch } from './paginate.js';

/** An object of the API as it came: the SDK's types promise more than the wire keeps. */
export type Fields = Readonly<Record<string, unknown>>;

/** One item as far as it can be understood; `malformed` when it, or a part of it, had to be dropped. */
export interface Reading<Item> {
  readonly item?: Item;
  readonly malformed: boolean;
}

export interface BatchFormat<Item> {
  /** The field that holds the list: `Pages`, `Contacts`. */
  readonly field: string;
  readonly read: (item: Fields) => Reading<Item>;
}

/**
 * Reads one answer of a listing; `reportMalformed` is called once for each malformed item.
 * Throws a `malformed` fault when the list is missing, which an empty listing never does, or the token is no string.
 */
export function toBatch<Item>(
  answer: object,
  { field, read }: BatchFormat<Item>,
  reportMalformed: () => void,
): Batch<Item> {
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
