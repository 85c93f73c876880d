import type { SSMContactsClient } from '@aws-sdk/client-ssm-contacts';
import { Readable } from 'node:stream';
import { Fault } from '../core/fault.js';

/** What the SDK's HTTP handler hands on: the part that matters here. */
interface RawResponse {
  readonly statusCode: number;
  body: Body;
}

type Body = AsyncIterable<Uint8Array> | Uint8Array;

/** The most items there are in an answer, each with names of the greatest length, take a third of it. */
const longestBody = 32 * 1024 * 1024;

const timeFields = new Set(['SentTime', 'DeliveryTime', 'ReadTime', 'StartTime', 'StopTime']);
const textFields = new Set([
  'PageArn',
  'EngagementArn',
  'ContactArn',
  'IncidentId',
  'Sender',
  'Alias',
  'DisplayName',
  'Type',
]);

/** A time that the SDK reads and `toBelievableTime` refuses. */
const unbelievableTime = -1;

/**
 * Keeps one answer from filling the memory, and one wrong value from costing a whole answer.
 *
 * The SDK throws when a time or a text is of another JSON type than the service model says, and a single such item would
 * keep its listing failing for as long as it is in it; or it writes to the console and makes the best of it. Such values are replaced, before the SDK reads the answer, by ones
 * that our own reading refuses and reports.
 */
export function repairAnswers(client: SSMContactsClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (isRawResponse(response)) {
        const { statusCode, body } = response;
        // Errors are left to the SDK as a stream: one that breaks off still tells the status. Of their fields it reads none.
        response.body = isError(statusCode) ? Readable.from(withinLimit(body)) : repaired(await bytesOf(body));
      }
      return result;
    },
    // The last of its step is the first to see what comes in.
    { name: 'repairAnswers', step: 'deserialize', priority: 'low' },
  );
}

function isRawResponse(response: unknown): response is RawResponse {
  return typeof response === 'object' && response !== null && 'statusCode' in response && 'body' in response;
}

/** As the SDK sees it, whatever of 2xx a proxy may answer with. */
function isError(statusCode: number): boolean {
  return statusCode >= 300;
}

async function bytesOf(body: Body): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of withinLimit(body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reads a body, and throws a `malformed` fault when it does not end. */
async function* withinLimit(body: Body): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    bytes += chunk.length;
    if (bytes > longestBody) throw new Fault('malformed', `the answer has more than ${longestBody} bytes`);
    yield chunk;
  }
}

/** What isn't JSON is left as it is: the SDK says best what is wrong with it. */
function repaired(body: Buffer): Uint8Array {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(body.toString(), repairedValue)));
  } catch {
    return body;
  }
}

function repairedValue(field: string, value: unknown): unknown {
  if (value === null) return value;
  if (timeFields.has(field)) return typeof value === 'number' ? value : unbelievableTime;
  if (textFields.has(field)) return typeof value === 'string' ? value : '';
  // The SDK would make a text of a number. No token at all would be the end of the listing.
  if (field === 'NextToken') return typeof value === 'string' ? value : {};
  return value;
}
