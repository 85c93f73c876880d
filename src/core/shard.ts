export interface Shard {
  /** From 0 to `total` - 1. */
  readonly ordinal: number;
  readonly total: number;
}

/** Whether a contact belongs to this shard: every contact belongs to exactly one, whatever the other contacts are. */
export function isInShard(contactArn: string, { ordinal, total }: Shard): boolean {
  return fnv1a(contactArn) % total === ordinal;
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo), of a string of ASCII characters. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
