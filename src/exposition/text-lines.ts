import type { Labels } from './family.js';

/** What the two text formats have in common. */
export const textParts = {
  join: (parts: readonly string[]): Buffer => Buffer.from(parts.join('')),
};

/** A line of a text format. `pairs` are label pairs as `labelPairs` writes them. */
export function line(name: string, pairs: string, value: number): string {
  return `${name}${pairs === '' ? '' : `{${pairs}}`} ${writeNumber(value)}`;
}

/** Adds the bucket's bound to label pairs. */
export function withBound(pairs: string, bound: string): string {
  return `${pairs}${pairs === '' ? '' : ','}le="${bound}"`;
}

const written = new WeakMap<Labels, string>();

/** Writes label pairs; kept with the labels, since all samples of a contact share them. */
export function labelPairs(labels: Labels): string {
  const known = written.get(labels);
  if (known !== undefined) return known;
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeQuoted(text)}"`);
  const text = pairs.join(',');
  written.set(labels, text);
  return text;
}

export function writeNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** Escapes what would end a line. */
export function escapeLine(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}

/** Escapes what would end a quoted text. */
export function escapeQuoted(text: string): string {
  return escapeLine(text).replace(/"/g, '\\"');
}
