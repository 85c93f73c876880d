/** An object of the API as it came: the SDK's types promise more than the wire keeps. */
export type Fields = Readonly<Record<string, unknown>>;

/** What can be understood of one item or value; `malformed` when it, or a part of it, had to be dropped. */
export interface Reading<Item> {
  readonly item?: Item;
  readonly malformed: boolean;
}
