import {
  queriesOf,
  type PlacedQuery,
  type WrittenDashboard,
  type WrittenVariable,
} from '../monitoring/written-dashboard.js';
import type { PrometheusApi, Series, Stretch } from './prometheus-api.js';

/** What is chosen at the top of a dashboard: of a variable that is not named, everything, or what it begins with. */
export type Choices = Readonly<Record<string, string | readonly string[]>>;

export interface View {
  readonly stretch: Stretch;
  readonly scrapeIntervalMs: number;
  readonly choices?: Choices;
}

/** A dashboard as Grafana would ask Prometheus for it. */
export interface DrawnDashboard {
  /** The values of each variable that a query finds. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** With the values of the variables in their places. */
  readonly interpolate: (text: string) => string;
  /** Of the dashboard or of anything else that may use its variables. */
  draw(query: Pick<PlacedQuery, 'expr' | 'range'>): Promise<readonly Series[]>;
  /** What each query shows. */
  drawAll(): Promise<readonly { readonly place: string; readonly series: readonly Series[] }[]>;
}

/**
 * Puts the values of variables into queries as Grafana's Prometheus data source does (grafana.com, Prometheus template
 * variables): several become an alternation with their special characters escaped, and all of them too, unless the variable
 * says what all means.
 */
export async function drawDashboard(
  dashboard: WrittenDashboard,
  prometheus: PrometheusApi,
  { stretch, scrapeIntervalMs, choices = {} }: View,
): Promise<DrawnDashboard> {
  const values: Record<string, string> = grafanaValues(stretch, scrapeIntervalMs);
  const options: Record<string, readonly string[]> = {};
  for (const variable of dashboard.templating.list) {
    const { name } = variable;
    const [, selector = '', label = ''] = /^label_values\((.+), *(\w+)\)$/.exec(variable.query) ?? [];
    if (variable.type === 'query') {
      options[name] = await prometheus.labelValues(label, interpolate(selector, values), stretch);
    }
    values[name] = valueOf(variable, options[name] ?? [], choices[name]);
  }
  const draw: DrawnDashboard['draw'] = ({ expr, range = false }) =>
    range
      ? prometheus.queryRange(interpolate(expr, values), stretch)
      : prometheus.query(interpolate(expr, values), stretch.to);
  return {
    options,
    interpolate: (text) => interpolate(text, values),
    draw,
    drawAll: () =>
      Promise.all(queriesOf(dashboard).map(async (query) => ({ place: query.place, series: await draw(query) }))),
  };
}

/** Whether there is anything to see. */
export function isDrawn(series: readonly Series[]): boolean {
  return series.some(({ samples, histogram }) => histogram !== undefined || samples.some(([, value]) => !isNaN(value)));
}

function grafanaValues({ from, to, stepMs }: Stretch, scrapeIntervalMs: number): Record<string, string> {
  const rateIntervalMs = Math.max(stepMs + scrapeIntervalMs, 4 * scrapeIntervalMs);
  return {
    __range: `${Math.round((to - from) / 1000)}s`,
    __rate_interval: `${rateIntervalMs}ms`,
    __interval: `${stepMs / 1000}s`,
    __interval_ms: String(stepMs),
  };
}

function valueOf(
  { type, allValue, current }: WrittenVariable,
  options: readonly string[],
  chosen?: Choices[string],
): string {
  if (type === 'query') return chosen === undefined ? (allValue ?? alternation(options)) : alternation([chosen].flat());
  return [chosen ?? current?.value ?? ''].flat().join();
}

/** In a string of PromQL a backslash is written twice. */
function alternation(values: readonly string[]): string {
  const escaped = values.map((value) => value.replace(/[\\^$*+?.()|[\]{}]/g, '\\\\$&'));
  return escaped.length === 1 ? escaped.join() : `(${escaped.join('|')})`;
}

function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\w+)/g, (variable, name: string) => values[name] ?? variable);
}
