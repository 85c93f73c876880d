import {
  GetContactCommand,
  ListContactsCommand,
  ListEngagementsCommand,
  ListPagesByContactCommand,
  ListPagesByEngagementCommand,
  type SSMContactsClient,
} from '@aws-sdk/client-ssm-contacts';
import type { Answer, Position } from '../core/answer.js';
import type { Clock } from '../core/clock.js';
import type { Contact, ContactInfo } from '../core/contact.js';
import type { ListedEngagement } from '../core/listed-engagement.js';
import type { Operation } from '../core/operation.js';
import type { ListedPage } from '../core/page.js';
import { createAgents, destroyAgents } from './agents.js';
import { toAnswer, type AnswerFormat } from './answer.js';
import { createCall, type CallOptions } from './call.js';
import { createClient, type ClientOptions } from './client.js';
import { toContactInfo, toListedContact, type ListedContact } from './listed-contact.js';
import { toListedEngagement } from './listed-engagement.js';
import { toListedPage } from './listed-page.js';

/** The most that the API gives in one answer (MaxResults in the API reference): each answer costs quota. */
const maxResults = 1024;

export interface AwsSourceOptions extends ClientOptions, CallOptions {
  /** Which times of an answer can be believed is a matter of this clock; Date unless given. */
  readonly clock?: Clock;
}

/**
 * Everything that is read from one target. Each method makes one attempt as soon as the pace admits it, which it is
 * asked for before the method returns. Methods throw Faults, or the reason of the signal once it is aborted.
 */
export interface AwsSource {
  /** ListPagesByContact: the pages known of a contact; an answer with a token may be empty. */
  pagesOfContact(contactArn: string, position: Position): Promise<Answer<ListedPage>>;
  /** ListPagesByEngagement: the pages known of an engagement. */
  pagesOfEngagement(engagementArn: string, position: Position): Promise<Answer<ListedPage>>;
  /**
   * ListEngagements: those that began at `from` (epoch milliseconds) or later, and maybe some of the second before it.
   * Each answer of one listing needs the same `from`.
   */
  engagements(from: number, position: Position): Promise<Answer<ListedEngagement>>;
  /** ListContacts: the personal contacts whose alias begins with `aliasPrefix`; with an empty prefix, all of them. */
  contacts(aliasPrefix: string, position: Position): Promise<Answer<ListedContact>>;
  /** GetContact: what a contact is called, and its type. */
  describe(contact: Contact, signal: AbortSignal): Promise<ContactInfo>;
  /** Closes the connections; requests under way fail. */
  close(): void;
}

/** What a listing sends. */
interface Question {
  readonly operation: Operation;
  readonly send: (range: { MaxResults: number; NextToken?: string }, abortSignal: AbortSignal) => Promise<object>;
}

/** And how its answers are read. */
type Listing<Item> = Question & AnswerFormat<Item>;

/** Connects to the API for one target; nothing is sent yet. */
export function createAwsSource(options: AwsSourceOptions): AwsSource {
  const { observer, clock = Date } = options;
  const agents = createAgents();
  const client = createClient(options, agents);
  const call = createCall(options);
  const pageFormat: AnswerFormat<ListedPage> = { field: 'Pages', read: (page) => toListedPage(page, clock.now()) };
  const engagementFormat: AnswerFormat<ListedEngagement> = {
    field: 'Engagements',
    read: (engagement) => toListedEngagement(engagement, clock.now()),
  };

  const ask = <Item>({ operation, send, ...format }: Listing<Item>, { token, signal }: Position) =>
    call(
      operation,
      async (abortSignal) => {
        const range = { MaxResults: maxResults, ...(token !== undefined && { NextToken: token }) };
        return toAnswer(await send(range, abortSignal), format, () => observer.malformedItem(operation));
      },
      signal,
    );

  return {
    pagesOfContact: (contactArn, position) => ask({ ...pagesByContact(client, contactArn), ...pageFormat }, position),
    pagesOfEngagement: (engagementArn, position) =>
      ask({ ...pagesByEngagement(client, engagementArn), ...pageFormat }, position),
    engagements: (from, position) => ask({ ...engagementsSince(client, from), ...engagementFormat }, position),
    contacts: (aliasPrefix, position) => ask(personalContacts(client, aliasPrefix), position),
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

function pagesByContact(client: SSMContactsClient, contactArn: string): Question {
  return {
    operation: 'ListPagesByContact',
    send: (range, abortSignal) =>
      client.send(new ListPagesByContactCommand({ ContactId: contactArn, ...range }), { abortSignal }),
  };
}

function pagesByEngagement(client: SSMContactsClient, engagementArn: string): Question {
  return {
    operation: 'ListPagesByEngagement',
    send: (range, abortSignal) =>
      client.send(new ListPagesByEngagementCommand({ EngagementId: engagementArn, ...range }), { abortSignal }),
  };
}

function engagementsSince(client: SSMContactsClient, from: number): Question {
  // Whole seconds, downwards: SDK 3.523 rounds the times that it sends to the nearest second, which may be a later one.
  const startTime = new Date(Math.floor(from / 1000) * 1000);
  return {
    operation: 'ListEngagements',
    send: (range, abortSignal) =>
      // No EndTime: while our clock is behind AWS's, it would hide the newest engagements.
      client.send(new ListEngagementsCommand({ TimeRangeValue: { StartTime: startTime }, ...range }), { abortSignal }),
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
