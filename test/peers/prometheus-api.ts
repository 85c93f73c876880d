/** One series of an answer: its samples' times in epoch milliseconds, and their values. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [at: number, value: number])[];
  /** Of native histograms, which a query shows instead of values: the last. */
  readonly histogram?: NativeHistogram;
}

export interface NativeHistogram {
  readonly count: number;
  readonly sum: number;
  /** The filled buckets, rising: above `over`, up to `upTo`. */
  readonly buckets: readonly { readonly over: number; readonly upTo: number; readonly count: number }[];
}

export interface StoredExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The exemplars of one series, in the order of their times. */
export interface ExemplarSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly exemplars: readonly StoredExemplar[];
}

/** Epoch milliseconds, the end included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** What a Prometheus can be asked. */
export interface PrometheusApi {
  /** Asks at `at`, epoch milliseconds; now unless given. */
  query(expression: string, at?: number): Promise<readonly Series[]>;
  /** Asks for every step of a stretch of time, as a graph does. */
  queryRange(expression: string, stretch: Stretch): Promise<readonly Series[]>;
  /** The values that a label of the series selected has had in a stretch of time, sorted. */
  labelValues(label: string, selector: string, stretch: Stretch): Promise<readonly string[]>;
  /** Every exemplar stored of the series selected. */
  exemplars(selector: string): Promise<readonly ExemplarSeries[]>;
}

/** The API of the Prometheus at `url`, without a slash at the end. */
export function createPrometheusApi(url: string): PrometheusApi {
  return {
    query: async (expression, at = Date.now()) => {
      const { result } = await post<QueryData>(`${url}/api/v1/query`, { query: expression, time: String(at / 1000) });
      return result.map(toSeries);
    },
    queryRange: async (expression, { from, to, stepMs }) => {
      const [start, end, step] = [from / 1000, to / 1000, stepMs / 1000].map(String) as [string, string, string];
      const { result } = await post<QueryData>(`${url}/api/v1/query_range`, { query: expression, start, end, step });
      return result.map(toSeries);
    },
    labelValues: async (label, selector, { from, to }) => {
      const asked = new URLSearchParams({ 'match[]': selector, start: String(from / 1000), end: String(to / 1000) });
      return answerOf<readonly string[]>(await fetch(`${url}/api/v1/label/${label}/values?${String(asked)}`), selector);
    },
    exemplars: async (selector) => {
      const data = await post<readonly ExemplarData[]>(`${url}/api/v1/query_exemplars`, { query: selector });
      return data.map(({ seriesLabels, exemplars }) => ({
        labels: seriesLabels,
        exemplars: exemplars.map(toExemplar),
      }));
    },
  };
}

/** The labels that a target has shown, without the name, and without those that tell which target it was. */
export function shownLabels(labels: Series['labels']): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !['__name__', 'job', 'instance'].includes(name)));
}

interface Answer<Data> {
  readonly status: string;
  readonly error?: string;
  readonly data: Data;
}

type Point = [seconds: number, value: string];

interface QueryData {
  readonly result: readonly {
    readonly metric: Record<string, string>;
    readonly value?: Point;
    readonly values?: Point[];
    readonly histogram?: [seconds: number, histogram: HistogramData];
    readonly histograms?: [seconds: number, histogram: HistogramData][];
  }[];
}

interface HistogramData {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly [boundaries: number, lower: string, upper: string, count: string][];
}

interface ExemplarData {
  readonly seriesLabels: Record<string, string>;
  readonly exemplars: readonly { readonly labels: Record<string, string>; readonly value: string; timestamp: number }[];
}

async function post<Data>(url: string, parameters: Record<string, string>): Promise<Data> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(parameters) });
  return answerOf(response, parameters['query'] ?? url);
}

async function answerOf<Data>(response: Response, asked: string): Promise<Data> {
  const { status, error, data } = (await response.json()) as Answer<Data>;
  if (status !== 'success') throw new Error(`${asked}: ${error ?? status}`);
  return data;
}

function toSeries({ metric, value, values, histogram: single, histograms }: QueryData['result'][number]): Series {
  const histogram = single ?? histograms?.at(-1);
  const points = values ?? (value === undefined ? [] : [value]);
  return {
    labels: metric,
    samples: points.map(([seconds, number]) => [Math.round(seconds * 1000), Number(number)] as const),
    ...(histogram && { histogram: toHistogram(histogram[1]) }),
  };
}

function toHistogram({ count, sum, buckets = [] }: HistogramData): NativeHistogram {
  return {
    count: Number(count),
    sum: Number(sum),
    buckets: buckets.map(([, lower, upper, within]) => ({
      over: Number(lower),
      upTo: Number(upper),
      count: Number(within),
    })),
  };
}

function toExemplar({ labels, value, timestamp }: ExemplarData['exemplars'][number]): StoredExemplar {
  return { labels, value: Number(value), at: Math.round(timestamp * 1000) };
}
