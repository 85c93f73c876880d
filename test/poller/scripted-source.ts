import type { Answer, Position } from '../../src/core/answer.js';
import type { Clock } from '../../src/core/clock.js';
import type { Contact, ContactInfo } from '../../src/core/contact.js';
import { toContact } from '../../src/core/contact.js';
import { Fault } from '../../src/core/fault.js';
import type { ListedEngagement } from '../../src/core/listed-engagement.js';
import type { Operation } from '../../src/core/operation.js';
import type { Pace } from '../../src/core/pace.js';
import type { ListedPage } from '../../src/core/page.js';
import type { DescribedContact, PageSource } from '../../src/poller/page-source.js';
import type { Time } from '../../src/poller/time.js';
import { arns } from '../core/stories.js';
import { answers, lists, ScriptedListing } from './scripted-listing.js';
import type { Listing, Listings, Reply } from './scripted-listing.js';

export function contactOf(alias: string): Contact {
  const contact = toContact(arns.contact(alias));
  if (contact === undefined) throw new Error(`no alias: ${alias}`);
  return contact;
}

export function described(alias: string): DescribedContact {
  return { contact: contactOf(alias), info: { displayName: `${alias} by name`, type: 'PERSONAL' } };
}

/** The account's contacts, in one answer. */
export function accountHas(...aliases: readonly string[]): Listing<DescribedContact> {
  return lists(aliases.map(described));
}

export interface Script {
  /** By alias; empty listings unless given. */
  readonly pages?: Readonly<Record<string, Listings<ListedPage>>>;
  /** By the engagement's last name; empty listings unless given. */
  readonly engagementPages?: Readonly<Record<string, Listings<ListedPage>>>;
  readonly engagements?: Listings<ListedEngagement>;
  readonly discoveries?: Listings<DescribedContact>;
  /** By alias, one request after another; a name unless given. */
  readonly describe?: Readonly<Record<string, readonly Reply<ContactInfo>[]>>;
}

export interface Surroundings {
  readonly time: Time;
  readonly clock: Clock;
  /** How long a request takes that the script says nothing else of. */
  readonly latencyMs: number;
  /** What requests pass, if anything. */
  readonly pace?: Pace | undefined;
}

/** One request, when it was sent (milliseconds on the time of waits). */
export interface Sent {
  readonly at: number;
  readonly operation: Operation;
  /** An alias, or the last name of an engagement; empty for what concerns the whole account. */
  readonly subject: string;
  readonly token: string | undefined;
  readonly from: number | undefined;
}

/** A source of pages that follows a script, and remembers how it was asked. */
export class ScriptedSource implements PageSource {
  readonly sent: Sent[] = [];
  running = 0;
  /** What was asked for while it was being answered already. */
  readonly overlapping: string[] = [];
  readonly #running = new Map<string, Operation>();
  readonly #mostRunning = new Map<Operation, number>();
  readonly #listings = new Map<string, unknown>();
  readonly #script: Script;
  readonly #surroundings: Surroundings;

  constructor(script: Script, surroundings: Surroundings) {
    this.#script = script;
    this.#surroundings = surroundings;
  }

  /** Whom requests of an operation were about, and where their answers begin: `akuam`, `akuam t1`. */
  asked(operation: Operation): string[] {
    return this.sent
      .filter((each) => each.operation === operation)
      .map(({ subject, token }) => [subject, token ?? ''].join(' ').trim());
  }

  /** When something was asked about from the beginning, in seconds. */
  begunAt(operation: Operation, subject: string): number[] {
    const begun = this.sent.filter((each) => each.token === undefined && each.operation === operation);
    return begun.filter((each) => each.subject === subject).map(({ at }) => at / 1000);
  }

  /** The most requests of an operation that were ever answered at a time. */
  mostRunning(operation: Operation): number {
    return this.#mostRunning.get(operation) ?? 0;
  }

  /** Sweeps begun, by alias. */
  get begun(): Record<string, number> {
    const aliases = this.sent
      .filter(({ operation, token }) => operation === 'ListPagesByContact' && token === undefined)
      .map(({ subject }) => subject);
    return Object.fromEntries(aliases.map((alias) => [alias, aliases.filter((each) => each === alias).length]));
  }

  pagesOfContact(contactArn: string, position: Position): Promise<Answer<ListedPage>> {
    const alias = lastNameOf(contactArn);
    return this.#request('ListPagesByContact', alias, this.#script.pages?.[alias], position);
  }

  pagesOfEngagement(engagementArn: string, position: Position): Promise<Answer<ListedPage>> {
    const name = lastNameOf(engagementArn);
    return this.#request('ListPagesByEngagement', name, this.#script.engagementPages?.[name], position);
  }

  engagements(from: number, position: Position): Promise<Answer<ListedEngagement>> {
    return this.#request('ListEngagements', '', this.#script.engagements, position, from);
  }

  async contacts(aliasPrefix: string, position: Position): Promise<Answer<DescribedContact>> {
    const answer = await this.#request('ListContacts', '', this.#script.discoveries, position);
    return { ...answer, items: answer.items.filter(({ contact }) => contact.alias.startsWith(aliasPrefix)) };
  }

  async describe({ alias }: Contact, signal: AbortSignal): Promise<ContactInfo> {
    const replies = this.#script.describe?.[alias] ?? [answers(described(alias).info)];
    const listings = replies.map((reply) => [reply]);
    const { items } = await this.#request('GetContact', alias, listings, { signal });
    const [info] = items;
    if (info === undefined) throw new Fault('malformed', 'scripted: nothing');
    return info;
  }

  async #request<Item>(
    operation: Operation,
    subject: string,
    listings: Listings<Item> | undefined,
    { token, signal }: Position,
    from?: number,
  ): Promise<Answer<Item>> {
    const { time, clock, pace, latencyMs } = this.#surroundings;
    signal.throwIfAborted();
    const permit = pace === undefined ? undefined : await pace.admit(operation, signal);
    const key = `${operation} ${subject}`;
    const listing = (this.#listings.get(key) ?? new ScriptedListing(listings)) as ScriptedListing<Item>;
    this.#listings.set(key, listing);
    this.sent.push({ at: time.now(), operation, subject, token, from });
    const { items = [], fault, nextToken, afterMs = latencyMs } = listing.request(token, clock.now(), from);
    await this.#whileRunning(operation, key, () => time.sleepUntil(time.now() + afterMs, signal));
    if (fault instanceof Fault && fault.reason === 'throttled') permit?.throttled(fault.retryAfterSeconds);
    if (fault !== undefined) throw fault;
    permit?.served();
    return nextToken === undefined ? { items } : { items, nextToken };
  }

  async #whileRunning(operation: Operation, key: string, run: () => Promise<void>): Promise<void> {
    if (this.#running.has(key)) this.overlapping.push(key);
    this.#running.set(key, operation);
    this.running += 1;
    const atATime = [...this.#running.values()].filter((each) => each === operation).length;
    this.#mostRunning.set(operation, Math.max(this.mostRunning(operation), atATime));
    try {
      await run();
    } finally {
      this.running -= 1;
      this.#running.delete(key);
    }
  }
}

function lastNameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
