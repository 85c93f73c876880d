import type { Simulator } from '../../src/simulator/server.js';

/** Short intervals, and an account that is all polled; sections given replace those here. */
export function configFor(simulator: Simulator, ledgerPath: string, sections: Readonly<Record<string, object>> = {}) {
  return {
    targets: [targetFor(simulator)],
    ...sections,
    poll: { interval: '250ms', ...sections['poll'] },
    ledger: { path: ledgerPath, history: 'count', ...sections['ledger'] },
  };
}

/** A target that names every contact of the simulated account. */
export function targetFor({ url, world }: Simulator, name = 'simulated') {
  return { name, region: 'us-east-2', endpoint: url, contacts: world.contacts().map(({ arn }) => arn) };
}
