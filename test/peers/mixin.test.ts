import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { dashboardPaths } from '../monitoring/written-dashboard.js';
import { alertsFile, recordingFile } from '../monitoring/rule-files.js';
import { textOf } from '../project/root.js';
import { run } from './program.js';

/** What Jsonnet makes of an expression. */
async function evaluate(expression: string): Promise<unknown> {
  const { code, out, errors } = await run('jsonnet', ['-e', expression]);
  if (code !== 0) throw new Error(errors);
  return JSON.parse(out);
}

/** Debian's jsonnet 0.18 is there, but cannot read a text of more than one line in YAML. */
async function needJsonnet(): Promise<void> {
  const read = await evaluate(`std.parseYaml('text: |\\n  one\\n  two\\n')`).catch(() => undefined);
  if (isDeepStrictEqual(read, { text: 'one\ntwo\n' })) return;
  throw new Error(
    'these tests need go-jsonnet: go install github.com/google/go-jsonnet/cmd/jsonnet@v0.21.0, on the PATH',
  );
}

const mixin = `(import 'monitoring/mixin.libsonnet')`;

describe('the mixin', () => {
  before(needJsonnet);

  it('has the rules of the files', async () => {
    assert.deepEqual(await evaluate(`[${mixin}.prometheusRules, ${mixin}.prometheusAlerts]`), [
      parse(textOf(recordingFile)),
      parse(textOf(alertsFile)),
    ]);
  });

  it('has the dashboards of the files, named after their uids', async () => {
    const dashboards = dashboardPaths.map((path) => JSON.parse(textOf(path)) as { uid: string });
    assert.deepEqual(
      await evaluate(`${mixin}.grafanaDashboards`),
      Object.fromEntries(dashboards.map((dashboard) => [`${dashboard.uid}.json`, dashboard])),
    );
  });

  it('adds to what another mixin has', async () => {
    const other = `{ prometheusAlerts+:: { groups+: [{ name: 'other', rules: [] }] } }`;
    const groups = (parse(textOf(alertsFile)) as { groups: { name: string }[] }).groups.map(({ name }) => name);
    assert.deepEqual(await evaluate(`[group.name for group in (${other} + ${mixin}).prometheusAlerts.groups]`), [
      'other',
      ...groups,
    ]);
  });
});
