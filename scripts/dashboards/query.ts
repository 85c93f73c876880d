import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus';

export interface Query {
  readonly expr: string;
  readonly legend?: string;
  /** Whether the pages behind the numbers are shown as well: for counters and histograms of contacts. */
  readonly exemplars?: boolean;
}

/** What a query shows at the end of the chosen time. */
export function instantQuery({ expr, legend = '' }: Query, refId: string): DataqueryBuilder {
  return toBuilder({ expr, legend }, refId).instant();
}

/** What it shows all along the chosen time. */
export function rangeQuery({ expr, legend = '', exemplars = false }: Query, refId: string): DataqueryBuilder {
  return toBuilder({ expr, legend }, refId).range().exemplar(exemplars);
}

/** A, B, C. */
export function refIdAt(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

function toBuilder({ expr, legend }: Required<Pick<Query, 'expr' | 'legend'>>, refId: string): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(refId)
    .expr(expr)
    .legendFormat(legend)
    .editorMode(QueryEditorMode.Code)
    .format(PromQueryFormat.TimeSeries);
}
