import type { Problem } from './problem.js';

/** An element of a list whose elements each have a name and contacts. */
export interface NamedContacts {
  /** Empty when it has none that is fit. */
  readonly name: string;
  /** What stands in its list of contacts, fit or not. */
  readonly listed: readonly unknown[];
}

/** Problems of names and of contacts that stand in a list (`targets`) more than once. */
export function repeats(list: string, elements: readonly NamedContacts[]): readonly Problem[] {
  const names = elements.map(({ name }, index) => ({ value: name, path: `${list}[${index}].name` }));
  const contacts = elements.flatMap(({ listed }, index) =>
    listed.map((value, position) => ({ value, path: `${list}[${index}].contacts[${position}]` })),
  );
  return [
    ...repeatedValues(names.filter(({ value }) => value !== '')),
    ...repeatedValues(contacts.filter(({ value }) => typeof value === 'string')),
  ];
}

function repeatedValues(entries: readonly { readonly value: unknown; readonly path: string }[]): readonly Problem[] {
  const firsts = new Map<unknown, string>();
  const problems: Problem[] = [];
  for (const { value, path } of entries) {
    const first = firsts.get(value);
    if (first === undefined) firsts.set(value, path);
    else problems.push({ path, message: `is the same as ${first}` });
  }
  return problems;
}
