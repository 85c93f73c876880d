import { setTimeout as sleep } from 'node:timers/promises';
import type { Contact, ContactInfo } from '../../src/core/contact.js';
import { toContact } from '../../src/core/contact.js';
import { Fault } from '../../src/core/fault.js';
import type { Reason } from '../../src/core/fault.js';
import type { ListedPage } from '../../src/core/page.js';
import type { DescribedContact, PageSource } from '../../src/poller/page-source.js';
import { arns } from '../core/stories.js';

export type Answers = readonly ListedPage[];

/** One listing: what it answers until it ends, fails or is aborted. */
export type Listing = (signal: AbortSignal) => AsyncIterable<Answers>;

export function lists(...answers: readonly Answers[]): Listing {
  return async function* () {
    for (const answer of answers) yield await Promise.resolve(answer);
  };
}

export function fails(reason: Reason, ...answersBefore: readonly Answers[]): Listing {
  return async function* (signal) {
    yield* lists(...answersBefore)(signal);
    throw new Fault(reason, `scripted: ${reason}`);
  };
}

/** Answers nothing until it is aborted. */
export const hangs: Listing = async function* (signal) {
  yield [];
  await sleep(2 ** 30, undefined, { signal });
};

/** Answers nothing until its own deadline, as a request to the API does. */
export function timesOut(afterMs: number): Listing {
  return async function* (signal) {
    yield [];
    await sleep(afterMs, undefined, { signal });
    throw new Fault('timeout', 'scripted: timeout');
  };
}

export function takes(ms: number): Listing {
  return async function* (signal) {
    await sleep(ms, undefined, { signal });
    yield [];
  };
}

export function contactOf(alias: string): Contact {
  const contact = toContact(arns.contact(alias));
  if (contact === undefined) throw new Error(`no alias: ${alias}`);
  return contact;
}

export function described(alias: string): DescribedContact {
  return { contact: contactOf(alias), info: { displayName: `${alias} by name`, type: 'PERSONAL' } };
}

export interface Script {
  /** By alias: the listings of one sweep after another, the last of them for all further ones. Nothing: empty ones. */
  readonly listings?: Readonly<Record<string, readonly Listing[]>>;
  /** One discovery after another, the last of them for all further ones. */
  readonly discoveries?: readonly (readonly string[] | Reason)[];
  readonly describe?: (contact: Contact) => Promise<ContactInfo>;
}

/** A source of pages that follows a script, and remembers how it was asked. */
export class ScriptedSource implements PageSource {
  /** Sweeps begun, by alias. */
  readonly begun: Record<string, number> = {};
  running = 0;
  mostRunning = 0;
  /** Aliases whose pages were asked for while they were being listed already. */
  readonly overlapping = new Set<string>();
  discoveries = 0;
  readonly #running = new Set<string>();
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  async *pagesOf({ alias }: Contact, signal: AbortSignal): AsyncGenerator<Answers> {
    const turn = this.begun[alias] ?? 0;
    this.begun[alias] = turn + 1;
    if (this.#running.has(alias)) this.overlapping.add(alias);
    this.#running.add(alias);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      const listings = this.#script.listings?.[alias] ?? [];
      const listing = listings[turn] ?? listings.at(-1) ?? lists([]);
      yield* listing(signal);
    } finally {
      this.running -= 1;
      this.#running.delete(alias);
    }
  }

  async *contacts(aliasPrefix: string): AsyncGenerator<readonly DescribedContact[]> {
    const { discoveries = [[]] } = this.#script;
    const found = discoveries[this.discoveries] ?? discoveries.at(-1) ?? [];
    this.discoveries += 1;
    if (typeof found === 'string') throw new Fault(found, `scripted: ${found}`);
    yield await Promise.resolve(found.filter((alias) => alias.startsWith(aliasPrefix)).map(described));
  }

  describe(contact: Contact): Promise<ContactInfo> {
    return this.#script.describe?.(contact) ?? Promise.resolve(described(contact.alias).info);
  }
}
