import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import type { ContactSnapshot, Snapshot } from '../../src/core/snapshot.js';
import { Exposition } from '../../src/exposition/exposition.js';
import { akua, hostileSnapshot, untouched } from '../exposition/hostile-snapshot.js';

/** Texts that a reader could trip over. */
export const hostileTexts: Readonly<Record<string, string>> = {
  quotes: 'say "hi"',
  'a quote': '"',
  newlines: '\none\n\ntwo\n',
  'carriage returns': '\rone\r\ntwo\r',
  backslashes: '\\ \\\\ C:\\temp\\new\\',
  'what looks escaped': '\\n \\" \\\\n \\x41',
  'a label pair': 'x",y="z',
  'the end of the labels': '{a="b"} 1',
  braces: '}{',
  'an exemplar': '"} 1 # {page_id="x"} 1 1',
  'the end of the metrics': '\n# EOF\n',
  'a comment': '# HELP up down # ',
  emoji: '👩‍🚒🇬🇧 日本語 é ñ ﷽',
  spaces: '  \t\u00a0\u2003 ',
  'line separators of Unicode': '\u2028\u2029\u0085\v\f',
  'a byte order mark': '\ufeffx',
};

export interface HostileServer {
  /** Host and port. */
  readonly address: string;
  readonly snapshot: Snapshot;
  /** The content types that it has answered with. */
  readonly contentTypes: ReadonlySet<string>;
  close(): Promise<void>;
}

export interface HostileServerOptions {
  /** Instead of the header that a client sends. */
  readonly accept?: string;
  /** Which texts stand in exemplars, too; all of them unless given. */
  readonly isExemplar?: (text: string) => boolean;
}

/** Serves contacts that are called by every one of the texts, in labels and exemplars, beside the hostile snapshot. */
export async function serveHostileTexts({
  accept,
  isExemplar = () => true,
}: HostileServerOptions = {}): Promise<HostileServer> {
  const called = Object.values(hostileTexts).map((text, index) => contactCalled(text, index, isExemplar(text)));
  const snapshot = { ...hostileSnapshot, contacts: [...hostileSnapshot.contacts, ...called] };
  const exposition = new Exposition({
    snapshot: () => snapshot,
    registry: new Registry(),
    startedAt: Date.now(),
    time: performance,
    naming: 'alias',
    exemplars: true,
    nativeHistograms: true,
    createdSamples: false,
  });
  const contentTypes = new Set<string>();
  const answer = async ({ headers }: IncomingMessage, response: ServerResponse) => {
    const asked = {
      accept: accept ?? headers.accept,
      acceptEncoding: headers['accept-encoding'],
    };
    const scraped = await exposition.scrape(asked);
    contentTypes.add(scraped.headers['Content-Type'] ?? '');
    response.writeHead(200, scraped.headers).end(scraped.body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    snapshot,
    contentTypes,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A contact whose names are all this text, as are the ids of its exemplar; numbered, for labels must differ. */
function contactCalled(text: string, index: number, hasExemplar: boolean): ContactSnapshot {
  const exemplars = hasExemplar ? { pagesSent: { pageId: text, incidentId: text, at: 1_747_731_600_000 + index } } : {};
  return {
    ...untouched,
    contact: { ...akua, arn: `${index}${text}`, alias: `${text}${index}` },
    info: { displayName: text, type: 'PERSONAL' },
    totals: { ...untouched.totals, pagesSent: 1, exemplars },
  };
}

/** The labels of every contact, as they were before they were written. */
export function labelsOfContacts({ contacts }: Snapshot): Record<string, string>[] {
  return contacts.map(({ contact: { alias, accountId, region, arn }, info }) => ({
    contact: alias,
    aws_account_id: accountId,
    aws_region: region,
    contact_arn: arn,
    display_name: info.displayName,
    contact_type: info.type,
  }));
}

/** The exemplars of pages sent, by contact, as they were. */
export function exemplarsOfContacts({ contacts }: Snapshot) {
  return Object.fromEntries(
    contacts.flatMap(({ contact: { alias }, totals: { exemplars } }) => {
      const { pageId, incidentId, at } = exemplars.pagesSent ?? {};
      if (pageId === undefined || incidentId === undefined) return [];
      return [[alias, { labels: { page_id: pageId, incident_id: incidentId }, value: 1, at }]];
    }),
  );
}
