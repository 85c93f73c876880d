import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { Exemplar } from './exemplar-stories.js';
import { needProgram, run } from './program.js';

const script = fileURLToPath(new URL('prometheus_client_reader.py', import.meta.url));

/** The formats that Debian's Python client of Prometheus reads, and how each is asked for. */
export const accepts = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const;

export type PythonFormat = keyof typeof accepts;

export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A text when it is no finite number. */
  readonly value: number | string;
  readonly exemplar?: Exemplar;
}

export interface ReadFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly unit: string;
  readonly samples: readonly ReadSample[];
}

/** What the script prints. */
interface PrintedFamily extends Omit<ReadFamily, 'samples'> {
  readonly samples: readonly (Omit<ReadSample, 'exemplar'> & { readonly exemplar: PrintedExemplar | null })[];
}

interface PrintedExemplar extends Omit<Exemplar, 'at'> {
  readonly seconds: number;
}

export function needPythonReader(): void {
  needProgram('python3', ['-c', 'import prometheus_client.openmetrics.parser'], 'python3-prometheus-client');
}

/** Fetches metrics in a format, and fails when they come in another. */
export async function fetchAs(format: PythonFormat, url: string): Promise<string> {
  const response = await fetch(url, { headers: { accept: accepts[format] } });
  assert.equal(response.headers.get('content-type'), accepts[format]);
  return response.text();
}

/** What the Python client makes of metrics. Fails when it can't read them. */
export async function readByPython(format: PythonFormat, metrics: string): Promise<ReadFamily[]> {
  const { code, out, errors } = await run('python3', [script, format], metrics);
  assert.deepEqual({ code, errors }, { code: 0, errors: '' });
  const families = JSON.parse(out) as PrintedFamily[];
  return families.map((family) => ({
    ...family,
    samples: family.samples.map(({ exemplar, ...sample }) => ({
      ...sample,
      ...(exemplar && { exemplar: toExemplar(exemplar) }),
    })),
  }));
}

function toExemplar({ labels, value, seconds }: PrintedExemplar): Exemplar {
  return { labels, value, at: Math.round(seconds * 1000) };
}
