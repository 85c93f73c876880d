import type { Simulator } from '../../src/simulator/server.js';

/** As good as none, for simulators whose quotas are lifted: how fast these tests are is not a matter of budgets. */
export const liftedQuotas = {
  share: 1,
  listPagesByContact: 10_000,
  listPagesByEngagement: 10_000,
  listEngagements: 10_000,
  other: 10_000,
};

/** Short intervals, quotas lifted, and an account that is all polled; sections given replace those here. */
export function configFor(simulator: Simulator, ledgerPath: string, sections: Readonly<Record<string, object>> = {}) {
  return {
    targets: [targetFor(simulator)],
    quotas: liftedQuotas,
    ...sections,
    poll: { interval: '250ms', ...sections['poll'] },
    ledger: { path: ledgerPath, history: 'count', ...sections['ledger'] },
  };
}

/** A target that names every contact of the simulated account. */
export function targetFor({ url, world }: Simulator, name = 'simulated') {
  return { name, region: 'us-east-2', endpoint: url, contacts: world.contacts().map(({ arn }) => arn) };
}
