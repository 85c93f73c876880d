import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { chart, leastValues, refusal, render, renderChart, runTool } from './helm.js';

/** Values beside the least ones, as `--set` takes them, and what Helm's message must say. */
const bySchema: readonly (readonly [string, RegExp])[] = [
  ['replica=2', /additional properties 'replica' not allowed/],
  ['image.tagg=1', /at '\/image': additional properties 'tagg' not allowed/],
  ['image.digest=latest', /at '\/image\/digest': 'latest' does not match pattern/],
  ['image.pullPolicy=Sometimes', /at '\/image\/pullPolicy': value must be one of/],
  ['kind=DaemonSet', /at '\/kind': value must be one of 'StatefulSet', 'Deployment'/],
  ['replicas=-1', /at '\/replicas': minimum/],
  ['replicas=two', /at '\/replicas': got string, want integer/],
  ['web.port=70000', /at '\/web\/port': maximum/],
  ['web.telemetryPath=metrics', /at '\/web\/telemetryPath': 'metrics' does not match pattern/],
  ['web.scheme=ftp', /at '\/web\/scheme': value must be one of/],
  ['web.probeHeaders[0].name=Authorization', /at '\/web\/probeHeaders\/0': missing property 'value'/],
  [
    'persistence.retentionPolicy.whenDeleted=Keep',
    /at '\/persistence\/retentionPolicy\/whenDeleted': value must be one/,
  ],
  ['persistence.accessModes={ReadOnlyMany}', /at '\/persistence\/accessModes\/0': value must be one of/],
  ['terminationGracePeriodSeconds=5', /at '\/terminationGracePeriodSeconds': minimum/],
  ['livenessProbe.periodSecond=5', /at '\/livenessProbe': additional properties 'periodSecond' not allowed/],
  ['serviceMonitor.scrapeProtocols={Protobuf}', /at '\/serviceMonitor\/scrapeProtocols\/0': value must be one of/],
  ['podMonitor.sampleLimit=many', /at '\/podMonitor\/sampleLimit': got string, want integer/],
  ['prometheusRule.disabled.SSMContactsPageUnread=nein', /got string, want boolean/],
  ['prometheusRule.overrides.SSMContactsPageUnread.fore=1m', /additional properties 'fore' not allowed/],
  ['prometheusRule.overrides.SSMContactsPageUnread.for=soon', /'soon' does not match pattern/],
  ['podDisruptionBudget.minAvailable=half', /'half' does not match pattern/],
  [
    'networkPolicy.egress.httpsCidrs={aws}',
    /at '\/networkPolicy\/egress\/httpsCidrs\/0': 'aws' does not match pattern/,
  ],
  ['service.type=ExternalName', /at '\/service\/type': value must be one of/],
  ['config.targets=null', /at '\/config\/targets': got null, want array/],
  ['config.polls.interval=1m', /at '\/config': additional properties 'polls' not allowed/],
  ['config.poll.interval=often', /at '\/config\/poll\/interval': 'often' does not match pattern/],
  ['config.poll.concurrency=0', /at '\/config\/poll\/concurrency': minimum/],
  ['config.quotas.share=2', /at '\/config\/quotas\/share': maximum/],
  ['config.metrics.contactLabel=name', /at '\/config\/metrics\/contactLabel': value must be one of/],
  ['config.targets[0].regions=us-east-2', /at '\/config\/targets\/0': additional properties 'regions' not allowed/],
];

const byTemplates: readonly (readonly [string, string])[] = [
  ['config=null', 'config.targets: name at least one target, or set existingConfigMap.name'],
  ['existingConfigMap.name=ours', 'config: is not used beside existingConfigMap.name; leave one of them empty'],
  ['config.ledger.path=/data', 'config.ledger.path: the chart sets it; see persistence'],
  ['config.sharding.total=2', 'config.sharding: the chart sets it; see replicas'],
  ['config.web.listenAddress=:80', 'config.web.listenAddress: set web.port'],
  ['config.web.systemdSocket=true', 'config.web.systemdSocket: set web.port; there is no systemd in a pod'],
  ['config.web.telemetryPath=/m', 'config.web.telemetryPath: set web.telemetryPath beside config'],
  [
    'prometheusRule.additionalRuleLabels.team=sre',
    'prometheusRule.additionalRuleLabels.team: alerts have that label of their series',
  ],
  [
    'prometheusRule.overrides.SSMContactsPageUnread.labels.contact=me',
    'prometheusRule.overrides.SSMContactsPageUnread.labels.contact: alerts have that label of their series',
  ],
  [
    'podMonitor.podTargetLabels={team}',
    'podMonitor: the label team of the exporter would give way to that of the target; set honorLabels, or name another label',
  ],
  ['config.web.configFile=/w', 'config.web.configFile: set web.existingConfigSecret.name'],
  ['config.web.enableLifecycle=true', 'config.web.enableLifecycle: set web.enableLifecycle beside config'],
  [
    'kind=Deployment,replicas=2',
    'replicas: a Deployment has one, for only the pods of a StatefulSet know their share of the contacts',
  ],
  [
    'persistence.existingClaim=ours,replicas=2',
    'persistence.existingClaim: is for one replica, for a ledger has one writer',
  ],
  [
    'web.existingTlsSecret=ours',
    'web.existingTlsSecret: needs web.existingConfigSecret.name, whose file names the certificate',
  ],
  [
    'serviceMonitor.enabled=true,podMonitor.enabled=true',
    'podMonitor.enabled: with a ServiceMonitor besides, everything would be scraped twice',
  ],
  [
    'serviceMonitor.enabled=true,service.enabled=false',
    'serviceMonitor.enabled: needs service.enabled; a PodMonitor does not',
  ],
  [
    'podDisruptionBudget.minAvailable=1,podDisruptionBudget.maxUnavailable=1',
    'podDisruptionBudget: set minAvailable or maxUnavailable, not both',
  ],
];

describe('values that the chart refuses', () => {
  for (const [values, message] of bySchema) {
    it(`are ${values}, by the schema`, async () => {
      const said = await refusal(`--values=${leastValues}`, `--set=${values}`);
      assert.match(said, /values don't meet the specifications of the schema/);
      assert.match(said, message);
    });
  }

  for (const [values, message] of byTemplates) {
    it(`are ${values}, by the templates`, async () => {
      const said = await refusal(`--values=${leastValues}`, `--set=${values}`);
      assert.equal(/^Error: execution error at \([^)]*\): (.*)/.exec(said)?.[1] ?? said, message);
    });
  }

  for (const list of ['disabled', 'overrides']) {
    it(`are alerts in prometheusRule.${list} that there are not`, async () => {
      const value = list === 'disabled' ? 'true' : '{}';
      const said = await refusal(
        `--values=${leastValues}`,
        `--set-json=prometheusRule.${list}={"SSMContactsTypo":${value}}`,
      );
      assert.match(
        said,
        new RegExp(
          `prometheusRule\\.${list}\\.SSMContactsTypo: there is no such alert; there are .*SSMContactsPageUnread`,
        ),
      );
    });
  }

  it('are a cluster older than 1.28', async () => {
    const said = await refusal(`--values=${leastValues}`, '--kube-version=1.27.9');
    assert.match(said, /chart requires kubeVersion: >=1\.28\.0-0 which is incompatible with Kubernetes v1\.27\.9/);
    assert.equal(await refusal(`--values=${leastValues}`, '--kube-version=1.28.0-eks-1'), 'not refused');
  });

  it('are none when the chart is part of another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chart-parent-'));
    const dependencies = [
      { name: 'ssm-contacts-exporter', version: '0.1.0', repository: `file://${chart}`, alias: 'pages' },
    ];
    await writeFile(
      join(folder, 'Chart.yaml'),
      stringify({ apiVersion: 'v2', name: 'parent', version: '1.0.0', dependencies }),
    );
    await runTool('helm', 'dependency', 'build', folder);
    const target = { name: 'production', region: 'us-east-2', discover: { enabled: true } };
    await writeFile(
      join(folder, 'values.yaml'),
      stringify({ global: { imageRegistry: 'x' }, pages: { config: { targets: [target] } } }),
    );
    const objects = await renderChart(folder);
    await rm(folder, { recursive: true });
    assert.deepEqual(
      objects.map(({ kind }) => kind).sort(),
      (await render(`--values=${leastValues}`)).map(({ kind }) => kind).sort(),
    );
  });
});
