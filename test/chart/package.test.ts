import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chart, render, renderChart, runTool, valuesFiles } from './helm.js';

describe('the package of the chart', () => {
  let folder: string;
  let path: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chart-package-'));
    const said = await runTool('helm', 'package', chart, `--destination=${folder}`);
    path = said.replace(/^[^]*saved it to: /, '').trim();
  });

  after(() => rm(folder, { recursive: true }));

  it('makes the same objects as the folder, rules and dashboards behind its links included', async () => {
    const fromPackage = await Promise.all(valuesFiles.map((file) => renderChart(path, `--values=${file}`)));
    const fromFolder = await Promise.all(valuesFiles.map((file) => render(`--values=${file}`)));
    assert.ok(fromFolder.flat().some(({ kind }) => kind === 'PrometheusRule'));
    assert.deepEqual(fromPackage, fromFolder);
  });

  it('shows its README and its values', async () => {
    assert.match(await runTool('helm', 'show', 'readme', path), /^# ssm-contacts-exporter$/m);
    assert.match(await runTool('helm', 'show', 'values', path), /^kind: StatefulSet$/m);
  });
});
