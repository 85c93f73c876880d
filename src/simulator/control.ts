import type { FaultRule } from './api/faults.js';
import { isObject } from './api/input.js';
import type { Quotas } from './api/quota.js';
import type { RequestCounts } from './request-counts.js';
import type { Stories } from './world/story.js';
import type { Truth, TruthOptions } from './world/truth.js';

/** What the control paths may do. */
export interface Controls {
  /** Epoch milliseconds; the simulator's own clock. */
  now(): number;
  truth(at: number, options: TruthOptions): Truth;
  stories(at: number): Stories;
  requests(): RequestCounts;
  setFaults(rules: readonly FaultRule[]): void;
  setQuotas(quotas: Quotas): void;
}

export interface ControlRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

export interface ControlReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const description =
  'A stand-in for the ssm-contacts API of AWS Systems Manager Incident Manager. POST / answers its operations ' +
  '(X-Amz-Target: SSMContacts.…). Beside it: GET /simulator/truth?at=&unansweredAfterMs= is what really happened, ' +
  'GET /simulator/stories?at= what will, GET /simulator/requests counts what was asked, PUT /simulator/faults takes ' +
  'a list of rules, PUT /simulator/quotas "default", "none" or requests per second by operation. Times are epoch ' +
  'milliseconds.\n';

/** Everything but `POST /`. A question that makes no sense is answered with status 400 and the reason. */
export function answerControl({ method, url, body }: ControlRequest, controls: Controls): ControlReply {
  try {
    switch (`${method} ${url.pathname}`) {
      case 'GET /':
        return text(200, description);
      case 'GET /simulator/truth':
        return json(controls.truth(atOf(url, controls), unansweredOf(url)));
      case 'GET /simulator/stories':
        return json(controls.stories(atOf(url, controls)));
      case 'GET /simulator/requests':
        return json(controls.requests());
      case 'PUT /simulator/faults':
        // setFaults checks what it gets, whoever sends it.
        controls.setFaults(JSON.parse(body) as readonly FaultRule[]);
        return json({});
      case 'PUT /simulator/quotas':
        controls.setQuotas(toQuotas(JSON.parse(body)));
        return json({});
      default:
        return text(404, `${method} ${url.pathname}: nothing here, see GET /\n`);
    }
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return text(400, `${error.message}\n`);
    throw error;
  }
}

function atOf(url: URL, controls: Controls): number {
  return milliseconds(url, 'at') ?? controls.now();
}

function unansweredOf(url: URL): TruthOptions {
  const unansweredAfterMs = milliseconds(url, 'unansweredAfterMs');
  return unansweredAfterMs === undefined ? {} : { unansweredAfterMs };
}

function milliseconds(url: URL, name: string): number | undefined {
  const value = url.searchParams.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw new RangeError(`${name} is a whole number of milliseconds`);
  return Number(value);
}

function toQuotas(value: unknown): Quotas {
  if (value === 'default' || value === 'none' || isObject(value)) return value;
  throw new RangeError('quotas are "default", "none" or an object of requests per second by operation');
}

function json(value: unknown): ControlReply {
  return { status: 200, contentType: 'application/json', body: `${JSON.stringify(value)}\n` };
}

function text(status: number, body: string): ControlReply {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
