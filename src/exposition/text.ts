import type { Family, HistogramSample, Labels } from './family.js';

/** What a scrape in this format is served as. */
export const textContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Writes families in Prometheus's text format 0.0.4 (prometheus.io, Exposition formats). A family without samples is left out. */
export function writeText(families: readonly Family[]): string {
  const lines: string[] = [];
  for (const family of families) {
    if (family.samples.length === 0) continue;
    lines.push(`# HELP ${family.name} ${escapeHelp(family.help)}`, `# TYPE ${family.name} ${family.type}`);
    if (family.type === 'histogram') {
      for (const sample of family.samples) lines.push(...histogramLines(family.name, sample));
    } else {
      for (const { labels, value } of family.samples) lines.push(line(family.name, labels, value));
    }
  }
  return `${lines.join('\n')}\n`;
}

function histogramLines(name: string, { labels, bounds, cumulativeCounts, sum }: HistogramSample): string[] {
  const total = cumulativeCounts.at(-1) ?? 0;
  return [
    ...cumulativeCounts.map((count, index) =>
      line(`${name}_bucket`, { ...labels, le: writeNumber(bounds[index] ?? Infinity) }, count),
    ),
    line(`${name}_sum`, labels, sum),
    line(`${name}_count`, labels, total),
  ];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${writeNumber(value)}`;
}

function writeNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function escapeHelp(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replace(/"/g, '\\"');
}
