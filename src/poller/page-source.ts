import type { Contact, ContactInfo } from '../core/contact.js';
import type { ListedPage } from '../core/page.js';

/** Where contacts and their pages are listed from. Everything it throws, but for an abort, is a Fault. */
export interface PageSource {
  /** The contact's pages, one array for each answer of the API. */
  pagesOf(contact: Contact, signal: AbortSignal): AsyncIterable<readonly ListedPage[]>;
  /** The account's personal contacts whose alias begins with `aliasPrefix`. */
  contacts(aliasPrefix: string, signal: AbortSignal): AsyncIterable<readonly DescribedContact[]>;
  describe(contact: Contact, signal: AbortSignal): Promise<ContactInfo>;
}

export interface DescribedContact {
  readonly contact: Contact;
  readonly info: ContactInfo;
}
