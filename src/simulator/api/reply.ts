/** What the API answers, before it goes on the wire. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /** What the request is counted as: `ok`, the type of the error, or the kind of the fault. */
  readonly outcome: string;
}
