import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { needProgram, run } from '../peers/program.js';
import { leastValues, render, type KubernetesObject } from './helm.js';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Group {
  readonly name: string;
  readonly rules: readonly Rule[];
}

const folder = new URL('../../monitoring/rules/', import.meta.url);
const written = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .flatMap((name) => (parse(readFileSync(new URL(name, folder), 'utf8')) as { groups: Group[] }).groups);
const writtenRules = written.flatMap(({ rules }) => rules);
const alert = 'SSMContactsPageUnread';

describe('the PrometheusRule', () => {
  it('holds the groups of monitoring/rules as they are', async () => {
    assert.ok(writtenRules.some((rule) => rule.alert === alert));
    assert.deepEqual(await groups(), written);
  });

  it('leaves out an alert that is switched off, and nothing else', async () => {
    assert.deepEqual(
      (await groups(`prometheusRule.disabled.${alert}=true`)).flatMap(({ rules }) => rules),
      writtenRules.filter((rule) => rule.alert !== alert),
    );
    assert.deepEqual(await groups(`prometheusRule.disabled.${alert}=false`), written);
  });

  it('can leave out every alert', async () => {
    const names = new Set(writtenRules.flatMap((rule) => rule.alert ?? []));
    const values = [...names].map((name) => `prometheusRule.disabled.${name}=true`);
    const rest = await groups(...values);
    assert.deepEqual(
      rest.flatMap(({ rules }) => rules),
      writtenRules.filter((rule) => rule.alert === undefined),
    );
    assert.ok(rest.every(({ rules }) => rules.length > 0));
  });

  it('changes of an alert what is overridden', async () => {
    const of = `prometheusRule.overrides.${alert}`;
    const changed = await groups(
      ...[`${of}.for=42m`, `${of}.severity=info`, `${of}.labels.owner=sre`, `${of}.annotations.note=ours`],
      ...[`${of}.expr=vector(1)`, `${of}.keepFiringFor=5m`],
    );
    const expected = writtenRules.map((rule) =>
      rule.alert !== alert
        ? rule
        : {
            ...rule,
            expr: 'vector(1)',
            for: '42m',
            keep_firing_for: '5m',
            labels: { ...rule.labels, severity: 'info', owner: 'sre' },
            annotations: { ...rule.annotations, note: 'ours' },
          },
    );
    assert.deepEqual(
      changed.flatMap(({ rules }) => rules),
      expected,
    );
  });

  it('gives labels and annotations to every alert, and to no recording rule', async () => {
    const changed = await groups(
      'prometheusRule.additionalRuleLabels.owner=sre',
      'prometheusRule.additionalRuleAnnotations.note=ours',
    );
    const expected = writtenRules.map((rule) =>
      rule.alert === undefined
        ? rule
        : { ...rule, labels: { ...rule.labels, owner: 'sre' }, annotations: { ...rule.annotations, note: 'ours' } },
    );
    assert.deepEqual(
      changed.flatMap(({ rules }) => rules),
      expected,
    );
  });

  for (const [what, value] of [
    ['the application', 'nameOverride=pages'],
    ['the job', 'prometheusRule.job=pages'],
  ] as const) {
    it(`names the job as the scrape does, when ${what} is called otherwise`, async () => {
      const renamed = await groups(value);
      const any = 'job=~".*ssm-contacts-exporter.*"';
      const expected = writtenRules.map(({ expr }) => expr.replaceAll(any, 'job="pages"'));
      assert.ok(expected.some((expr) => expr.includes('job="pages"')));
      assert.deepEqual(
        renamed.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
        expected,
      );
    });
  }

  describe('as promtool reads it', () => {
    let temporary: string;

    before(async () => {
      needProgram('promtool', ['--version'], 'prometheus');
      temporary = await mkdtemp(join(tmpdir(), 'chart-rules-'));
    });

    after(() => rm(temporary, { recursive: true }));

    it('is good', async () => {
      const file = join(temporary, 'rules.yaml');
      await writeFile(
        file,
        stringify({
          groups: await groups(
            'prometheusRule.additionalRules[0].record=a:b,prometheusRule.additionalRules[0].expr=up',
          ),
        }),
      );
      const { code, out } = await run('promtool', ['check', 'rules', file]);
      assert.deepEqual([code, Number(/SUCCESS: (\d+) rules found/.exec(out)?.[1])], [0, writtenRules.length + 1]);
    });
  });
});

async function groups(...values: string[]): Promise<readonly Group[]> {
  const settings = ['prometheusRule.enabled=true', ...values].map((value) => `--set=${value}`);
  const objects = await render(`--values=${leastValues}`, '--show-only=templates/prometheusrule.yaml', ...settings);
  assert.deepEqual(
    objects.map(({ kind }) => kind),
    ['PrometheusRule'],
  );
  return (objects[0] as KubernetesObject & { readonly spec: { readonly groups: readonly Group[] } }).spec.groups;
}
