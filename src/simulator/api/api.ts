import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../clock.js';
import type { Random } from '../generate/random.js';
import type { World } from '../world/world.js';
import { ApiError, frontDoorError, internalError, throttlingError } from './api-error.js';
import { checkAuthorization } from './authorization.js';
import { effects, type Effect } from './fault-kinds.js';
import type { FaultRule, Faults } from './faults.js';
import { isObject, type Input } from './input.js';
import type { Pager } from './listing.js';
import type { Output } from './operation.js';
import { operations } from './operations.js';
import { isOperationName, type OperationName, type QuotaKeeper } from './quota.js';
import type { Reply } from './reply.js';
import { whole, type Transport } from './transport.js';

export interface ApiOptions {
  readonly world: World;
  readonly clock: Clock;
  readonly quotas: QuotaKeeper;
  readonly faults: Faults;
  readonly pager: Pager;
  readonly random: Random;
}

export interface Answer {
  /** The operation asked for; `unknown` when it is none of ours. */
  readonly operation: OperationName | 'unknown';
  readonly reply: Reply;
  readonly send: Transport;
}

/** The awsJson1_1 protocol: one request in, one answer out. Nothing is thrown; what goes wrong becomes an error reply. */
export function createApi(options: ApiOptions) {
  return {
    answer(headers: IncomingHttpHeaders, body: string): Answer {
      const operation = operationOf(headers['x-amz-target']);
      try {
        checkAuthorization(headers.authorization);
        if (operation === 'unknown' || headers['content-type'] !== 'application/x-amz-json-1.1') {
          throw frontDoorError('UnknownOperationException', 404, 'The requested operation is not recognized');
        }
        // As at AWS, what is too much is refused before it is looked at.
        if (!options.quotas.admit(operation)) throw throttlingError();
        return { operation, ...perform(operation, toInput(body), options) };
      } catch (error) {
        return { operation, reply: refusal(error), send: whole };
      }
    },
  };
}

function perform(operation: OperationName, input: Input, options: ApiOptions): { reply: Reply; send: Transport } {
  const { world, clock, faults, pager, random } = options;
  const rule = faults.draw(operation, input);
  const effect = rule === undefined ? undefined : effectOf(rule);
  if (effect !== undefined && 'refuse' in effect) throw effect.refuse(victimOf(operation, input, rule));
  const disturbance = effect !== undefined && 'disturb' in effect ? effect.disturb : undefined;
  const output = operations[operation]({ operation, input, world, at: clock.now(), pager, disturbance });
  const altered = effect !== undefined && 'alter' in effect ? effect.alter(output, random) : output;
  return {
    reply: { status: 200, body: JSON.stringify(altered), outcome: rule?.kind ?? 'ok' },
    send: effect !== undefined && 'send' in effect ? effect.send : whole,
  };
}

function effectOf(rule: FaultRule): Effect {
  return effects[rule.kind];
}

function victimOf(operation: OperationName, input: Input, rule: FaultRule | undefined) {
  const named = Object.entries(input).find(([field, value]) => field.endsWith('Id') && typeof value === 'string');
  return {
    operation,
    resource: named === undefined ? '*' : String(named[1]),
    retryAfterSeconds: rule?.retryAfterSeconds,
  };
}

function refusal(error: unknown): Reply {
  // A mistake of the simulator itself must not look like a connection that broke.
  const known = error instanceof ApiError ? error : internalError(`simulator: ${String(error)}`);
  const body: Output = { __type: known.type, ...known.fields };
  return { status: known.status, body: JSON.stringify(body), outcome: known.type };
}

function operationOf(target: string | string[] | undefined): OperationName | 'unknown' {
  const [service, name] = String(target).split('.');
  return service === 'SSMContacts' && isOperationName(name) ? name : 'unknown';
}

function toInput(body: string): Input {
  const input = parse(body);
  if (!isObject(input)) throw frontDoorError('SerializationException', 400, 'The request is not a JSON object');
  return input;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // refused as no object
    throw error;
  }
}
