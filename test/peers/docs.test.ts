import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocksIn } from '../project/code-blocks.js';
import { textOf } from '../project/root.js';
import { needProgram, run } from './program.js';

const scrapes = codeBlocksIn(textOf('docs/prometheus.md'), 'yaml').filter((block) => /^scrape_configs:/m.test(block));
const routes = codeBlocksIn(textOf('docs/alerting.md'), 'yaml').filter((block) => block.startsWith('route:'));

describe('the configurations in documents', () => {
  let folder: string;

  before(async () => {
    needProgram('promtool', ['--version'], 'prometheus');
    needProgram('amtool', ['--version'], 'prometheus-alertmanager');
    folder = await mkdtemp(join(tmpdir(), 'docs-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function written(text: string): Promise<string> {
    const file = join(folder, 'config.yml');
    await writeFile(file, text);
    return file;
  }

  it('are taken by Prometheus', async () => {
    const refused: string[] = [];
    for (const text of scrapes) {
      // Debian's Prometheus is built without the discovery of Kubernetes.
      const known = text.replace(/kubernetes_sd_configs:\n *- role: pod/, 'static_configs: []');
      const { code, errors } = await run('promtool', ['check', 'config', '--syntax-only', await written(known)]);
      if (code !== 0) refused.push(`${errors}${known}`);
    }
    assert.deepEqual(refused, []);
    assert.equal(scrapes.length, 4);
  });

  it('are taken by Alertmanager', async () => {
    const [text = ''] = routes;
    const { code, errors } = await run('amtool', ['check-config', await written(text)]);
    assert.deepEqual({ code, errors, blocks: routes.length }, { code: 0, errors: '', blocks: 1 });
  });

  it('would be refused if they made no sense', async () => {
    const { code } = await run('promtool', [
      'check',
      'config',
      '--syntax-only',
      await written('scrape_configs: [{ job: a }]'),
    ]);
    assert.notEqual(code, 0);
  });
});
