import type { DocumentedValue } from './documented-value.js';

export interface ChartFacts {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly appVersion: string;
  readonly kubeVersion: string;
}

/** README.md of the chart, to be formatted: how to begin, and every value with its default. */
export function chartReadme(chart: ChartFacts, values: readonly DocumentedValue[]): string {
  const { name, description, version, appVersion, kubeVersion } = chart;
  return `<!-- Made by \`npm run docs:chart\` from Chart.yaml and values.yaml. -->

# ${name}

${description}.

Chart ${version}, exporter ${appVersion}, Kubernetes ${kubeVersion.replace('-0', '')}, Helm 3.

## Install

\`\`\`yaml
# values.yaml
serviceAccount:
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/ssm-contacts-exporter # or EKS Pod Identity
config:
  targets:
    - name: production
      region: us-east-2
      discover: { enabled: true }
serviceMonitor:
  enabled: true
\`\`\`

\`\`\`sh
helm install ${name} oci://ghcr.io/ssm-contacts-exporter/charts/${name} --namespace monitoring --values values.yaml
helm test ${name} --namespace monitoring
\`\`\`

The policy that the role needs, sharding, upgrades and the ledger's volume, dashboards, alerts and network policies are in
[docs/kubernetes.md](../../docs/kubernetes.md).

## Uninstall

\`helm uninstall ${name} --namespace monitoring\` leaves the claims of a StatefulSet, and so the ledger, unless
\`persistence.retentionPolicy.whenDeleted\` is \`Delete\`.

## Values

Values that the chart does not know are refused (\`values.schema.json\`), and so are keys of \`config\` that this version of the
exporter does not know.

| value | type | default | meaning |
| - | - | - | - |
${values.map(row).join('\n')}
`;
}

function row({ path, description, default: preset, schema }: DocumentedValue): string {
  const cells = [`\`${path.join('.')}\``, typeOf(preset, schema), `\`${JSON.stringify(preset)}\``, description];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeOf(preset: unknown, schema: DocumentedValue['schema']): string {
  const { type = Array.isArray(preset) ? 'list' : typeof preset } = schema;
  const names = [type].flat().filter((name) => name !== 'null');
  return names.map((name) => (name === 'number' || name === 'integer' ? 'int' : String(name))).join(' or ');
}
