import type { ListenAddress } from '../core/listen-place.js';
import { passed } from './config.js';
import { toListenAddress } from './listen-address.js';
import type { Leaf, Values } from './setting.js';

/** The flags of `demo` and `simulate`; they are no keys of the file, and no variable sets them. */
export const simulatorSchema = {
  simulator: {
    listenAddress: {
      doc: 'Address of the simulated service; port 0 takes a free one.',
      format: 'listenAddress',
      default: '127.0.0.1:0',
    },
    seed: { doc: 'Number from which all that happens is drawn.', format: 'whole', default: 24 },
    people: { doc: 'Personal contacts in the account.', format: 'whole', default: 8, minimum: 1, maximum: 1000 },
    region: { doc: 'Region of the simulated account.', format: 'region', default: 'us-east-2' },
    account: { doc: 'Id of the simulated account.', format: 'accountId', default: '111122223333' },
  },
} satisfies Record<string, Record<string, Leaf<unknown>>>;

export interface SimulatorOptions {
  readonly listen: ListenAddress;
  readonly seed: number;
  readonly people: number;
  readonly region: string;
  readonly accountId: string;
}

export function toSimulatorOptions({ simulator }: Values<typeof simulatorSchema>): SimulatorOptions {
  const { listenAddress, account, ...others } = simulator;
  return { ...others, listen: passed(toListenAddress(listenAddress)), accountId: account };
}
