import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { dataSource } from './data-source.js';
import { byThresholds, thresholds, type Limits } from './palette.js';
import { instantQuery } from './query.js';

export interface MatrixOptions {
  readonly title: string;
  readonly description: string;
  readonly expr: string;
  readonly unit: string;
  /** Labels of the query. */
  readonly rows: string;
  readonly columns: string;
  readonly limits: Limits;
  readonly span: number;
  readonly height?: number;
}

/** A table in which every combination of two labels has a cell. */
export function matrix(options: MatrixOptions): PanelBuilder {
  const { title, description, expr, unit, rows, columns, limits, span, height = 8 } = options;
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .span(span)
    .height(height)
    .unit(unit)
    .decimals(0)
    .colorScheme(byThresholds())
    .thresholds(thresholds(limits))
    .cellOptions({ type: TableCellDisplayMode.ColorText })
    .withTarget(instantQuery({ expr }, 'A').format(PromQueryFormat.Table))
    .withTransformation({
      id: 'groupingToMatrix',
      options: { rowField: rows, columnField: columns, valueField: 'Value' },
    });
}
