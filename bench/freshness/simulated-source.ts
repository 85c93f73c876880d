import { toAnswer } from '../../src/aws/answer.js';
import { toListedEngagement } from '../../src/aws/listed-engagement.js';
import { toListedPage } from '../../src/aws/listed-page.js';
import type { Reading } from '../../src/aws/reading.js';
import type { Answer, Position } from '../../src/core/answer.js';
import type { Clock } from '../../src/core/clock.js';
import { unknownInfo } from '../../src/core/contact.js';
import { Fault } from '../../src/core/fault.js';
import type { ListedEngagement } from '../../src/core/listed-engagement.js';
import type { Operation } from '../../src/core/operation.js';
import type { Pace } from '../../src/core/pace.js';
import type { PageSource } from '../../src/poller/page-source.js';
import type { Time } from '../../src/poller/time.js';
import { createApi } from '../../src/simulator/api/api.js';
import { createFaults } from '../../src/simulator/api/faults.js';
import { createPager } from '../../src/simulator/api/listing.js';
import { createQuotaKeeper } from '../../src/simulator/api/quota.js';
import { createTokens } from '../../src/simulator/api/token.js';
import { createRandom } from '../../src/simulator/generate/random.js';
import type { World } from '../../src/simulator/world/world.js';

export interface SimulatedSourceOptions {
  readonly world: World;
  readonly time: Time;
  readonly clock: Clock;
  /** What requests wait for; nothing when it is left out. */
  readonly pace?: Pace;
  /** So many times AWS's default quotas are in force. */
  readonly quotaTimes: number;
  /** Whether no engagement is shown to end: it isn't known when AWS sets StopTime. */
  readonly hidesEnds?: boolean;
  readonly seed: string;
}

/** A request and its answer are this long under way, milliseconds, one as often as another. */
const latencyMs = { least: 30, most: 120 };

const headers = {
  'content-type': 'application/x-amz-json-1.1',
  authorization:
    'AWS4-HMAC-SHA256 Credential=simulated/20260101/us-east-2/ssm-contacts/aws4_request, ' +
    `SignedHeaders=host, Signature=${'0'.repeat(64)}`,
};

/** The simulator's API at AWS's default quotas, asked without a network; answers are read by the exporter's own readers. */
export class SimulatedSource implements PageSource {
  /** Requests so far, by operation, and how many of them were throttled. */
  readonly requests: Partial<Record<Operation, { asked: number; throttled: number }>> = {};
  readonly #options: SimulatedSourceOptions;
  readonly #api: ReturnType<typeof createApi>;
  readonly #random;

  constructor(options: SimulatedSourceOptions) {
    const { world, clock, quotaTimes, seed } = options;
    this.#options = options;
    this.#random = createRandom(seed, 'latency');
    this.#api = createApi({
      world,
      clock,
      quotas: createQuotaKeeper(quotasAt(quotaTimes), clock),
      faults: createFaults([], createRandom(seed, 'faults')),
      pager: createPager({
        order: 'newest-first',
        maxItemsPerPage: 1024,
        emptyPageShare: 0,
        tokens: createTokens(seed),
        random: createRandom(seed, 'pager'),
      }),
      random: createRandom(seed, 'nonsense'),
    });
  }

  pagesOfContact(contactArn: string, position: Position) {
    return this.#list('ListPagesByContact', { ContactId: contactArn }, position, 'Pages', toListedPage);
  }

  pagesOfEngagement(engagementArn: string, position: Position) {
    return this.#list('ListPagesByEngagement', { EngagementId: engagementArn }, position, 'Pages', toListedPage);
  }

  async engagements(from: number, position: Position): Promise<Answer<ListedEngagement>> {
    const input = { TimeRangeValue: { StartTime: Math.floor(from / 1000) } };
    const answer = await this.#list('ListEngagements', input, position, 'Engagements', toListedEngagement);
    if (this.#options.hidesEnds !== true) return answer;
    return { ...answer, items: answer.items.map(withoutEnd) };
  }

  contacts(): Promise<never> {
    return Promise.reject(new Fault('validation', 'the contacts are configured here'));
  }

  describe() {
    return Promise.resolve(unknownInfo);
  }

  async #list<Item>(
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    { token, signal }: Position,
    field: string,
    read: (item: Readonly<Record<string, unknown>>, now: number) => Reading<Item>,
  ): Promise<Answer<Item>> {
    const { pace, clock, time } = this.#options;
    const permit = await pace?.admit(operation, signal);
    const counts = (this.requests[operation] ??= { asked: 0, throttled: 0 });
    counts.asked += 1;
    const onTheWay = () =>
      time.sleepUntil(time.now() + this.#random.integer(latencyMs.least, latencyMs.most) / 2, signal);
    await onTheWay();
    const body = JSON.stringify({ ...input, MaxResults: 1024, ...(token !== undefined && { NextToken: token }) });
    const { reply } = this.#api.answer({ ...headers, 'x-amz-target': `SSMContacts.${operation}` }, body);
    await onTheWay();
    if (reply.outcome === 'ThrottlingException') {
      counts.throttled += 1;
      permit?.throttled(0);
      throw new Fault('throttled', 'Rate exceeded');
    }
    if (reply.status !== 200) throw new Fault('internal', reply.body);
    permit?.served();
    return toAnswer(
      JSON.parse(reply.body, withDates) as object,
      { field, read: (item) => read(item, clock.now()) },
      unexpected,
    );
  }
}

function quotasAt(times: number) {
  return { ListPagesByContact: times, ListPagesByEngagement: 2 * times, ListEngagements: 2 * times };
}

function withoutEnd({ arn, contactArn, startedAt }: ListedEngagement): ListedEngagement {
  return { arn, contactArn, ...(startedAt !== undefined && { startedAt }) };
}

/** The SDK gives times as dates. */
function withDates(field: string, value: unknown): unknown {
  return field.endsWith('Time') && typeof value === 'number' ? new Date(Math.round(value * 1000)) : value;
}

function unexpected(): never {
  throw new Error('the simulator has answered nonsense');
}
