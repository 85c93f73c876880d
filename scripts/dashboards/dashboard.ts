import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
  type AnnotationQuery,
  type Dashboard,
  type DashboardLink,
  type Panel,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';

export interface DashboardOptions {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: Builder<VariableModel>[];
  readonly annotation: Builder<AnnotationQuery>;
  readonly links: Builder<DashboardLink>[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly (Builder<Panel> & { id(id: number): unknown })[];
}

/** Panels are numbered within their row, so that a new one does not change the numbers of those in other rows. */
const numbersPerRow = 100;

export function createDashboard({ uid, title, description, rows, ...parts }: DashboardOptions): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['ssm-contacts', 'on-call'])
    .editable()
    .timezone('browser')
    .time({ from: 'now-24h', to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables(parts.variables)
    .annotation(parts.annotation)
    .links(parts.links);
  for (const [index, row] of rows.entries()) {
    const first = (index + 1) * numbersPerRow;
    builder.withRow(new RowBuilder(row.title).id(first));
    for (const [place, panel] of row.panels.entries()) {
      panel.id(first + place + 1);
      builder.withPanel(panel);
    }
  }
  return builder.build();
}
