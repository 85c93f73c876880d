import {
  AxisPlacement,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  TooltipDisplayMode,
} from '@grafana/grafana-foundation-sdk/common';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus';
import { dataSource } from './data-source.js';
import { palette } from './palette.js';

export interface HeatMapOptions {
  readonly title: string;
  readonly description: string;
  /** Name of a histogram of seconds, without a suffix. */
  readonly histogram: string;
  readonly matchers: string;
}

/**
 * Where the observations of a histogram lie. Grafana draws the buckets of a native histogram as they are, and those of
 * classic series by `le`; where Prometheus has both, only the native ones, which are finer.
 */
export function heatMap({ title, description, histogram, matchers }: HeatMapOptions): PanelBuilder {
  const native = `sum(increase(${histogram}{${matchers}}[$__rate_interval]))`;
  const classic = `sum by (le) (increase(${histogram}_bucket{${matchers}}[$__rate_interval]))`;
  const logarithmic = new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(2);
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .span(12)
    .height(8)
    .unit('short')
    .interval('1m')
    .maxDataPoints(48)
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit('s').axisPlacement(AxisPlacement.Left).scaleDistribution(logarithmic))
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Cividis')
        .scale(HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(32)
        .reverse(false)
        .fill(palette.sky),
    )
    .exemplarsColor(palette.vermillion)
    .cellGap(1)
    .mode(TooltipDisplayMode.Single)
    .showYHistogram()
    .showColorScale(true)
    .showLegend()
    .withTarget(
      new DataqueryBuilder()
        .refId('A')
        .expr(`${native}\nor\n(${classic} unless on () ${native})`)
        .format(PromQueryFormat.Heatmap)
        .legendFormat('{{le}}')
        .editorMode(QueryEditorMode.Code)
        .range()
        .exemplar(true),
    );
}
