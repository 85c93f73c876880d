import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { leastValues, render } from './helm.js';

const folder = new URL('../../monitoring/dashboards/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);

describe('the dashboards of the chart', () => {
  it('are those of monitoring/dashboards, byte for byte, each in a config map for the sidecar', async () => {
    assert.ok(files.length >= 2);
    assert.ok(files.some(([, text]) => text.includes('{{')));
    const objects = await render(`--values=${leastValues}`, '--show-only=templates/dashboards.yaml', ...on('sidecar'));
    assert.deepEqual(
      objects.map(({ kind, metadata: { labels }, data }) => [kind, labels?.['grafana_dashboard'], data]),
      files.map(([name, text]) => ['ConfigMap', '1', { [name]: text }]),
    );
  });

  it('are found by the Grafana Operator in the same config maps, without the label of the sidecar', async () => {
    const objects = await render(
      `--values=${leastValues}`,
      '--show-only=templates/dashboards.yaml',
      ...on('grafanaOperator'),
    );
    const maps = objects.filter(({ kind }) => kind === 'ConfigMap');
    const resources = objects.filter(({ kind }) => kind === 'GrafanaDashboard');
    assert.deepEqual(
      resources.map(({ spec }) => (spec as { configMapRef: object }).configMapRef),
      maps.map(({ metadata, data }) => ({ name: metadata.name, key: Object.keys(data as object)[0] })),
    );
    assert.deepEqual(
      maps.map(({ metadata, data }) => [metadata.labels?.['grafana_dashboard'], data]),
      files.map(([name, text]) => [undefined, { [name]: text }]),
    );
  });
});

function on(name: string): readonly [string] {
  return [`--set=dashboards.${name}.enabled=true`];
}
