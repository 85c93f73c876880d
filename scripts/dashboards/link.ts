import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

export const uids = { overview: 'ssm-contacts-overview', exporterHealth: 'ssm-contacts-exporter-health' } as const;

const repository = 'https://github.com/ssm-contacts-exporter/ssm-contacts-exporter';

/** At the top of a dashboard: to another, with the time and the variables. */
export function dashboardLink(title: string, uid: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .icon('dashboard')
    .url(`/d/${uid}`)
    .includeVars(true)
    .keepTime(true);
}

/** At the top of a dashboard: to what to do about an alert. */
export function runbookLink(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Runbooks')
    .type(DashboardLinkType.Link)
    .icon('doc')
    .url(`${repository}/tree/main/docs/runbooks`)
    .targetBlank(true);
}

/** On a value: to another dashboard, with the time and the variables. */
export function valueLink(title: string, uid: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).url(`/d/${uid}?\${__url_time_range}&\${__all_variables}`);
}

/** On a row of a table of contacts: the same dashboard, for that contact alone. */
export function contactLink(uid: string): DashboardLinkBuilder {
  const kept = '${__url_time_range}&${datasource:queryparam}&${team:queryparam}';
  const row = [
    ['account', 'aws_account_id'],
    ['region', 'aws_region'],
    ['contact', 'contact'],
  ].map(([variable = '', field = '']) => `var-${variable}=\${__data.fields.${field}}`);
  return new DashboardLinkBuilder('This contact alone').url(`/d/${uid}?${kept}&${row.join('&')}`);
}
