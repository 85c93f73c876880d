import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import { dataSource } from './data-source.js';
import { byThresholds, palette, thresholds, type Limits } from './palette.js';
import { instantQuery } from './query.js';

export interface BarListOptions {
  readonly title: string;
  readonly description: string;
  /** In the order in which the bars are to stand. */
  readonly expr: string;
  readonly legend: string;
  readonly unit: string;
  readonly span: number;
  readonly height?: number;
  readonly decimals?: number;
  readonly limits?: Limits;
}

/** One bar for each series, as they are at the end of the chosen time. */
export function barList(options: BarListOptions): PanelBuilder {
  const { title, description, expr, legend, unit, span, height = 8, decimals, limits = {} } = options;
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .span(span)
    .height(height)
    .unit(unit)
    .min(0)
    .colorScheme(byThresholds())
    .thresholds(thresholds(limits, palette.sky))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Text)
    .namePlacement(BarGaugeNamePlacement.Left)
    .showUnfilled(false)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(instantQuery({ expr, legend }, 'A'));
  if (decimals !== undefined) panel.decimals(decimals);
  return panel;
}
