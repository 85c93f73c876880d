import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { startDemo, type Demo } from './demo.js';
import { needProgram, run } from './program.js';

describe('promtool', () => {
  let demo: Demo;

  before(async () => {
    demo = await startDemo();
    needProgram('promtool', ['--version'], 'prometheus');
  });

  after(() => demo.stop());

  it("has nothing to say about the demo's metrics", async () => {
    const response = await fetch(demo.metricsUrl);
    const metrics = await response.text();
    assert.match(metrics, /^# TYPE ssm_contacts_exporter_polls_total counter$/m);
    assert.deepEqual(await run('promtool', ['check', 'metrics'], metrics), { code: 0, out: '', errors: '' });
  });

  it('reads names and texts however hostile', async () => {
    const metrics = await readFile(new URL('../exposition/hostile-snapshot.prom', import.meta.url), 'utf8');
    assert.deepEqual(await run('promtool', ['check', 'metrics'], metrics), { code: 0, out: '', errors: '' });
  });

  it('would say something about metrics that break the conventions', async () => {
    const { code } = await run('promtool', ['check', 'metrics'], '# TYPE a_total gauge\na_total 1\n');
    assert.notEqual(code, 0);
  });
});
