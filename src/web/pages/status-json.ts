import { setImmediate } from 'node:timers/promises';
import type { StatusView } from './status-view.js';

/** So many contacts are written before others have their turn. */
const step = 64;

/** A status as JSON, made in steps: all of it at once would hold up everything else. */
export async function statusJson({ contacts, ...head }: StatusView): Promise<string> {
  const parts: string[] = [];
  for (let from = 0; from < contacts.length; from += step) {
    const written = contacts.slice(from, from + step).map((contact) => JSON.stringify(contact));
    parts.push(written.join(',\n'));
    await setImmediate();
  }
  const rest = JSON.stringify(head).slice(0, -1);
  return `${rest},"contacts":[\n${parts.join(',\n')}\n]}\n`;
}
