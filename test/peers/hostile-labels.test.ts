import assert from 'node:assert/strict';
import { waitFor } from '../e2e/wait.js';
import { exemplarsOfContacts, labelsOfContacts, serveHostileTexts, type HostileServer } from './hostile-server.js';
import { needProgram } from './program.js';
import { shownLabels } from './prometheus-api.js';
import { startPrometheus, type Prometheus, type PrometheusFeature } from './prometheus.js';
import { accepts, fetchAs, needPythonReader, readByPython, type PythonFormat } from './python-reader.js';

const protobuf = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const info = 'ssm_contacts_contact_info';

type Labels = Readonly<Record<string, string>>;

/** In an order that does not depend on the reader. */
function sorted(labels: readonly Labels[]): Labels[] {
  return labels.toSorted((a, b) => ((a['contact_arn'] ?? '') < (b['contact_arn'] ?? '') ? -1 : 1));
}

const scrapes: readonly {
  readonly contentType: string;
  readonly features: readonly PrometheusFeature[];
  /** In place of what Prometheus would ask for. */
  readonly accept?: string;
  readonly isExemplar?: (text: string) => boolean;
  readonly hasExemplars: boolean;
}[] = [
  { contentType: accepts.text, features: ['exemplar-storage'], accept: accepts.text, hasExemplars: false },
  {
    contentType: accepts.openmetrics,
    features: ['exemplar-storage'],
    // Prometheus 2.42 keeps the labels of exemplars as they are written, with every backslash that escapes something.
    isExemplar: (text) => !/["\\\n]/.test(text),
    hasExemplars: true,
  },
  { contentType: protobuf, features: ['exemplar-storage', 'native-histograms'], hasExemplars: true },
];

describe('hostile texts in labels come back as they were', function () {
  this.timeout(120_000);
  let server: HostileServer | undefined;
  let prometheus: Prometheus | undefined;

  before(() => {
    needProgram('prometheus', ['--version'], 'prometheus');
    needPythonReader();
  });

  afterEach(async () => {
    await prometheus?.stop();
    await server?.close();
    [prometheus, server] = [undefined, undefined];
  });

  for (const { contentType, features, hasExemplars, ...options } of scrapes) {
    it(`from a Prometheus that scrapes ${contentType}`, async () => {
      server = await serveHostileTexts(options);
      const scraping = (prometheus = await startPrometheus(server.address, ...features));
      await waitFor('a scrape', async () => (await scraping.query('up == 1')).length > 0);
      assert.deepEqual([...server.contentTypes], [contentType]);

      const series = await scraping.query(info);
      assert.deepEqual(
        sorted(series.map(({ labels }) => shownLabels(labels))),
        sorted(labelsOfContacts(server.snapshot)),
      );
      const exemplars = await scraping.exemplars('ssm_contacts_pages_sent_total');
      assert.deepEqual(
        Object.fromEntries(exemplars.map(({ labels: { contact = '' }, exemplars: [first] }) => [contact, first])),
        hasExemplars ? exemplarsOfContacts(server.snapshot) : {},
      );
    });
  }

  for (const format of ['text', 'openmetrics'] satisfies PythonFormat[]) {
    it(`from the Python client that reads ${accepts[format]}`, async () => {
      // Debian's version 0.16 takes a brace within an exemplar's label for the end of the labels.
      server = await serveHostileTexts({ isExemplar: (text) => !text.includes('}') });
      const families = await readByPython(format, await fetchAs(format, `http://${server.address}/metrics`));
      const samples = families.flatMap((family) => family.samples);
      assert.deepEqual(
        sorted(samples.filter(({ name }) => name === info).map(({ labels }) => labels)),
        sorted(labelsOfContacts(server.snapshot)),
      );
      const sent = samples.filter(({ name }) => name === 'ssm_contacts_pages_sent_total');
      assert.deepEqual(
        Object.fromEntries(
          sent.flatMap(({ labels: { contact = '' }, exemplar }) =>
            exemplar === undefined ? [] : [[contact, exemplar]],
          ),
        ),
        format === 'openmetrics' ? exemplarsOfContacts(server.snapshot) : {},
      );
    });
  }
});
