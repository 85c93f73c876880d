/** The value when it is a string, otherwise an empty one. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
