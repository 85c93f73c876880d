import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource } from './data-source.js';

export function dataSourceVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
}

/** Any number of a label's values, or all of them. */
export function labelVariable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSource)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

/**
 * Not every contact is in a team, and those that are in none must not disappear. ssm_contacts_contact_info has every contact
 * and no label `team`: with all teams, `.*`, it matches, for that means any team or none; with a team it does not, and only the
 * contacts that ssm_contacts_contact_team has in that team are left.
 */
const ofTeam = '__name__=~"ssm_contacts_contact_(info|team)", team=~"$team"';

/** Each chosen among what the ones before leave. All contacts are written out in queries, so that only they know of teams. */
export function contactVariables(): QueryVariableBuilder[] {
  const ofAccount = `${ofTeam}, aws_account_id=~"$account"`;
  const ofRegion = `${ofAccount}, aws_region=~"$region"`;
  return [
    labelVariable('team', 'Team', 'label_values(ssm_contacts_contact_team, team)').allValue('.*'),
    labelVariable('account', 'Account', `label_values({${ofTeam}}, aws_account_id)`),
    labelVariable('region', 'Region', `label_values({${ofAccount}}, aws_region)`),
    labelVariable('contact', 'Contact', `label_values({${ofRegion}}, contact)`),
  ];
}
