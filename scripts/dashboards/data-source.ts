import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/dashboard';

/** The Prometheus that is chosen at the top of a dashboard. */
export const dataSource: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };
