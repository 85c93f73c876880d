import {
  GetContactCommand,
  ListContactsCommand,
  ListPagesByContactCommand,
  type SSMContactsClient,
} from '@aws-sdk/client-ssm-contacts';
import type { Contact, ContactInfo } from '../core/contact.js';
import type { ListedPage } from '../core/page.js';
import { createAgents, destroyAgents } from './agents.js';
import type { ApiObserver } from './api-observer.js';
import { toBatch, type BatchFormat } from './batch.js';
import { createCall, type CallOptions } from './call.js';
import { createClient, type ClientOptions } from './client.js';
import { toContactInfo, toListedContact, type ListedContact } from './listed-contact.js';
import { toListedPage } from './listed-page.js';
import type { Operation } from './operation.js';
import { maxAnswersPerListing, paginate } from './paginate.js';
import { persist } from './persist.js';

/** The most that the API gives in one answer (MaxResults in the API reference): each answer costs quota. */
const maxResults = 1024;

/** How often an answer is asked for. Whoever sweeps only once would rather wait than have nothing to show. */
const usualTries = 5;
const patientTries = 100;

export interface AwsSourceOptions extends ClientOptions, CallOptions {
  readonly observer: ApiObserver;
  readonly maxAnswers?: number;
  /** Asks again for the first answer of a listing, too: for whoever sweeps only once. */
  readonly isPatient?: boolean;
  /** A number in [0, 1), anew at each call: how long a wait is, of the longest that it may be. */
  readonly random?: () => number;
}

/** Everything that is read from one target. Methods throw Faults, or the reason of `signal` once it is aborted. */
export interface AwsSource {
  /** ListPagesByContact: every page known of a contact, one array for each answer, some of them empty. */
  pagesOf(contact: Contact, signal: AbortSignal): AsyncIterable<readonly ListedPage[]>;
  /** ListContacts: the personal contacts whose alias begins with `aliasPrefix`; with an empty prefix, all of them. */
  contacts(aliasPrefix: string, signal: AbortSignal): AsyncIterable<readonly ListedContact[]>;
  /** GetContact: what a contact is called, and its type. */
  describe(contact: Contact, signal: AbortSignal): Promise<ContactInfo>;
  /** Closes the connections; requests under way fail. */
  close(): void;
}

/** What a listing sends and how its answers are read. */
interface Listing<Item> extends BatchFormat<Item> {
  readonly operation: Operation;
  readonly send: (range: { MaxResults: number; NextToken?: string }, abortSignal: AbortSignal) => Promise<object>;
}

/** Connects to the API for one target; nothing is sent yet. */
export function createAwsSource(options: AwsSourceOptions): AwsSource {
  const { observer, maxAnswers = maxAnswersPerListing, isPatient = false, random = Math.random } = options;
  const tries = isPatient ? patientTries : usualTries;
  const agents = createAgents();
  const client = createClient(options, agents);
  const call = createCall(options);

  const list = <Item>({ operation, send, ...format }: Listing<Item>, signal: AbortSignal) => {
    const ask = (token: string | undefined) =>
      call(
        operation,
        async (abortSignal) => {
          const range = { MaxResults: maxResults, ...(token !== undefined && { NextToken: token }) };
          return toBatch(await send(range, abortSignal), format, () => observer.malformedItem(operation));
        },
        signal,
      );
    const askOn = (token: string | undefined) =>
      token === undefined && !isPatient ? ask(token) : persist(() => ask(token), { tries, signal, random });
    return paginate(askOn, signal, maxAnswers);
  };

  return {
    pagesOf: (contact, signal) => list(pagesByContact(client, contact), signal),
    contacts: (aliasPrefix, signal) => list(personalContacts(client, aliasPrefix), signal),
    describe: (contact, signal) =>
      call(
        'GetContact',
        async (abortSignal) =>
          toContactInfo(await client.send(new GetContactCommand({ ContactId: contact.arn }), { abortSignal })),
        signal,
      ),
    close() {
      client.destroy();
      destroyAgents(agents);
    },
  };
}

function pagesByContact(client: SSMContactsClient, contact: Contact): Listing<ListedPage> {
  return {
    operation: 'ListPagesByContact',
    field: 'Pages',
    read: (page) => toListedPage(page, Date.now()),
    send: (range, abortSignal) =>
      client.send(new ListPagesByContactCommand({ ContactId: contact.arn, ...range }), { abortSignal }),
  };
}

function personalContacts(client: SSMContactsClient, aliasPrefix: string): Listing<ListedContact> {
  const filter = { Type: 'PERSONAL' as const, ...(aliasPrefix !== '' && { AliasPrefix: aliasPrefix }) };
  return {
    operation: 'ListContacts',
    field: 'Contacts',
    read: toListedContact,
    send: (range, abortSignal) => client.send(new ListContactsCommand({ ...filter, ...range }), { abortSignal }),
  };
}
