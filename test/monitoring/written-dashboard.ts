import { textOf } from '../project/root.js';

/** A file of monitoring/dashboards, as Grafana would read it: what the tests look at. */
export interface WrittenDashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly WrittenPanel[];
  readonly templating: { readonly list: readonly WrittenVariable[] };
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] };
  readonly links: readonly WrittenLink[];
}

export interface WrittenPanel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly WrittenTarget[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string; readonly links?: readonly WrittenLink[] } };
}

export interface WrittenTarget {
  readonly refId: string;
  readonly expr: string;
  readonly range?: boolean;
  readonly exemplar?: boolean;
}

export interface WrittenVariable {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly allValue?: string;
  readonly current?: { readonly value: string | readonly string[] };
}

export interface WrittenLink {
  readonly title: string;
  readonly url: string;
  readonly includeVars?: boolean;
  readonly keepTime?: boolean;
}

export const dashboardPaths = [
  'monitoring/dashboards/overview.json',
  'monitoring/dashboards/exporter-health.json',
] as const;

export function readDashboard(path: string): WrittenDashboard {
  return JSON.parse(textOf(path)) as WrittenDashboard;
}

/** Without the rows, which are headings. */
export function panelsOf({ panels }: WrittenDashboard): WrittenPanel[] {
  return panels.filter(({ type }) => type !== 'row');
}

/** A query and where it stands: `panel title, letter`. */
export interface PlacedQuery extends WrittenTarget {
  readonly place: string;
}

export function queriesOf(dashboard: WrittenDashboard): PlacedQuery[] {
  return panelsOf(dashboard).flatMap(({ title = '', targets = [] }) =>
    targets.map((target) => ({ ...target, place: `${title}, ${target.refId}` })),
  );
}
