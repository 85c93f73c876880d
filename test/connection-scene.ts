import type { AwsSource } from '../src/aws/source.js';
import type { Target } from '../src/config/config.js';
import { TargetConnections } from '../src/target-connections.js';
import type { ConnectionSettings } from '../src/target-connections.js';
import { configOf } from './config/loaded.js';
import { VirtualTime } from './poller/virtual-time.js';

export const { quotas, sharding } = await configOf('{}');

export const targetOf = (name: string, keys: Partial<Target> = {}): Target => ({
  name,
  region: 'us-east-2',
  roleArn: '',
  externalId: '',
  endpoint: '',
  contacts: [],
  discover: { enabled: true, aliasPrefix: '', refreshMs: 0 },
  ...keys,
});

export const settingsOf = (
  targets: readonly Target[],
  changed: Partial<ConnectionSettings> = {},
): ConnectionSettings => ({
  targets,
  quotas,
  sharding,
  poll: { requestTimeoutMs: 10_000 },
  ...changed,
});

/** Connections whose opening and closing is noted; a target in region `nowhere` can't be connected to. */
export function scene() {
  const time = new VirtualTime();
  const events: string[] = [];
  let opened = 0;
  const connections = new TargetConnections({
    connect: ({ name, region }) => {
      if (region === 'nowhere') throw new Error('no such region');
      const source = `${name} ${(opened += 1)}`;
      events.push(`opens ${source}`);
      return { close: () => void events.push(`closes ${source}`) } as AwsSource;
    },
    time,
    random: () => 0,
  });
  return { time, events, connections };
}
