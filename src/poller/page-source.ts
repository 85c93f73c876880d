import type { Answer, Position } from '../core/answer.js';
import type { Contact, ContactInfo } from '../core/contact.js';
import type { ListedEngagement } from '../core/listed-engagement.js';
import type { ListedPage } from '../core/page.js';

/** One request each, made as soon as the budget of its operation allows. Everything thrown, but for an abort, is a Fault. */
export interface PageSource {
  /** ListPagesByContact. */
  pagesOfContact(contactArn: string, position: Position): Promise<Answer<ListedPage>>;
  /** ListPagesByEngagement. */
  pagesOfEngagement(engagementArn: string, position: Position): Promise<Answer<ListedPage>>;
  /** ListEngagements: those that began at `from` (epoch milliseconds) or later. */
  engagements(from: number, position: Position): Promise<Answer<ListedEngagement>>;
  /** ListContacts: the account's personal contacts whose alias begins with `aliasPrefix`. */
  contacts(aliasPrefix: string, position: Position): Promise<Answer<DescribedContact>>;
  /** GetContact. */
  describe(contact: Contact, signal: AbortSignal): Promise<ContactInfo>;
}

export interface DescribedContact {
  readonly contact: Contact;
  readonly info: ContactInfo;
}
