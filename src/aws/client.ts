import { SSMContactsClient } from '@aws-sdk/client-ssm-contacts';
import type { Agents } from './agents.js';
import { createCredentials } from './credentials.js';
import { repairAnswers } from './repair-answers.js';

export interface ClientOptions {
  readonly region: string;
  readonly roleArn: string;
  readonly externalId: string;
  /** Another address of the service; empty for AWS's own, or for what AWS_ENDPOINT_URL_SSM_CONTACTS names. */
  readonly endpoint: string;
  readonly requestTimeoutMs: number;
}

const longestConnectMs = 3000;

/** The client of one target. It makes one attempt for each call: pacing and retries are the caller's. */
export function createClient({ endpoint, ...options }: ClientOptions, agents: Agents): SSMContactsClient {
  const client = new SSMContactsClient({
    region: options.region,
    credentials: createCredentials({ ...options, agents }),
    maxAttempts: 1,
    // Set, so that AWS_RETRY_MODE=adaptive can't make newer clients sleep before a request.
    retryMode: 'standard',
    customUserAgent: 'ssm-contacts-exporter',
    requestHandler: {
      ...agents,
      connectionTimeout: Math.min(options.requestTimeoutMs, longestConnectMs),
      // The deadline of each call covers a silent connection as well. The handler's own timeout would add its length
      // to a timer that 3.523.0 leaves behind after a failed request, and that keeps a stopping process alive.
      requestTimeout: 0,
    },
    ...(endpoint !== '' && { endpoint }),
  });
  repairAnswers(client);
  return client;
}
