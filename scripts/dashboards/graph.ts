import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dataSource } from './data-source.js';
import { byName, fixed, thresholds, type Limits } from './palette.js';
import { rangeQuery, refIdAt, type Query } from './query.js';

export interface GraphOptions {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly queries: readonly Query[];
  readonly span?: number;
  readonly height?: number;
  readonly max?: number;
  readonly decimals?: number;
  /** Lines are drawn where they are reached. */
  readonly limits?: Limits;
  /** Of series, by the patterns that their whole names match. Others have one by their name. */
  readonly colors?: Readonly<Record<string, string>>;
  /** Of each series, in the legend. */
  readonly calcs?: readonly string[];
  readonly isStacked?: boolean;
  /** For what lies between seconds and hours. */
  readonly isLogarithmic?: boolean;
}

/** Lines over the chosen time. */
export function lines(options: GraphOptions): PanelBuilder {
  const panel = graph(options).drawStyle(GraphDrawStyle.Line).lineWidth(2);
  return panel.fillOpacity(options.isStacked === true ? 40 : 0);
}

/** Bars of what happened in each stretch of time: see growth.ts. */
export function bars(options: GraphOptions): PanelBuilder {
  return graph(options).drawStyle(GraphDrawStyle.Bars).lineWidth(0).fillOpacity(90).maxDataPoints(120);
}

function graph(options: GraphOptions): PanelBuilder {
  const { title, description, unit, queries, span = 12, height = 8, limits, isStacked = false } = options;
  const isWide = span >= 12;
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .span(span)
    .height(height)
    .unit(unit)
    .interval('1m')
    .showPoints(VisibilityMode.Auto)
    .colorScheme(byName())
    .stacking(new StackingConfigBuilder().mode(isStacked ? StackingMode.Normal : StackingMode.None).group('A'))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(isWide ? LegendDisplayMode.Table : LegendDisplayMode.List)
        .placement(isWide ? LegendPlacement.Right : LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([...(options.calcs ?? ['lastNotNull', 'max'])]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (options.isLogarithmic === true) panel.scaleDistribution(logarithmic());
  else panel.min(0);
  for (const [index, query] of queries.entries()) panel.withTarget(rangeQuery(query, refIdAt(index)));
  for (const [pattern, color] of Object.entries(options.colors ?? {})) {
    panel.overrideByRegexp(`/^(${pattern})$/`, [{ id: 'color', value: fixed(color) }]);
  }
  if (limits !== undefined) {
    const style = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
    panel.thresholds(thresholds(limits)).thresholdsStyle(style);
  }
  if (options.max !== undefined) panel.max(options.max);
  if (options.decimals !== undefined) panel.decimals(options.decimals);
  return panel;
}

function logarithmic(): ScaleDistributionConfigBuilder {
  return new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10);
}
