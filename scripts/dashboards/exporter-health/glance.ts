import type { Row } from '../dashboard.js';
import { chosenContacts, chosenExporters } from '../selection.js';
import { statTile } from '../stat-tile.js';
import { yesOrNo } from '../value-mapping.js';

const exporter = (name: string, ...more: string[]): string =>
  `ssm_contacts_exporter_${name}{${[chosenExporters, ...more].join(', ')}}`;
const contactUp = `ssm_contacts_up{${chosenExporters}, ${chosenContacts}}`;
const exporterUp = `up{${chosenExporters}}`;

export function glanceRow(): Row {
  return { title: 'At a glance', panels: [...now(), ...inRange()] };
}

function now() {
  return [
    statTile({
      title: 'Exporters down',
      description:
        'Exporters that Prometheus cannot scrape now. While one is down its pages wait in AWS; they are counted when it is back.',
      expr: `count(${exporterUp} == 0) or 0 * count(${exporterUp})`,
      unit: 'short',
      span: 3,
      limits: { critical: 1 },
    }),
    statTile({
      title: 'Contacts failing',
      description:
        'Contacts whose last sweep failed, or that were not swept yet. The table below names them, Failed sweeps says why.',
      expr: `count(${contactUp} == 0) or 0 * count(${contactUp})`,
      unit: 'short',
      span: 3,
      limits: { warning: 1 },
    }),
    statTile({
      title: 'Oldest data',
      description:
        'Since when the contact that has waited longest was not swept. Well below poll.fullSweepInterval, an hour by default, is good.',
      expr: `max(ssm_contacts_data_age_seconds{${chosenExporters}, ${chosenContacts}})`,
      unit: 's',
      decimals: 0,
      span: 3,
      limits: { warning: 900, critical: 3600 },
    }),
    statTile({
      title: 'Configuration',
      description:
        'Whether the last attempt to load the configuration succeeded. If not, what was there before still runs.',
      expr: `min(${exporter('config_last_reload_successful')})`,
      unit: 'short',
      span: 3,
      mappings: [yesOrNo('loaded', 'REFUSED')],
    }),
  ];
}

function inRange() {
  return [
    statTile({
      title: 'Throttled requests',
      description:
        'Share of the requests in the chosen time that AWS refused because of a quota. A few per cent while others use the quota too are lived with; more delays everything.',
      expr: `sum(increase(${exporter('api_request_failures_total', 'reason="throttled"')}[$__range])) / (sum(increase(${exporter('api_requests_total')}[$__range])) > 0)`,
      unit: 'percentunit',
      decimals: 1,
      span: 3,
      limits: { warning: 0.1, critical: 0.25 },
      noValue: 'no requests',
    }),
    statTile({
      title: 'Failed sweeps',
      description:
        'Sweeps that failed in the chosen time. They are tried again, and lose nothing; see below for the reasons.',
      expr: `sum(increase(${exporter('poll_failures_total')}[$__range]))`,
      unit: 'short',
      decimals: 0,
      span: 3,
      limits: { warning: 0.5 },
    }),
    statTile({
      title: 'Ledger write failures',
      description:
        'Writes to the ledger that failed in the chosen time. While they fail, nothing new is counted or shown: look at the disk.',
      expr: `sum(increase(${exporter('ledger_commit_failures_total')}[$__range]))`,
      unit: 'short',
      decimals: 0,
      span: 3,
      limits: { critical: 0.5 },
    }),
    statTile({
      title: 'Starts',
      description:
        'Times that an exporter was started anew within the chosen time. More than your deployments: read its log, and look at memory.',
      expr: `sum(changes(process_start_time_seconds{${chosenExporters}}[$__range]))`,
      unit: 'short',
      decimals: 0,
      span: 3,
      limits: { warning: 3 },
    }),
  ];
}
