import type { TableCellOptions } from '@grafana/grafana-foundation-sdk/common';
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  TableCellDisplayMode,
  TableSortByFieldStateBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DashboardLinkBuilder, DynamicConfigValue, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { dataSource } from './data-source.js';
import { byThresholds, palette, thresholds, thresholdSteps, type Limits } from './palette.js';
import { instantQuery, refIdAt } from './query.js';

/** A column of numbers: the values of a query. */
export interface ValueColumn {
  readonly title: string;
  readonly expr: string;
  readonly unit: string;
  readonly decimals?: number;
  readonly limits?: Limits;
  /** Whether a bar shows how the values compare. */
  readonly isBar?: boolean;
  readonly mappings?: readonly ValueMapping[];
  /** For a query that is there for its labels. */
  readonly isHidden?: boolean;
}

export interface TableOptions {
  readonly title: string;
  readonly description: string;
  /** Columns of labels: by their names, what is written above. */
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly ValueColumn[];
  /** The title of a column; the greatest comes first. */
  readonly sortBy: string;
  readonly span: number;
  readonly height?: number;
  readonly noValue?: string;
  /** On the first column. */
  readonly link?: DashboardLinkBuilder;
}

/** One row for each set of labels, one column for each query. The first label comes first, the others last. */
export function table(options: TableOptions): PanelBuilder {
  const { title, description, labels, values, sortBy, span, height = 8 } = options;
  const [first = '', ...others] = Object.keys(labels);
  const shown = values.flatMap(({ isHidden = false }, index) => (isHidden ? [] : [fieldAt(index, values)]));
  const hidden = values.flatMap(({ isHidden = false }, index) => (isHidden ? [fieldAt(index, values)] : []));
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .span(span)
    .height(height)
    .unit('short')
    .noValue(options.noValue ?? '')
    .colorScheme(byThresholds())
    .thresholds(thresholds({}))
    .sortBy([new TableSortByFieldStateBuilder().displayName(sortBy).desc(true)])
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(['Time', ...hidden].map((name) => [name, true])),
        indexByName: Object.fromEntries([first, ...shown, ...others].map((name, index) => [name, index])),
      },
    });
  for (const [index, { expr }] of values.entries()) {
    panel.withTarget(instantQuery({ expr }, refIdAt(index)).format(PromQueryFormat.Table));
  }
  for (const [name, heading] of Object.entries(labels)) {
    const link = name === first && options.link !== undefined ? [{ id: 'links', value: [options.link.build()] }] : [];
    panel.overrideByName(name, [{ id: 'displayName', value: heading }, ...link]);
  }
  for (const [index, column] of values.entries()) {
    if (column.isHidden !== true) panel.overrideByName(fieldAt(index, values), propertiesOf(column));
  }
  return panel;
}

/** How Grafana calls the values of a query: with a letter where there are several. */
function fieldAt(index: number, { length }: readonly ValueColumn[]): string {
  return length === 1 ? 'Value' : `Value #${refIdAt(index)}`;
}

function propertiesOf(column: ValueColumn): DynamicConfigValue[] {
  const { title, unit, decimals, limits, isBar = false, mappings } = column;
  const steps = thresholdSteps(limits ?? {}, isBar ? palette.sky : undefined);
  const properties: DynamicConfigValue[] = [
    { id: 'displayName', value: title },
    { id: 'unit', value: unit },
    { id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps } },
  ];
  if (decimals !== undefined) properties.push({ id: 'decimals', value: decimals });
  if (mappings !== undefined) properties.push({ id: 'mappings', value: mappings });
  if (isBar) properties.push({ id: 'min', value: 0 }, { id: 'custom.cellOptions', value: bar });
  else if (limits !== undefined) properties.push({ id: 'custom.cellOptions', value: colored });
  return properties;
}

const bar: TableCellOptions = {
  type: TableCellDisplayMode.Gauge,
  mode: BarGaugeDisplayMode.Basic,
  valueDisplayMode: BarGaugeValueMode.Text,
};
const colored: TableCellOptions = { type: TableCellDisplayMode.ColorText };
