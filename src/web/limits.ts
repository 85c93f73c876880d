/** What the web server puts up with: whoever reaches its port may ask, in whatever way and however often. */
export interface WebLimits {
  /** The most connections: with more, the silent go first, then those that do not read what they asked for. */
  readonly connections: number;
  /** The most bytes of a request's target and headers together. */
  readonly headerBytes: number;
  /** How long a request may take to arrive, from the connection or its first byte on. */
  readonly requestMs: number;
  /** How long a connection may be silent between two requests. */
  readonly keepAliveMs: number;
  /** How long whoever connects may take to ask, and whoever asks to read the answer, while others wait for the place. */
  readonly patienceMs: number;
  /** How long a connection may go on from a request until its answer is read. */
  readonly answerMs: number;
  /** How often is looked for requests that take too long to arrive. */
  readonly checkMs: number;
}

export const defaultLimits: WebLimits = {
  // Many times the scrapes that are answered at a time. Half of the 1024 files that a process may often have open: the
  // ledger takes up to a fifth of them, and the rest is for connections to AWS.
  connections: 512,
  // Prometheus sends half a kilobyte; this is what Node.js allows by default, whatever NODE_OPTIONS says.
  headerBytes: 16 * 1024,
  // A request is one packet. No body is ever read, so there is no more to wait for.
  requestMs: 10_000,
  // Longer than the usual scrape interval of up to a minute, so that Prometheus keeps its connection.
  keepAliveMs: 75_000,
  // A scrape of ten thousand contacts takes a second over a slow line.
  patienceMs: 5_000,
  // Longer than any scrape_timeout that is of use.
  answerMs: 120_000,
  checkMs: 1_000,
};
