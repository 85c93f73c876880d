/** Where the wall-clock time comes from: the times of pages are compared with it. Waits don't use it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}
