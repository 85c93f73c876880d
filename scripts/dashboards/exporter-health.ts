import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { contactVariables, dataSourceVariable, labelVariable } from './contact-variables.js';
import { createDashboard } from './dashboard.js';
import { freshnessRow } from './exporter-health/freshness.js';
import { glanceRow } from './exporter-health/glance.js';
import { ledgerRow } from './exporter-health/ledger.js';
import { processRow } from './exporter-health/process.js';
import { requestRow } from './exporter-health/requests.js';
import { dashboardLink, runbookLink, uids } from './link.js';
import { chosenExporters } from './selection.js';
import { startAnnotation } from './starts.js';

const buildInfo = 'ssm_contacts_exporter_build_info';

/** Whether what the overview shows can be believed, and if not, why. */
export function exporterHealth(): Dashboard {
  return createDashboard({
    uid: uids.exporterHealth,
    title: 'On-call pages / Exporter health',
    description:
      'Whether the exporter sees every contact, keeps within the quotas of AWS, and remembers what it counts.',
    variables: [
      dataSourceVariable(),
      labelVariable('job', 'Job', `label_values(${buildInfo}, job)`),
      labelVariable('instance', 'Exporter', `label_values(${buildInfo}{job=~"$job"}, instance)`),
      ...contactVariables(),
    ],
    annotation: startAnnotation(chosenExporters),
    links: [dashboardLink('Overview', uids.overview), runbookLink()],
    rows: [glanceRow(), freshnessRow(), requestRow(), ledgerRow(), processRow()],
  });
}
