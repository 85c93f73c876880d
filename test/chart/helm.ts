import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

const root = new URL('../../', import.meta.url);
const run = promisify(execFile);

export const chart = fileURLToPath(new URL('helm/ssm-contacts-exporter', root));

/** A Kubernetes object, as it is rendered. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Values files of continuous integration, as the arguments of Helm name them. */
export const valuesFiles: readonly string[] = readdirSync(`${chart}/ci`)
  .sort()
  .map((name) => `${chart}/ci/${name}`);

/** Values that are enough to render, to be changed by further ones. */
export const leastValues = `${chart}/ci/default-values.yaml`;

/** Runs a program that scripts/chart-tools.sh has made. Rejects with what it wrote when it fails. */
export async function runTool(name: 'helm' | 'helm-unittest', ...args: string[]): Promise<string> {
  const tool = fileURLToPath(new URL(`node_modules/.cache/chart-tools/${name}`, root));
  // Nothing of whoever runs the tests: no cluster, no plugins, no repositories.
  const env = { HOME: '/nonexistent', KUBECONFIG: '/dev/null', PATH: '/usr/bin:/bin' };
  const { stdout } = await run(tool, args, { env, maxBuffer: 1 << 26 });
  return stdout;
}

/** The objects that the chart makes in the release `oncall` of the namespace `monitoring`. */
export function render(...args: string[]): Promise<readonly KubernetesObject[]> {
  return renderChart(chart, ...args);
}

/** The same of another chart: a folder or a package. */
export async function renderChart(path: string, ...args: string[]): Promise<readonly KubernetesObject[]> {
  const text = await runTool('helm', 'template', 'oncall', path, '--namespace=monitoring', ...args);
  // Kubernetes reads YAML 1.1, in which 0440 is octal.
  const documents = parseAllDocuments(text, { version: '1.1' });
  if ('empty' in documents) return [];
  return documents.map((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    return document.toJS() as KubernetesObject;
  });
}

/** What Helm says when it refuses the values. */
export async function refusal(...args: string[]): Promise<string> {
  try {
    await render(...args);
  } catch (error) {
    const { stderr } = error as { stderr: string };
    return stderr.replaceAll(/^walk\.go.*\n/gm, '');
  }
  return 'not refused';
}
