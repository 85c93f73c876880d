import assert from 'node:assert/strict';
import { filesBelow } from '../project/root.js';
import { alertsFile, recordingFile } from '../monitoring/rule-files.js';
import { needProgram, run } from './program.js';

describe('promtool', () => {
  before(() => {
    needProgram('promtool', ['--version'], 'prometheus');
  });

  it('takes the rules', async () => {
    const { code, errors } = await run('promtool', [
      'check',
      'rules',
      '--lint=all',
      '--lint-fatal',
      recordingFile,
      alertsFile,
    ]);
    assert.deepEqual({ code, errors }, { code: 0, errors: '' });
  });

  for (const path of filesBelow('monitoring/rules/tests', '.yaml')) {
    it(`finds every alert and recorded series as ${path} says`, async () => {
      const { code, out, errors } = await run('promtool', ['test', 'rules', path]);
      assert.deepEqual(
        { code, out: out.trim(), errors },
        { code: 0, out: `Unit Testing:  ${path}\n  SUCCESS`, errors: '' },
      );
    });
  }

  it('would find a rule that does something else', async () => {
    const { code } = await run(
      'promtool',
      ['check', 'rules', '/dev/stdin'],
      'groups: [{ name: a, rules: [{ record: b, expr: "sum(" }] }]',
    );
    assert.notEqual(code, 0);
  });
});
