import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Html } from './html.js';
import type { ContactView, StatusView } from './status-view.js';

const compress = promisify(gzip);

/** What is sent: made once for everybody who asks while the status is the same. */
export class Sheet {
  readonly body: Buffer;
  #compressed: Promise<Buffer> | undefined;

  constructor(text: string) {
    this.body = Buffer.from(text);
  }

  /** Compressed on another thread. */
  get compressed(): Promise<Buffer> {
    return (this.#compressed ??= compress(this.body));
  }
}

/** So many rows are drawn before others have their turn. */
const step = 16;
/** So many different pages are kept: what many look at, and not whatever somebody thinks of. */
const mostSheets = 8;

/** What has been drawn of one status. The next one begins anew. */
export class PageCache {
  readonly view: StatusView;
  readonly #draw: (contact: ContactView, now: number) => Html;
  readonly #rows = new Map<ContactView, Html>();
  readonly #sheets = new Map<string, Promise<Sheet>>();

  constructor(view: StatusView, draw: (contact: ContactView, now: number) => Html) {
    this.view = view;
    this.#draw = draw;
  }

  /** The rows of these contacts. */
  async rows(contacts: readonly ContactView[]): Promise<Html[]> {
    const rows: Html[] = [];
    let drawn = 0;
    for (const contact of contacts) {
      let row = this.#rows.get(contact);
      if (row === undefined) {
        row = this.#draw(contact, this.view.generatedAt);
        this.#rows.set(contact, row);
        drawn += 1;
        if (drawn % step === 0) await setImmediate();
      }
      rows.push(row);
    }
    // What is made of them is a long step by itself.
    await setImmediate();
    return rows;
  }

  /** What `make` makes, or has made under this key. */
  sheet(key: string, make: () => Promise<string>): Promise<Sheet> {
    const known = this.#sheets.get(key);
    if (known !== undefined) return known;
    const made = make().then(async (text) => {
      await setImmediate();
      return new Sheet(text);
    });
    if (this.#sheets.size < mostSheets) this.#sheets.set(key, made);
    return made;
  }
}
