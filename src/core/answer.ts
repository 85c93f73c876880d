/** What one answer of a listing holds, and the token of the next answer unless it was the last. */
export interface Answer<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

/** Where one answer of a listing begins: at the start without a token. */
export interface Position {
  readonly token?: string;
  readonly signal: AbortSignal;
}
