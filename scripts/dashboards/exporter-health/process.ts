import type { Row } from '../dashboard.js';
import { lines } from '../graph.js';
import { chosenExporters } from '../selection.js';
import { table } from '../table.js';

const own = (name: string): string => `${name}{${chosenExporters}}`;

export function processRow(): Row {
  return {
    title: 'Process',
    panels: [cpuGraph(), memoryGraph(), lagGraph(), fileGraph(), scrapeGraph(), versionTable()],
  };
}

function cpuGraph() {
  return lines({
    title: 'CPU',
    description: 'Share of one core. The exporter needs little; near 100 % it is late with everything.',
    unit: 'percentunit',
    span: 8,
    limits: { warning: 0.8 },
    queries: [
      { expr: `rate(${own('process_cpu_seconds_total')}[$__rate_interval])`, legend: '{{instance}}' },
      {
        expr: `sum by (instance) (rate(${own('nodejs_gc_duration_seconds_sum')}[$__rate_interval]))`,
        legend: '{{instance}} collecting garbage',
      },
    ],
  });
}

function memoryGraph() {
  return lines({
    title: 'Memory',
    description:
      'It grows with open pages and the number of contacts, and then stays. Heap that climbs for days is a leak: please report it.',
    unit: 'bytes',
    span: 8,
    queries: [
      { expr: own('process_resident_memory_bytes'), legend: '{{instance}} resident' },
      { expr: own('nodejs_heap_size_total_bytes'), legend: '{{instance}} heap' },
      { expr: own('nodejs_heap_size_used_bytes'), legend: '{{instance}} heap in use' },
    ],
  });
}

function lagGraph() {
  return lines({
    title: 'Event loop lag',
    description:
      'How late the process gets to its work. Tens of milliseconds are normal, whole seconds stop polls and scrapes.',
    unit: 's',
    span: 8,
    limits: { warning: 1 },
    queries: [
      { expr: own('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}} p99' },
      { expr: own('nodejs_eventloop_lag_p50_seconds'), legend: '{{instance}} p50' },
    ],
  });
}

function fileGraph() {
  return lines({
    title: 'File descriptors',
    description:
      'Open files and connections as a share of those allowed. At 100 % neither the ledger nor AWS can be reached.',
    unit: 'percentunit',
    span: 8,
    limits: { warning: 0.5, critical: 0.9 },
    queries: [{ expr: `${own('process_open_fds')} / ${own('process_max_fds')}`, legend: '{{instance}}' }],
  });
}

function scrapeGraph() {
  return lines({
    title: 'Duration of a scrape',
    description:
      'As Prometheus sees it. It never waits for AWS; long ones are many contacts, a slow network or a busy machine.',
    unit: 's',
    span: 8,
    queries: [{ expr: own('scrape_duration_seconds'), legend: '{{instance}}' }],
  });
}

function versionTable() {
  return table({
    title: 'What runs',
    description: 'Versions of the exporters. Two of them for long: a roll-out is stuck.',
    labels: { instance: 'Exporter', version: 'Version', revision: 'Revision', nodejs: 'Node.js' },
    values: [
      {
        title: 'Running for',
        expr: `(time() - max by (instance) (${own('process_start_time_seconds')})) * on (instance) group_right () max by (instance, version, revision, nodejs) (${own('ssm_contacts_exporter_build_info')})`,
        unit: 'dtdurations',
        decimals: 0,
      },
    ],
    sortBy: 'Running for',
    span: 8,
  });
}
