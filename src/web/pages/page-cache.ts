import { setImmediate } from 'node:timers/promises';
import type { Html } from './html.js';
import { toSheet } from './sheet.js';
import type { Sheet } from './sheet.js';
import type { ContactView, StatusView } from './status-view.js';

/** So many rows are drawn before others have their turn. */
const step = 16;
/** So much is kept, rows and sheets together: what people look at of two thousand contacts, not whatever somebody thinks of. */
const mostBytes = 16 * 1024 * 1024;

/** What has been drawn of one status. The next one begins anew. */
export class PageCache {
  readonly view: StatusView;
  readonly #draw: (contact: ContactView, now: number) => Html;
  readonly #rows = new Map<ContactView, Html>();
  readonly #sheets = new Map<string, Sheet>();
  #room: number;

  constructor(view: StatusView, draw: (contact: ContactView, now: number) => Html, room = mostBytes) {
    this.view = view;
    this.#draw = draw;
    this.#room = room;
  }

  /** The rows of these contacts. */
  async rows(contacts: readonly ContactView[]): Promise<Html[]> {
    const rows: Html[] = [];
    let drawn = 0;
    for (const contact of contacts) {
      let row = this.#rows.get(contact);
      if (row === undefined) {
        row = this.#draw(contact, this.view.generatedAt);
        if (this.#takesRoom(row.text.length)) this.#rows.set(contact, row);
        drawn += 1;
        if (drawn % step === 0) await setImmediate();
      }
      rows.push(row);
    }
    // What is made of them is a long step by itself.
    await setImmediate();
    return rows;
  }

  /** What is made of the text that `make` makes, or was made of it under this key. */
  async sheet(key: string, make: () => Promise<string>): Promise<Sheet> {
    const known = this.#sheets.get(key);
    if (known !== undefined) return known;
    const text = await make();
    await setImmediate();
    const sheet = await toSheet(text);
    if (this.#takesRoom(sheet.body.length + sheet.compressed.length)) this.#sheets.set(key, sheet);
    return sheet;
  }

  #takesRoom(bytes: number): boolean {
    if (bytes > this.#room) return false;
    this.#room -= bytes;
    return true;
  }
}
