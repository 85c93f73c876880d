import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { Fault, type Reason } from '../core/fault.js';
import type { Agents } from './agents.js';
import { toFault } from './sdk-error.js';

type NodeChain = ReturnType<typeof fromNodeProviderChain>;

export interface CredentialsOptions {
  readonly region: string;
  /** The role to assume; empty for the credentials that the process runs with. */
  readonly roleArn: string;
  /** What the role's trust policy asks of its caller; empty when it asks nothing. */
  readonly externalId: string;
  readonly requestTimeoutMs: number;
  readonly agents: Agents;
}

/**
 * A provider of AWS credentials; to be built once for each client, because each provider holds connections.
 * It rejects with a Fault whose message names the role, if there is one.
 */
export function createCredentials(options: CredentialsOptions): NodeChain {
  const { roleArn } = options;
  const provider = roleArn === '' ? nodeChain(options) : assumedRole(options);
  const attempted = roleArn === '' ? 'cannot get credentials' : `cannot assume the role ${roleArn}`;
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (error) {
      const fault = toFault(error);
      throw new Fault(reasonOf(fault), `${attempted}: ${fault.message}`, {
        cause: fault,
        retryAfterSeconds: fault.retryAfterSeconds,
      });
    }
  };
}

function nodeChain(options: CredentialsOptions): NodeChain {
  return fromNodeProviderChain({ clientConfig: clientConfig(options) });
}

function assumedRole(options: CredentialsOptions): NodeChain {
  return fromTemporaryCredentials({
    params: {
      RoleArn: options.roleArn,
      RoleSessionName: 'ssm-contacts-exporter',
      ...(options.externalId !== '' && { ExternalId: options.externalId }),
    },
    masterCredentials: nodeChain(options),
    clientConfig: clientConfig(options),
  });
}

/** A client waits for credentials that are under way rather than ask twice: an STS that hangs must not hang for ever. */
function clientConfig({ region, requestTimeoutMs, agents }: CredentialsOptions) {
  return {
    region,
    maxAttempts: 1,
    requestHandler: {
      ...agents,
      connectionTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      socketTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  };
}

/** That STS finds no such role, or dislikes its ARN, is no answer about a contact: access is denied. */
function reasonOf({ reason }: Fault): Reason {
  return reason === 'not_found' || reason === 'validation' ? 'access_denied' : reason;
}
