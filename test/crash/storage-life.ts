import { expectedMetrics } from '../e2e/expected-metrics.js';
import type { Exporter } from '../e2e/exporter-process.js';
import { buckets } from '../e2e/rush.js';
import { accountOf, after, livePage, person } from '../e2e/scripted-account.js';
import { pick, withoutTimes } from '../e2e/scrape.js';
import type { Series } from '../e2e/scrape.js';
import { swept } from '../e2e/sweeps.js';
import { configFor } from '../e2e/target.js';
import { waitFor } from '../e2e/wait.js';
import type { Launch, Setup, StorageBed } from './storage-bed.js';

/** Where a fault happens. */
export interface Place extends Setup {
  readonly ledgerPath: string;
}

/** What can be seen of an exporter whose ledger can't be written, or can again. */
export interface Appearance {
  /** Everything about contacts but the times of sweeps. */
  readonly shown: Series;
  readonly healthy: number;
  /** How often the log says so. */
  readonly saidToFail: number;
  readonly saidToWork: number;
}

/** An account in which something happens while nothing can be stored. */
export interface Life {
  readonly place: Place;
  /** Starts the exporter and waits until it has seen everything. */
  begin(): Promise<Exporter>;
  /** Pages are sent, delivered and read. */
  goOn(): void;
  /** Waits until commits have failed three times in a row, and says how it looks then. */
  failing(exporter: Exporter): Promise<Appearance>;
  /** Waits until everything has been swept, and says how it looks then. */
  seen(exporter: Exporter): Promise<Appearance>;
  /** The same once commits work again; then kills the exporter, and says what is stored. */
  mended(exporter: Exporter): Promise<{ readonly afterwards: Appearance; readonly stored: Series }>;
  /** What must be shown now if everything is seen. */
  truth(): Series;
  /** Starts the exporter while the API answers nothing, and kills it: what it shows is what the ledger holds. */
  stored(): Promise<Series>;
}

const failures = 'ssm_contacts_exporter_ledger_commit_failures_total';
const unreadWindowMs = 3_600_000;

/** Sets it all up on the bed; the exporter is not started yet. */
export async function createLife(bed: StorageBed, launch: Launch = {}): Promise<Life> {
  const [akua, diego] = [person('akuam'), person('diegor')];
  const known = livePage(akua, 'known');
  const world = accountOf([akua, diego], [known, livePage(diego, 'other', { secondsAgo: 300 })]);
  const simulator = await bed.simulate({ world });
  const ledgerPath = bed.path('ledger');
  const sections = { poll: { unreadWindow: `${unreadWindowMs}ms` }, metrics: buckets };
  const setup = await bed.setUp(configFor(simulator, ledgerPath, sections));
  const { contacts } = world.stories(0);
  const start = () => setup.start(launch);
  let told = 0;
  const life: Life = {
    place: { ...setup, ledgerPath },
    async begin() {
      const exporter = await start();
      await swept(exporter, contacts);
      return exporter;
    },
    goOn() {
      told += 1;
      known.sends.push(after(known, 10 * told));
      known.deliveredAt = after(known, 11);
      const read = livePage(akua, `read-${told}`, { secondsAgo: 40 });
      read.readAt = after(read, 2);
      world.add({ pages: [read, livePage(diego, `sent-${told}`, { secondsAgo: 30 })] });
    },
    async failing(exporter) {
      const before = (await exporter.scrape())[failures] ?? NaN;
      await waitFor('commits to fail', async () => ((await exporter.scrape())[failures] ?? 0) >= before + 3);
      return appearanceOf(exporter, await exporter.scrape());
    },
    seen: async (exporter) => appearanceOf(exporter, await swept(exporter, contacts)),
    async mended(exporter) {
      const afterwards = await life.seen(exporter);
      await exporter.end('SIGKILL');
      return { afterwards, stored: await life.stored() };
    },
    truth: () => expectedMetrics({ stories: world.stories(Date.now()), at: Date.now(), unreadWindowMs, ...buckets }),
    async stored() {
      simulator.setFaults([{ kind: 'internal' }]);
      const exporter = await start();
      const series = await exporter.scrape();
      await exporter.end('SIGKILL');
      simulator.setFaults([]);
      return countsIn(series);
    },
  };
  return life;
}

/** How it must look while commits fail: as it was `before`, with the failure said once. */
export function unusable(before: Series): Appearance {
  return { shown: before, healthy: 200, saidToFail: 1, saidToWork: 0 };
}

/** What must be seen and stored when commits have failed and work again: everything that has happened. */
export function mendedAs(truth: Series): Awaited<ReturnType<Life['mended']>> {
  return { afterwards: { shown: truth, healthy: 200, saidToFail: 1, saidToWork: 1 }, stored: countsIn(truth) };
}

/** What of a scrape comes out of the ledger. */
export function countsIn(series: Series): Series {
  return pick(series, (key) => /^ssm_contacts_(page|engagement)s?_/.test(key));
}

async function appearanceOf(exporter: Exporter, series: Series): Promise<Appearance> {
  const { status } = await fetch(`${exporter.url}/-/healthy`);
  const count = (text: string) => exporter.log().split(text).length - 1;
  return {
    shown: withoutTimes(series),
    healthy: status,
    saidToFail: count('the ledger cannot be used'),
    saidToWork: count('the ledger can be used again'),
  };
}
