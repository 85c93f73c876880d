import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { chart, leastValues, render, runTool, valuesFiles, type KubernetesObject } from './helm.js';
import { inspectionFor } from './object-problems.js';
import { podsOf } from './pod.js';
import { restrictedViolations } from './restricted.js';

/** The oldest that Chart.yaml allows, and the newest whose schemas are here. */
const versions = ['1.28', '1.37'] as const;
const inspections = versions.map(inspectionFor);

for (const file of valuesFiles) {
  describe(`the chart with ci/${basename(file)}`, () => {
    let objects: readonly KubernetesObject[];

    before(async () => {
      objects = await render(`--values=${file}`);
      assert.ok(objects.length >= 5);
    });

    it('passes helm lint --strict', async () => {
      assert.match(
        await runTool('helm', 'lint', '--strict', chart, `--values=${file}`),
        /1 chart\(s\) linted, 0 chart/,
      );
    });

    for (const [index, inspect] of inspections.entries()) {
      it(`makes objects that Kubernetes ${versions[index] ?? ''} and the operators know in every field`, () => {
        assert.deepEqual(objects.flatMap(inspect), []);
      });
    }

    it('names every object once, in a namespace', () => {
      const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '(none)'}/${metadata.name}`);
      assert.deepEqual([...new Set(names)], names);
      assert.deepEqual(
        names.filter((name) => name.includes('(none)')),
        [],
      );
    });

    it('makes pods that pass the restricted Pod Security Standard', () => {
      assert.ok(podsOf(objects).length > 0);
      assert.deepEqual(podsOf(objects).flatMap(restrictedViolations), []);
    });

    it('makes objects that the API takes, by their size', () => {
      const tooLarge = objects.filter((object) => JSON.stringify(object).length > 1_000_000);
      assert.deepEqual(
        tooLarge.map(({ metadata }) => metadata.name),
        [],
      );
    });
  });
}

describe('the check against the restricted standard', () => {
  const bad: readonly (readonly [string, string])[] = [
    ['podSecurityContext.runAsNonRoot=false', 'container exporter: runAsNonRoot'],
    ['podSecurityContext.runAsUser=0', 'container exporter: runAsUser'],
    ['podSecurityContext.seccompProfile.type=Unconfined', 'container exporter: seccompProfile'],
    ['securityContext.allowPrivilegeEscalation=true', 'container exporter: allowPrivilegeEscalation'],
    ['securityContext.capabilities.drop={KILL}', 'container exporter: capabilities.drop'],
    ['securityContext.capabilities.add={SYS_TIME}', 'container exporter: capabilities.add'],
    ['securityContext.privileged=true', 'container exporter: privileged'],
    ['extraVolumes[0].name=host,extraVolumes[0].hostPath.path=/', 'volume host: hostPath'],
    ['extraContainers[0].name=beside,extraContainers[0].image=x', 'container beside: allowPrivilegeEscalation'],
  ];
  for (const [values, violation] of bad) {
    it(`finds ${violation} with ${values}`, async () => {
      const objects = await render(`--values=${leastValues}`, `--set=${values}`);
      const [pod] = podsOf(objects);
      assert.ok(pod);
      assert.equal(restrictedViolations(pod)[0], violation);
    });
  }
});

describe('the inspection of objects', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } };
  const rows: readonly (readonly [KubernetesObject, readonly string[]])[] = [
    [service, []],
    [
      { ...service, spec: { prots: [] } },
      ['Service /spec must NOT have additional properties {"additionalProperty":"prots"}'],
    ],
    [
      { ...service, metadata: { name: 'a', labels: null as unknown as Record<string, string> } },
      ['Service /metadata/labels must be object {"type":"object"}'],
    ],
    [
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { name: 'a' },
        spec: { selector: {} },
      },
      ['ServiceMonitor /spec must have required property \'endpoints\' {"missingProperty":"endpoints"}'],
    ],
    [{ ...service, kind: 'Servise' }, ['v1/Servise: no schema']],
  ];
  for (const [object, problems] of rows) {
    it(`finds ${JSON.stringify(problems)}`, () => {
      assert.deepEqual(
        inspections.map((inspect) => inspect(object)),
        [problems, problems],
      );
    });
  }
});
