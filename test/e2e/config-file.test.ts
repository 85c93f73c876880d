import assert from 'node:assert/strict';
import { person } from './scripted-account.js';
import { useTestBed } from './test-bed.js';

describe('the variable that names the configuration file', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const variable = 'SSM_CONTACTS_EXPORTER_CONFIG_FILE';
  const targets = [{ name: 'production', region: 'us-east-2', contacts: [person('akuam').arn] }];

  it('is read when no flag names one', async () => {
    const env = { [variable]: await bed.write({ targets }) };
    const { code, stdout } = await bed.run(['check-config'], env);
    assert.deepEqual([code, stdout], [0, 'The configuration is good. Targets: 1, contacts named: 1.\n']);
  });

  it('gives way to the flag, and is no name when it is empty', async () => {
    const flag = `--config.file=${await bed.write({ targets })}`;
    const [overridden, empty] = await Promise.all([
      bed.run(['check-config', flag], { [variable]: bed.path('missing.yaml') }),
      bed.run(['check-config'], { [variable]: '' }),
    ]);
    assert.deepEqual([overridden.code, empty.stderr], [0, 'targets: none is configured\n']);
  });
});
