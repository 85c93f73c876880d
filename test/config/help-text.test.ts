import assert from 'node:assert/strict';
import { configFileVariable } from '../../src/config/commands.js';
import { helpText } from '../../src/config/help-text.js';
import { inspectionSchema } from '../../src/config/inspection-options.js';
import { reloadSchema } from '../../src/config/reload-options.js';
import { schema } from '../../src/config/schema.js';
import { settingsOf } from '../../src/config/setting.js';
import { simulatorSchema } from '../../src/config/simulator-options.js';

/** The flags and list keys at the left of the text. */
function terms(text: string): string[] {
  return text.split('\n').flatMap((line) => /^ {2}(?:--(?:\[no-\])?)?([a-z][\w.-]*)/i.exec(line)?.[1] ?? []);
}

const commands = ['serve', 'check-config', 'once', 'demo', 'simulate', 'ledger-inspect', 'healthcheck'];
const keys = settingsOf(schema);
const flags = keys.flatMap(({ flag }) => flag ?? []);
const lists = keys.filter(({ flag }) => flag === undefined).map(({ path }) => path);
const reloadFlags = settingsOf(reloadSchema).map(({ flag }) => flag);
const simulatorFlags = settingsOf(simulatorSchema).map(({ flag }) => flag);

describe('helpText', () => {
  it('of serve has every command and flag, and the lists that have no flag', () => {
    assert.deepEqual(terms(helpText()), [...commands, 'config.file', 'version', ...flags, ...reloadFlags, ...lists]);
  });

  it('of demo has the flags of the simulator, too', () => {
    const expected = [...commands, 'config.file', 'version', ...flags, ...simulatorFlags, ...lists];
    assert.deepEqual(terms(helpText('demo')), expected);
  });

  it('of simulate has only the flags of the simulator', () => {
    assert.deepEqual(terms(helpText('simulate')), [...commands, 'version', ...simulatorFlags]);
  });

  it('of ledger-inspect has its own flags, too, and no variables for them', () => {
    const text = helpText('ledger-inspect');
    const inspectionFlags = settingsOf(inspectionSchema).map(({ flag }) => flag);
    const expected = [...commands, 'config.file', 'version', ...flags, ...inspectionFlags, ...lists];
    assert.deepEqual([terms(text), text.match(/LEDGER_(EX|IM)PORT/g)], [expected, null]);
  });

  it('names the variable of every key, and of the file', () => {
    const variables = helpText().match(/(?<=\$)\w+/g);
    assert.deepEqual(variables?.toSorted(), [...keys.map(({ env }) => env), configFileVariable].toSorted());
  });

  it('shows a flag with its default, its sentence and its variable, aligned', () => {
    const lines = helpText().split('\n');
    const start = lines.findIndex((line) => line.includes('--poll.interval'));
    assert.deepEqual(lines.slice(start, start + 3), [
      '  --poll.interval=60s                  Time from the start of one sweep of a contact to the start of',
      '                                       the next, where the quota allows.',
      '                                       $SSM_CONTACTS_EXPORTER_POLL_INTERVAL',
    ]);
  });

  it('shows a flag that is too long for that on a line of its own', () => {
    const lines = helpText().split('\n');
    const start = lines.findIndex((line) => line.includes('max-buckets'));
    assert.deepEqual(lines.slice(start, start + 3), [
      '  --metrics.native-histogram-max-buckets=160',
      '                                       Buckets of a native histogram above which its resolution is',
      '                                       halved.',
    ]);
  });

  it('is at most 100 columns wide', () => {
    const wide = [helpText(), helpText('demo'), helpText('ledger-inspect')]
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.length > 100);
    assert.deepEqual(wide, []);
  });
});
