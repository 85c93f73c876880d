import type { Position } from '../core/answer.js';
import type { Contact } from '../core/contact.js';
import type { AwsSource } from './source.js';

/**
 * A source behind which another one may take its place: requests under way end where they began, and what is asked later
 * goes to the new one. A source is closed when its last request has ended.
 */
export class ReplaceableSource implements AwsSource {
  #current: InUse;

  constructor(source: AwsSource) {
    this.#current = new InUse(source);
  }

  /** Asks `source` from now on. */
  replace(source: AwsSource): void {
    this.#current.retire();
    this.#current = new InUse(source);
  }

  /** Closes the source when its last request has ended; nothing may be asked any more. */
  retire(): void {
    this.#current.retire();
  }

  /** Closes the source at once; requests under way fail. */
  close(): void {
    this.#current.source.close();
  }

  pagesOfContact(contactArn: string, position: Position) {
    return this.#current.ask((source) => source.pagesOfContact(contactArn, position));
  }

  pagesOfEngagement(engagementArn: string, position: Position) {
    return this.#current.ask((source) => source.pagesOfEngagement(engagementArn, position));
  }

  engagements(from: number, position: Position) {
    return this.#current.ask((source) => source.engagements(from, position));
  }

  contacts(aliasPrefix: string, position: Position) {
    return this.#current.ask((source) => source.contacts(aliasPrefix, position));
  }

  describe(contact: Contact, signal: AbortSignal) {
    return this.#current.ask((source) => source.describe(contact, signal));
  }
}

/** A source, and how many requests it has under way. */
class InUse {
  readonly source: AwsSource;
  #underWay = 0;
  #isRetired = false;

  constructor(source: AwsSource) {
    this.source = source;
  }

  /** Nothing is awaited before the request: whoever looks at the budget after this call finds it taken. */
  async ask<Answer>(request: (source: AwsSource) => Promise<Answer>): Promise<Answer> {
    this.#underWay += 1;
    try {
      return await request(this.source);
    } finally {
      this.#underWay -= 1;
      this.#closeIfIdle();
    }
  }

  retire(): void {
    this.#isRetired = true;
    this.#closeIfIdle();
  }

  #closeIfIdle(): void {
    if (this.#isRetired && this.#underWay === 0) this.source.close();
  }
}
