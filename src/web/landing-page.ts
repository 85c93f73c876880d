export interface LandingView {
  readonly version: string;
  readonly revision: string;
  readonly telemetryPath: string;
  readonly targets: readonly TargetView[];
}

export interface TargetView {
  readonly name: string;
  readonly region: string;
  readonly contacts: number;
  readonly up: number;
  /** Contacts whose last sweep failed, by reason. */
  readonly failing: Readonly<Record<string, number>>;
  /** Why the contacts of the target could not be listed; absent when they could, or need not be. */
  readonly discoveryFailure?: string;
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 2rem auto; max-width: 50rem; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border-bottom: 1px solid #8888; padding: .4rem .6rem; text-align: left; }
  td.number, th.number { text-align: right; }
  .failing { color: #c62828; }
  @media (prefers-color-scheme: dark) { .failing { color: #ff8a80; } }
`;

/** The page at `/`: what runs here, where its metrics are, and how each target does. */
export function landingPage({ version, revision, telemetryPath, targets }: LandingView): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ssm-contacts-exporter</title>
<style>${style}</style>
</head>
<body>
<h1>ssm-contacts-exporter</h1>
<p>Prometheus exporter for AWS Systems Manager Incident Manager contacts, version ${escapeHtml(version)} (${escapeHtml(revision)}).</p>
<ul>
<li><a href="${escapeHtml(telemetryPath)}">Metrics</a></li>
<li><a href="/-/healthy">Health</a></li>
<li><a href="/-/ready">Readiness</a></li>
</ul>
<h2>Targets</h2>
<table>
<thead><tr><th>Target</th><th>Region</th><th class="number">Contacts</th><th class="number">Up</th><th>State</th></tr></thead>
<tbody>
${targets.map(row).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function row(target: TargetView): string {
  const { name, region, contacts, up } = target;
  return [
    `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(region)}</td>`,
    `<td class="number">${contacts}</td><td class="number">${up}</td>`,
    `${stateCell(target)}</tr>`,
  ].join('');
}

function stateCell({ contacts, up, failing, discoveryFailure }: TargetView): string {
  const failures = Object.entries(failing).map(([reason, number]) => `${number} failing: ${reason}`);
  if (discoveryFailure !== undefined) failures.unshift(`discovery failing: ${discoveryFailure}`);
  if (failures.length > 0) return `<td class="failing">${escapeHtml(failures.join(', '))}</td>`;
  if (contacts === 0) return '<td>no contacts yet</td>';
  return up === contacts ? '<td>all up</td>' : `<td>${contacts - up} not swept yet</td>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
