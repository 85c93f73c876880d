import type { Config } from './config/config.js';
import type { Operation } from './core/operation.js';

/** How many requests per second one target of one exporter may make: a share of each quota, split among the shards. */
export function ceilingsOf(
  quotas: Config['quotas'],
  { total }: Pick<Config['sharding'], 'total'>,
): Record<Operation, number> {
  const { share, listPagesByContact, listPagesByEngagement, listEngagements, other } = quotas;
  const ours = (perSecond: number) => (perSecond * share) / total;
  return {
    ListPagesByContact: ours(listPagesByContact),
    ListPagesByEngagement: ours(listPagesByEngagement),
    ListEngagements: ours(listEngagements),
    ListContacts: ours(other),
    GetContact: ours(other),
  };
}
