import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { createAwsSource } from '../../src/aws/source.js';
import type { AwsSource } from '../../src/aws/source.js';
import { Fault, reasons } from '../../src/core/fault.js';
import { emptyTotals } from '../../src/core/totals.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { Recorder } from '../../src/poller/recorder.js';
import { createFakePace } from '../aws/fake-pace.js';
import { contact, createRecorder, engagementArn, noAbort, pageArn, useCredentials } from '../aws/wire.js';
import { layout } from '../core/stories.js';
import { policy } from '../ledger/opened.js';
import { arbitraryReply, replyOf } from './api-replies.js';
import type { Reply } from './api-replies.js';
import { flawsOfContact, flawsOfEngagement, flawsOfInfo, flawsOfPage } from './api-shapes.js';
import { fuzz, pollution } from './fuzz.js';
import { mutated } from './json.js';

const position = { signal: noAbort };

/** What is wrong with the items of an answer, or with what was thrown instead: nothing. */
async function flawsIn<T>(asked: Promise<T>, flawsOf: (answer: T) => unknown[]): Promise<unknown[]> {
  const flaws = await asked.then(flawsOf, (error: unknown) =>
    error instanceof Fault && reasons.includes(error.reason) && error.message.length < 1000 ? [] : [error],
  );
  return [...flaws, ...pollution()];
}

describe('an answer of the API, whatever it is', () => {
  useCredentials();
  let reply: Reply;
  let server: Server;
  let source: AwsSource;

  before(async () => {
    server = createServer((_request, response) => {
      const { status, headers, body, isCut } = reply;
      response.writeHead(status, { ...headers, ...(isCut && { 'content-length': body.length + 10 }) });
      response.write(body, () => (isCut ? response.destroy() : response.end()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const access = { region: 'us-east-2', roleArn: '', externalId: '', requestTimeoutMs: 5000 };
    source = createAwsSource({ ...access, endpoint, observer: createRecorder(), pace: createFakePace() });
  });
  after(() => {
    source.close();
    server.closeAllConnections();
    server.close();
  });

  const asks: [what: string, flaws: () => Promise<unknown[]>][] = [
    ['pages', () => flawsIn(source.pagesOfContact(contact.arn, position), ({ items }) => items.flatMap(flawsOfPage))],
    ['engagements', () => flawsIn(source.engagements(0, position), ({ items }) => items.flatMap(flawsOfEngagement))],
    ['contacts', () => flawsIn(source.contacts('', position), ({ items }) => items.flatMap(flawsOfContact))],
    ['a description', () => flawsIn(source.describe(contact, noAbort), flawsOfInfo)],
  ];
  for (const [what, flaws] of asks) {
    fuzz(
      `is ${what} with the promised types, or a fault`,
      300,
      fc.asyncProperty(arbitraryReply, async (each) => {
        reply = each;
        assert.deepEqual(await flaws(), []);
      }),
    );
  }

  it('is malformed when it does not end', async () => {
    const endless = createServer((_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024, '[');
      const go = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.writeHead(200).on('drain', go);
      go();
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
    const access = { region: 'us-east-2', roleArn: '', externalId: '', requestTimeoutMs: 10_000 };
    const other = createAwsSource({ ...access, endpoint, observer: createRecorder(), pace: createFakePace() });
    const thrown = await other.pagesOfContact(contact.arn, position).catch((error: unknown) => error);
    other.close();
    endless.closeAllConnections();
    endless.close();
    assert.ok(thrown instanceof Fault);
    assert.deepEqual([thrown.reason, thrown.message], ['malformed', 'the answer has more than 33554432 bytes']);
  });

  const seconds = fc.integer({ min: 1_700_000_000, max: 1_700_000_100 });
  const page = fc.record(
    {
      PageArn: fc.nat(5).map((id) => pageArn(`p${id}`)),
      EngagementArn: fc.nat(3).map((id) => engagementArn(`e${id}`)),
      ContactArn: fc.constant(contact.arn),
      SentTime: seconds,
      DeliveryTime: seconds,
      ReadTime: seconds,
      IncidentId: fc.string(),
    },
    { requiredKeys: ['PageArn', 'EngagementArn', 'ContactArn'] },
  );
  const pages = fc.array(page, { maxLength: 6 }).map((Pages) => ({ Pages }));
  const sequence = fc.array(fc.oneof(pages, pages.chain(mutated), arbitraryReply), { minLength: 1, maxLength: 6 });
  fuzz(
    'lets no total fall, however many follow one another',
    60,
    fc.asyncProperty(sequence, async (answers) => {
      const ledger = await Ledger.open('', 1000);
      const observer = {
        committed: () => undefined,
        recovered: () => undefined,
        commitFailed: (error: unknown) => assert.ifError(error),
      };
      const recorder = new Recorder({ ledger, policy, layout, observer, signal: noAbort });
      await recorder.introduce([contact.arn], 1000);
      const falls: string[] = [];
      for (const [index, answer] of answers.entries()) {
        reply = replyOf(answer);
        const listed = await source.pagesOfContact(contact.arn, position).catch(() => undefined);
        const at = 1_700_000_000_000 + index * 1000;
        const before = ledger.contact(contact.arn)?.totals ?? emptyTotals(layout);
        const findings = { scope: { contactArn: contact.arn }, askedAt: at, seenAt: at, isComplete: true };
        if (listed !== undefined) await recorder.record({ ...findings, pages: listed.items });
        const after = ledger.contact(contact.arn)?.totals ?? emptyTotals(layout);
        const names = ['pagesSent', 'pagesResent', 'pagesDelivered', 'pagesAcknowledged', 'engagements'] as const;
        falls.push(...names.filter((name) => !(after[name] >= before[name])));
      }
      await ledger.close();
      assert.deepEqual([falls, pollution()], [[], []]);
    }),
  );
});
