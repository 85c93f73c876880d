import type { Contact, ContactInfo } from '../core/contact.js';
import { unknownInfo } from '../core/contact.js';
import type { PageSource } from './page-source.js';
import { Errand } from './errand.js';
import { Patience } from './patience.js';
import type { PollObserver } from './poll-observer.js';
import type { Time } from './time.js';
import { toFault } from './to-fault.js';

/** A contact that can't be described is asked about ever less often, in the end about this often. */
const askIntervalMs = 10 * 60_000;

export interface DescriptionOptions {
  readonly source: PageSource;
  readonly observer: PollObserver;
  readonly time: Time;
  readonly random: () => number;
}

/** What the API says about a contact. It is a comfort: that it can't be had is no failure of the contact. */
export class Description {
  info: ContactInfo;
  readonly #contact: Contact;
  readonly #options: DescriptionOptions;
  readonly #patience: Patience;
  readonly #errand = new Errand();
  #askAt = -Infinity;
  #asking: Promise<void> | undefined;

  constructor(contact: Contact, info: ContactInfo | undefined, options: DescriptionOptions) {
    this.#contact = contact;
    this.info = info ?? unknownInfo;
    this.#options = options;
    this.#patience = new Patience({ ...options, settings: { intervalMs: askIntervalMs } });
  }

  /** Asks for the name and the type, if need be and if it is time; waits for the answer if it is under way. Never rejects. */
  async ask(signal: AbortSignal): Promise<void> {
    const isDue = this.info === unknownInfo && this.#options.time.now() >= this.#askAt;
    if (this.#asking === undefined && isDue) {
      this.#asking = this.#request(signal).finally(() => (this.#asking = undefined));
    }
    await this.#asking;
  }

  /** Whom it asks is another one: what that one would not tell may be asked for again. */
  renew(): void {
    this.#errand.giveUp();
    this.#patience.succeeded();
    this.#askAt = -Infinity;
  }

  async #request(signal: AbortSignal): Promise<void> {
    const { source, observer, time } = this.#options;
    const isRetry = this.#askAt !== -Infinity;
    observer.asked({ operation: 'GetContact', purpose: 'describe', isRetry });
    try {
      const info = await this.#errand.run(signal, (own) => source.describe(this.#contact, own));
      this.info = info ?? this.info;
    } catch (error) {
      if (signal.aborted) return;
      this.#askAt = time.now() + this.#patience.waitAfter(toFault(error, 'describing'));
    }
  }
}
