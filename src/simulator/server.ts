import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { createApi } from './api/api.js';
import { createFaults, type FaultRule } from './api/faults.js';
import { createPager, type Order } from './api/listing.js';
import { createQuotaKeeper, type Quotas } from './api/quota.js';
import { createTokens } from './api/token.js';
import { readBody } from './body.js';
import type { Clock } from './clock.js';
import { answerControl, type Controls } from './control.js';
import { createRandom } from './generate/random.js';
import { RequestTally, type RequestCounts } from './request-counts.js';
import { truthOf, type Truth, type TruthOptions } from './world/truth.js';
import type { World } from './world/world.js';

const idleMs = 60_000;

export interface SimulatorOptions {
  readonly world: World;
  /** The world's time; Date.now unless given. */
  readonly clock?: Clock;
  /** The time that quotas go by, which a replayed world doesn't hurry; Date.now unless given. */
  readonly quotaClock?: Clock;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** A free port unless given. */
  readonly port?: number;
  /** For request ids, tokens, and the chances of faults and empty API pages; 0 unless given. */
  readonly seed?: string | number;
  /** In which order listings come; newest first unless given. */
  readonly order?: Order;
  /** Items in one API page at most, however many a request asks for; 1024 unless given. */
  readonly maxItemsPerPage?: number;
  /** How many API pages come empty but with a token, 0 to 1; none unless given. */
  readonly emptyPageShare?: number;
  /** AWS's defaults unless given. */
  readonly quotas?: Quotas;
  readonly faults?: readonly FaultRule[];
}

export interface Simulator {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly world: World;
  /** What has really happened by `at`, epoch milliseconds; by now unless given. */
  truth(at?: number, options?: TruthOptions): Truth;
  requests(): RequestCounts;
  /** Replaces the faults in force. Throws RangeError on a rule that makes no sense. */
  setFaults(rules: readonly FaultRule[]): void;
  /** Replaces the quotas in force. Throws RangeError on a rate that is none. */
  setQuotas(quotas: Quotas): void;
  /** Ends every connection, hanging ones too, and stops listening. */
  close(): Promise<void>;
}

/** Serves a world as the ssm-contacts API does, over HTTP. Rejects when the address can't be listened on. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { world, clock = Date, host = '127.0.0.1', port = 0, seed = 0 } = options;
  const desk = createDesk(options);
  const { controls } = desk;
  const requestIds = createRandom(seed, 'request ids');
  // AWS keeps idle connections for longer than Node's five seconds, after which a request may meet one just being closed.
  const server = createServer({ keepAliveTimeout: idleMs }, (request, response) => {
    response.setHeader('x-amzn-requestid', requestIds.uuid());
    serve(request, response, desk).catch((error: unknown) => fail(response, error));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: addressOf(server),
    world,
    truth: (at = clock.now(), truthOptions = {}) => controls.truth(at, truthOptions),
    requests: () => controls.requests(),
    setFaults: (rules) => controls.setFaults(rules),
    setQuotas: (quotas) => controls.setQuotas(quotas),
    close: () => close(server),
  };
}

/** What requests are served with. */
interface Desk {
  readonly api: ReturnType<typeof createApi>;
  readonly controls: Controls;
  readonly tally: RequestTally;
}

function createDesk(options: SimulatorOptions): Desk {
  const { world, clock = Date, quotaClock = Date, seed = 0 } = options;
  const faults = createFaults(options.faults ?? [], createRandom(seed, 'faults'));
  const quotas = createQuotaKeeper(options.quotas ?? 'default', quotaClock);
  const random = createRandom(seed, 'nonsense');
  const tally = new RequestTally();
  return {
    api: createApi({ world, clock, faults, quotas, pager: pagerOf(options), random }),
    tally,
    controls: {
      now: () => clock.now(),
      truth: (at, truthOptions) => truthOf(world, at, truthOptions),
      stories: (at) => world.stories(at),
      requests: () => tally.snapshot(),
      setFaults: (rules) => faults.set(rules),
      setQuotas: (changed) => quotas.set(changed),
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, { api, controls, tally }: Desk) {
  const { method = 'GET', url: target = '/' } = request;
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const url = new URL(target, 'http://simulator');
  if (method === 'POST' && url.pathname === '/') {
    const { operation, reply, send } = api.answer(request.headers, body);
    tally.add(operation, reply.outcome);
    send(response, reply);
    return;
  }
  const reply = answerControl({ method, url, body }, controls);
  response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
}

/** A mistake of the simulator itself; when the client has given up, nobody reads it. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(`simulator: ${String(error)}\n`);
}

function pagerOf({ seed = 0, order = 'newest-first', maxItemsPerPage = 1024, emptyPageShare = 0 }: SimulatorOptions) {
  const tokens = createTokens(String(seed));
  return createPager({ order, maxItemsPerPage, emptyPageShare, tokens, random: createRandom(seed, 'empty pages') });
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the simulator listens on no TCP port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
