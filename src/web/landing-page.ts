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
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 2rem auto; max-width: 50rem; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border-bottom: 1px solid #8888; padding: .4rem .8rem .4rem 0; text-align: left; }
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

function row({ name, region, contacts, up, failing }: TargetView): string {
  return [
    `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(region)}</td>`,
    `<td class="number">${contacts}</td><td class="number">${up}</td>`,
    `${stateCell({ contacts, up, failing })}</tr>`,
  ].join('');
}

function stateCell({ contacts, up, failing }: Pick<TargetView, 'contacts' | 'up' | 'failing'>): string {
  const reasons = Object.entries(failing);
  if (reasons.length > 0) {
    const listed = reasons.map(([reason, number]) => `${number} failing: ${reason}`).join(', ');
    return `<td class="failing">${escapeHtml(listed)}</td>`;
  }
  if (contacts === 0) return '<td>no contacts yet</td>';
  return up === contacts ? '<td>all up</td>' : `<td>${contacts - up} not swept yet</td>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
