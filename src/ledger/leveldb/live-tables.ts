import { Cursor } from './cursor.js';
import { logRecords } from './log-records.js';

/** A table that the store consists of. */
export interface LiveTable {
  readonly number: number;
  /** In bytes. */
  readonly size: number;
}

/**
 * The tables that a manifest names in the end. Others may lie beside them: whole ones that are no longer needed, and half of
 * one that was being written when the process was killed.
 * @throws Error when the manifest can't be read
 */
export function liveTables(manifest: Buffer): readonly LiveTable[] {
  const live = new Map<number, LiveTable>();
  for (const record of logRecords(manifest)) applyEdit(new Cursor(record), live);
  return [...live.values()];
}

/** One record of a manifest: fields with a tag before each (LevelDB's db/version_edit.cc). */
function applyEdit(edit: Cursor, live: Map<number, LiveTable>): void {
  const added: LiveTable[] = [];
  while (!edit.isAtEnd) {
    const tag = edit.varint();
    switch (tag) {
      case 1: // the comparator
        edit.takeSized();
        break;
      case 2: // the number of the log
      case 3: // the next number of a file
      case 4: // the last sequence number
      case 9: // the number of the log before
        edit.varint();
        break;
      case 5: // where a level is compacted next
        edit.varint();
        edit.takeSized();
        break;
      case 6: // a table that goes from a level
        edit.varint();
        live.delete(edit.varint());
        break;
      case 7: // a table that comes to a level, with its first and its last key
        edit.varint();
        added.push({ number: edit.varint(), size: edit.varint() });
        edit.takeSized();
        edit.takeSized();
        break;
      default:
        throw new Error(`its manifest has a field of an unknown kind: ${tag}`);
    }
  }
  // A table that moves from one level to another goes and comes in one edit.
  for (const table of added) live.set(table.number, table);
}
