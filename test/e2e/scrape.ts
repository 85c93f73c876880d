/** What a scrape shows: a value by series, which is written `name{label="value",…}` with its labels in order. */
export type Series = Readonly<Record<string, number>>;

export type Labels = Readonly<Record<string, string>>;

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const pair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)",?/g;

/** Fetches and reads metrics in the text format. Throws on a line that is none and on a series that comes twice. */
export async function scrape(url: string): Promise<Series> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return readSeries(await response.text());
}

/** Reads metrics in the text format; throws as `scrape` does. */
export function readSeries(text: string): Series {
  const series: Record<string, number> = {};
  for (const each of text.split('\n')) {
    if (each === '' || each.startsWith('#')) continue;
    const [, name, labels = '', value] = line.exec(each) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no sample: ${each}`);
    const key = seriesOf(
      name,
      Object.fromEntries([...labels.matchAll(pair)].map(([, label = '', of = '']) => [label, of])),
    );
    if (Object.hasOwn(series, key)) throw new Error(`twice in one scrape: ${key}`);
    series[key] = toNumber(value);
  }
  return series;
}

/** How a series is written. */
export function seriesOf(name: string, labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.sort().join(',')}}`;
}

/** What of a scrape tells about contacts, not about the exporter. */
export function ofContacts(series: Series): Series {
  return pick(series, (key) => key.startsWith('ssm_contacts_') && !key.startsWith('ssm_contacts_exporter_'));
}

const sweepTimes = /^ssm_contacts_(poll_last_success_timestamp|data_age)_seconds\{/;

/** What tells about contacts, but for the times of their sweeps, which no test can know beforehand. */
export function withoutTimes(series: Series): Series {
  return pick(ofContacts(series), (key) => !sweepTimes.test(key));
}

/** The part of a scrape whose series are wanted. */
export function pick(series: Series, isWanted: (key: string) => boolean): Series {
  return Object.fromEntries(Object.entries(series).filter(([key]) => isWanted(key)));
}

function toNumber(value: string): number {
  return value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value);
}
