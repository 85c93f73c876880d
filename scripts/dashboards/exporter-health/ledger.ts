import type { Row } from '../dashboard.js';
import { bars, lines } from '../graph.js';
import { countOf } from '../growth.js';
import { palette } from '../palette.js';
import { chosenExporters } from '../selection.js';
import { statTile } from '../stat-tile.js';

const exporter = (name: string): string => `ssm_contacts_exporter_${name}{${chosenExporters}}`;

export function ledgerRow(): Row {
  return {
    title: 'Ledger',
    panels: [
      lines({
        title: 'Pages in the ledger',
        description:
          'Pages that are remembered so that each counts once. It levels off after ledger.retention; a fall to nothing is a ledger that was lost.',
        unit: 'short',
        span: 8,
        colors: { remembered: palette.blue },
        queries: [{ expr: `sum(${exporter('ledger_pages')})`, legend: 'remembered' }],
      }),
      lines({
        title: 'Open pages',
        description:
          'Pages that are still followed. It rises with every incident and falls as people answer, or give up.',
        unit: 'short',
        span: 6,
        colors: { followed: palette.orange },
        queries: [{ expr: `sum(${exporter('ledger_open_pages')})`, legend: 'followed' }],
      }),
      bars({
        title: 'Writes to the ledger',
        description:
          'One for each listing that found something new. Failed ones are tried again, and nothing is counted meanwhile.',
        unit: 'short',
        decimals: 0,
        span: 6,
        calcs: ['sum'],
        colors: { written: palette.blue, failed: palette.vermillion },
        queries: [
          { expr: countOf(exporter('ledger_commits_total')), legend: 'written' },
          { expr: countOf(exporter('ledger_commit_failures_total')), legend: 'failed' },
        ],
      }),
      statTile({
        title: 'Ledger began',
        description:
          'The youngest ledger of the exporters. If it is younger than you think, its directory does not survive restarts.',
        expr: `1000 * max(${exporter('ledger_created_timestamp_seconds')})`,
        unit: 'dateTimeFromNow',
        span: 4,
      }),
    ],
  };
}
