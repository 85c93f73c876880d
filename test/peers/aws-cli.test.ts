import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator/server.js';
import { needProgram, run } from './program.js';
import * as shown from './shown-world.js';

const { stories, busiest, eventfulPage } = shown;

interface ListedItems {
  readonly NextToken?: string;
  readonly [field: string]: unknown;
}

describe("AWS's command line against the simulator", () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await shown.serveWorld();
    needProgram('aws', ['--version'], 'awscli');
  });

  after(() => simulator.close());

  async function aws(operation: string, ...args: string[]): Promise<ListedItems> {
    const { code, out, errors } = await run('aws', [
      ...['ssm-contacts', operation, '--endpoint-url', simulator.url, '--output', 'json'],
      ...args,
    ]);
    assert.deepEqual({ code, errors }, { code: 0, errors: '' });
    return shown.parseAnswer(out) as ListedItems;
  }

  it('lists all contacts, a few at a time', async () => {
    const answer = await aws('list-contacts', '--page-size', '3');
    assert.deepEqual(answer, { Contacts: stories.contacts.map(shown.shownContact) });
  });

  it('lists the contacts of a type and a prefix', async () => {
    const answer = await aws('list-contacts', '--type', 'PERSONAL', '--alias-prefix', 'a');
    const chosen = stories.contacts.filter(({ type, alias }) => type === 'PERSONAL' && alias.startsWith('a'));
    assert.deepEqual(answer, { Contacts: chosen.map(shown.shownContact) });
    assert.ok(chosen.length > 0);
  });

  it('describes a contact with its plan, and lists its channels', async () => {
    const { Plan, ...contact } = await aws('get-contact', '--contact-id', busiest.arn);
    const { Stages = [] } = Plan as { Stages?: { DurationInMinutes: number; Targets: ChannelTarget[] }[] };
    const { ContactChannels } = await aws('list-contact-channels', '--contact-id', busiest.arn, '--page-size', '1');
    const channels = stories.channels.filter(({ contactArn }) => contactArn === busiest.arn);
    assert.deepEqual([contact, ContactChannels], [shown.shownContact(busiest), channels.map(shown.shownChannel)]);
    assert.deepEqual(
      Stages.map(({ DurationInMinutes, Targets }) => ({
        minutes: DurationInMinutes,
        targets: Targets.map(({ ChannelTargetInfo }) => ChannelTargetInfo.ContactChannelId),
      })),
      shown.shownPlan(busiest),
    );
  });

  it('lists the pages of a contact over many API pages', async () => {
    const before = simulator.requests();
    const answer = await aws('list-pages-by-contact', '--contact-id', busiest.arn, '--page-size', '5');
    const pages = shown.pagesWhere('contactArn', busiest.arn);
    assert.deepEqual(answer, { Pages: pages.map(shown.shownPage) });
    const apiPages = total(simulator.requests()) - total(before);
    assert.ok(apiPages >= pages.length / 5 && apiPages > 2, `${apiPages} API pages`);
  });

  it('stops after as many pages as it may, and goes on from there', async () => {
    const listed: unknown[] = [];
    let token: string | undefined;
    do {
      const from = token === undefined ? [] : ['--starting-token', token];
      const limits = ['--page-size', '4', '--max-items', '11'];
      const answer = await aws('list-pages-by-contact', '--contact-id', busiest.arn, ...limits, ...from);
      listed.push(...(answer['Pages'] as unknown[]));
      token = answer.NextToken;
    } while (token !== undefined);
    assert.deepEqual(listed, shown.pagesWhere('contactArn', busiest.arn).map(shown.shownPage));
  });

  it('lists the pages of an engagement and the receipts of a page', async () => {
    const { engagementArn, arn } = eventfulPage;
    const byEngagement = await aws('list-pages-by-engagement', '--engagement-id', engagementArn, '--page-size', '1');
    const receipts = await aws('list-page-receipts', '--page-id', arn, '--page-size', '1');
    assert.deepEqual(
      [byEngagement, receipts],
      [
        { Pages: shown.pagesWhere('engagementArn', engagementArn).map(shown.shownPage) },
        { Receipts: shown.shownReceipts(eventfulPage) },
      ],
    );
  });

  it('lists the engagements that began in a range of time', async () => {
    const [from, to] = [shown.now - 12 * 3_600_000, shown.now - 2 * 3_600_000];
    const answer = await aws(
      'list-engagements',
      ...['--page-size', '2', '--time-range-value'],
      `StartTime=${new Date(from).toISOString()},EndTime=${new Date(to).toISOString()}`,
    );
    const begun = stories.engagements.filter(({ startAt }) => startAt >= from && startAt <= to);
    assert.deepEqual(answer, { Engagements: begun.map(shown.shownEngagement) });
    assert.ok(begun.length > 2 && begun.length < stories.engagements.length);
  });

  it('says what is wrong in the words of the API', async () => {
    const unknown = busiest.arn.replace(busiest.alias, 'nobody');
    const args = ['ssm-contacts', 'get-contact', '--endpoint-url', simulator.url, '--contact-id', unknown];
    const { out, errors } = await run('aws', args);
    assert.equal(out, '');
    assert.equal(
      errors.trim(),
      `An error occurred (ResourceNotFoundException) when calling the GetContact operation: CONTACT not found: ${unknown}`,
    );
  });
});

interface ChannelTarget {
  readonly ChannelTargetInfo: { readonly ContactChannelId: string };
}

function total(requests: ReturnType<Simulator['requests']>): number {
  const { ListPagesByContact = {} } = requests;
  return Object.values(ListPagesByContact).reduce((sum, count) => sum + count, 0);
}
