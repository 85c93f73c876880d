import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { chart, runTool } from './helm.js';

describe("the chart's unit tests", () => {
  it('pass in helm-unittest, all of them', async () => {
    const suites = readdirSync(`${chart}/tests`).filter((name) => name.endsWith('_test.yaml'));
    const written = suites.flatMap(
      (name) => readFileSync(`${chart}/tests/${name}`, 'utf8').match(/^ {2}- it: /gm) ?? [],
    );
    assert.ok(written.length > 0);
    const report = await runTool('helm-unittest', '--strict', chart);
    assert.deepEqual(/^Tests: .*/m.exec(report)?.[0].split(/ {2,}/), [
      'Tests:',
      `${written.length} passed, ${written.length} total`,
    ]);
  });
});
