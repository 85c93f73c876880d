/** Epoch milliseconds as the wire has them: epoch seconds with a fraction. */
export function toSeconds(atMs: number): number {
  return atMs / 1000;
}
