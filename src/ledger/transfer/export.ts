import { createHash } from 'node:crypto';
import type { Ledger } from '../ledger.js';
import { toHeader } from './format.js';
import type { End } from './format.js';

/** Everything that a ledger holds, as text of many lines at a time. Nothing may be committed meanwhile. */
export async function* exported(ledger: Ledger): AsyncGenerator<string> {
  const { meta } = ledger;
  const hash = createHash('sha256');
  const hashed = (text: string) => {
    hash.update(text);
    return text;
  };
  yield hashed(toLine(toHeader(meta)));
  for await (const batch of ledger.records()) {
    yield hashed(batch.map(({ kind, record }) => (kind === 'meta' ? '' : toLine({ kind, record }))).join(''));
  }
  const end: End = { end: { records: meta.records, sha256: hash.digest('hex') } };
  yield toLine(end);
}

function toLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
