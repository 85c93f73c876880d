import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.js';

/** The shape of SigV4; the simulator verifies no signature. */
export const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250520/us-east-2/ssm-contacts/aws4_request, ' +
  `SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=${'0'.repeat(64)}`;

export interface WireReply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

/** Sends a request as the wire has it. */
export function send(url: string, operation: string, input: unknown, headers: Record<string, string> = {}) {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `SSMContacts.${operation}`,
      authorization,
      ...headers,
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  });
}

/** Sends a request and reads its JSON answer. */
export async function ask(url: string, operation: string, input: unknown = {}): Promise<WireReply> {
  const response = await send(url, operation, input);
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, json };
}

/** All items of a listing, over as many API pages as it takes, at most 1000. */
export async function listAll(url: string, operation: string, field: string, input: Record<string, unknown> = {}) {
  const items: Record<string, unknown>[] = [];
  let token: unknown;
  for (let apiPages = 0; apiPages < 1000; apiPages++) {
    const { json } = await ask(url, operation, { ...input, ...(token !== undefined && { NextToken: token }) });
    items.push(...(json[field] as Record<string, unknown>[]));
    token = json['NextToken'];
    if (token === undefined) return items;
  }
  throw new Error(`${operation} does not end`);
}

/** Runs a simulator as long as `use` takes; without quotas unless some are given. */
export async function withSimulator<T>(options: SimulatorOptions, use: (simulator: Simulator) => Promise<T>) {
  const simulator = await startSimulator({ quotas: 'none', ...options });
  try {
    return await use(simulator);
  } finally {
    await simulator.close();
  }
}
