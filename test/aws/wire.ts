import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import type { ApiObserver } from '../../src/aws/api-observer.js';
import { createAwsSource, type AwsSource, type AwsSourceOptions } from '../../src/aws/source.js';
import type { Contact } from '../../src/core/contact.js';
import { Fault } from '../../src/core/fault.js';
import { createFakePace } from './fake-pace.js';

// Importing nock takes over node:http; only the suites that ask for it want that.
nock.restore();

export const contact: Contact = {
  arn: 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam',
  accountId: '111122223333',
  region: 'us-east-2',
  alias: 'akuam',
};

export const engagementArn = (id: string) => `arn:aws:ssm-contacts:us-east-2:111122223333:engagement/akuam/${id}`;

export const pageArn = (id: string) => `arn:aws:ssm-contacts:us-east-2:111122223333:page/akuam/${id}`;

export const api = 'https://ssm-contacts.us-east-2.amazonaws.com';

/** Replaces environment variables during a suite; undefined removes one. */
export function useEnvironment(variables: Readonly<Record<string, string | undefined>>): void {
  const saved: Record<string, string | undefined> = {};
  const assign = (values: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
  before(() => {
    for (const name of Object.keys(variables)) saved[name] = process.env[name];
    assign(variables);
  });
  after(() => assign(saved));
}

/** Static credentials, and nothing of the machine that the tests run on. */
export function useCredentials(): void {
  useEnvironment({
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: undefined,
    AWS_ENDPOINT_URL_SSM_CONTACTS: undefined,
  });
}

/** Intercepts HTTP during a suite; nothing reaches the network. */
export function useNock(): void {
  before(() => {
    nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => nock.cleanAll());
  after(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}

export interface Recorder extends ApiObserver {
  /** `operation`, `operation reason` for a failed attempt, `operation malformed item`; durations are left out. */
  readonly heard: string[];
}

export function createRecorder(): Recorder {
  const heard: string[] = [];
  return {
    heard,
    requested: (operation, durationSeconds, reason) => {
      const measured = durationSeconds >= 0 && durationSeconds < 20;
      heard.push([operation, ...(reason ? [reason] : []), ...(measured ? [] : ['(no duration)'])].join(' '));
    },
    malformedItem: (operation) => heard.push(`${operation} malformed item`),
  };
}

const defaults = { region: 'us-east-2', roleArn: '', externalId: '', endpoint: '', requestTimeoutMs: 2000 };

/** Runs `use` with a source of its own, closes it, and gives what the observer heard beside the result. */
export async function withSource<T>(
  options: Partial<AwsSourceOptions>,
  use: (source: AwsSource) => Promise<T>,
): Promise<{ result: T; heard: readonly string[] }> {
  const observer = createRecorder();
  const source = createAwsSource({ ...defaults, observer, pace: createFakePace(), ...options });
  try {
    return { result: await use(source), heard: observer.heard };
  } finally {
    source.close();
  }
}

/** A signal that never aborts. */
export const noAbort = new AbortController().signal;

/** The first answer of ListPagesByContact. */
export const listPages = (source: AwsSource) => source.pagesOfContact(contact.arn, { signal: noAbort });

/** What a promise rejected with, as plain data: a Fault by its fields. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return 'no failure';
  } catch (error) {
    if (!(error instanceof Fault)) return error;
    return { reason: error.reason, message: error.message, retryAfterSeconds: error.retryAfterSeconds };
  }
}

/** A real server on loopback, for what an interceptor can't imitate: broken and silent connections. */
export async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
