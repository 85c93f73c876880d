import type { Simulator } from '../../src/simulator/server.js';
import type { ContactStory } from '../../src/simulator/world/story.js';
import { untilListening, type Ending, type Exporter } from '../e2e/exporter-process.js';
import { accountOf } from '../e2e/scripted-account.js';
import { configFor } from '../e2e/target.js';
import type { TestBed } from '../e2e/test-bed.js';
import { waitFor } from '../e2e/wait.js';
import { freePort } from '../peers/background-program.js';
import { startPrometheusWith, type Prometheus, type PrometheusFeature } from '../peers/prometheus.js';
import { startAlertmanager } from './alertmanager.js';
import { hastenedRules } from './hastened-rules.js';
import { startReceiver, type Notice } from './receiver.js';

/** A minute of the rules passes in a second. */
export const factor = 60;
export const minuteMs = 60_000 / factor;

/** simulator → exporter → Prometheus with the project's rules → Alertmanager → webhook. */
export interface Stack {
  readonly simulator: Simulator;
  readonly prometheus: Prometheus;
  /** Another one, of native histograms, whose alerts go nowhere. */
  readonly native: Prometheus;
  readonly notices: readonly Notice[];
  /** Stops the exporter by this signal; it comes back by `start`. */
  stopExporter(signal: NodeJS.Signals): Promise<Ending>;
  startExporter(): Promise<void>;
}

/** Starts everything; `contacts` are a team, `payments`. Prometheus scrapes, and looks at its rules, once a second. */
export async function startStack(bed: TestBed, contacts: readonly ContactStory[]): Promise<Stack> {
  const simulator = await bed.simulate({ world: accountOf(contacts) });
  const receiver = await startReceiver();
  bed.ends(() => receiver.close());
  const alertmanager = await startAlertmanager(receiver.url);
  bed.ends(() => alertmanager.stop());

  const address = `127.0.0.1:${await freePort()}`;
  const rules = await Promise.all(
    hastenedRules(factor).map((file, index) => bed.write({ ...file }, `rules-${index}.yaml`)),
  );
  const scraping = scrapeConfig(address, rules);
  const notifying = `alerting: { alertmanagers: [{ static_configs: [{ targets: ['${new URL(alertmanager.url).host}'] }] }] }`;
  const start = async (config: readonly string[], ...features: PrometheusFeature[]) => {
    const prometheus = await startPrometheusWith(config, ...features);
    bed.ends(() => prometheus.stop());
    return prometheus;
  };
  const teams = [{ name: 'payments', contacts: contacts.map(({ arn }) => arn) }];
  const config = await bed.write({ ...configFor(simulator, bed.path('ledger')), teams });
  const startExporter = () => untilListening(bed.spawn([`--config.file=${config}`, `--web.listen-address=${address}`]));
  const [prometheus, native] = [await start([...scraping, notifying]), await start(scraping, 'native-histograms')];
  let exporter: Exporter = await startExporter();
  // What happens from now on is an increase of series that are known, at 0.
  for (const each of [prometheus, native]) {
    await waitFor('a first scrape', async () => (await each.query('ssm_contacts_pages_sent_total == 0')).length > 0);
  }
  return {
    simulator,
    prometheus,
    native,
    notices: receiver.notices,
    stopExporter: (signal) => exporter.end(signal),
    startExporter: async () => {
      exporter = await startExporter();
    },
  };
}

function scrapeConfig(address: string, rules: readonly string[]): string[] {
  return [
    'global: { scrape_interval: 1s, evaluation_interval: 1s }',
    `rule_files: ${JSON.stringify(rules)}`,
    `scrape_configs: [{ job_name: ssm-contacts-exporter, static_configs: [{ targets: ['${address}'] }] }]`,
  ];
}
