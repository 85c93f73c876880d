import { IntervalVariableBuilder, type Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { contactVariables, dataSourceVariable } from './contact-variables.js';
import { createDashboard } from './dashboard.js';
import { dashboardLink, runbookLink, uids } from './link.js';
import { nightVariables } from './night.js';
import { acknowledgementRow } from './overview/acknowledgement.js';
import { nowRow } from './overview/now.js';
import { peopleRow } from './overview/people.js';
import { volumeRow } from './overview/volume.js';
import { startAnnotation } from './starts.js';

/** Whether pages reach humans, how fast they are answered, and who is being worn out. */
export function overview(): Dashboard {
  return createDashboard({
    uid: uids.overview,
    title: 'On-call pages / Overview',
    description:
      'Pages of AWS Systems Manager Incident Manager: what waits right now, how fast pages are answered, and by whom.',
    variables: [dataSourceVariable(), ...contactVariables(), windowVariable(), ...nightVariables()],
    annotation: startAnnotation(''),
    links: [dashboardLink('Exporter health', uids.exporterHealth), runbookLink()],
    rows: [nowRow(), volumeRow(), acknowledgementRow(), peopleRow()],
  });
}

/** Answers are rare: a quantile over minutes would mostly be one of nothing. */
function windowVariable(): IntervalVariableBuilder {
  const values = ['15m', '1h', '6h', '1d', '7d'];
  const current = '6h';
  return new IntervalVariableBuilder('window')
    .label('Quantiles over')
    .description('How far each point of the quantiles over time looks back.')
    .values(values.join(','))
    .options(values.map((value) => ({ selected: value === current, text: value, value })))
    .current({ selected: true, text: current, value: current });
}
