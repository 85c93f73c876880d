import { VisibilityMode, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { dataSource } from './data-source.js';
import { byThresholds, thresholds } from './palette.js';
import { rangeQuery, refIdAt, type Query } from './query.js';

export interface StateLinesOptions {
  readonly title: string;
  readonly description: string;
  readonly queries: readonly Query[];
  readonly mappings: ValueMapping[];
  readonly span: number;
}

/** What state things were in all along the chosen time: a line for each. */
export function stateLines({ title, description, queries, mappings, span }: StateLinesOptions): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .span(span)
    .height(8)
    .unit('short')
    .interval('1m')
    .mappings(mappings)
    .colorScheme(byThresholds())
    .thresholds(thresholds({}))
    .showValue(VisibilityMode.Never)
    .fillOpacity(80)
    .legend(new VizLegendOptionsBuilder().showLegend(true));
  for (const [index, query] of queries.entries()) panel.withTarget(rangeQuery(query, refIdAt(index)));
  return panel;
}
