import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardLinkBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { dataSource } from './data-source.js';
import { byThresholds, thresholds, type Limits } from './palette.js';
import { instantQuery } from './query.js';

export interface StatTileOptions {
  readonly title: string;
  readonly description: string;
  readonly expr: string;
  readonly unit: string;
  readonly span: number;
  readonly decimals?: number;
  readonly limits?: Limits;
  readonly mappings?: ValueMapping[];
  /** What is shown when there is nothing. */
  readonly noValue?: string;
  readonly link?: DashboardLinkBuilder;
}

/** One number, as it is at the end of the chosen time. */
export function statTile(options: StatTileOptions): PanelBuilder {
  const { title, description, expr, unit, span, decimals, limits = {}, mappings = [], noValue = 'no data' } = options;
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .height(4)
    .span(span)
    .unit(unit)
    .mappings(mappings)
    .noValue(noValue)
    .thresholds(thresholds(limits))
    .colorScheme(byThresholds())
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(instantQuery({ expr }, 'A'));
  if (decimals !== undefined) panel.decimals(decimals);
  if (options.link !== undefined) panel.dataLinks([options.link]);
  return panel;
}
