/** Orders texts by their code units, and numbers, also infinite ones. */
export function compare<T extends number | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
