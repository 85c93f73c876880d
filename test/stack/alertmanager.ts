import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram, type BackgroundProgram } from '../peers/background-program.js';

/** Starts an Alertmanager that tells `webhook` of each alert by itself, at once. */
export async function startAlertmanager(webhook: string): Promise<BackgroundProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'alertmanager-'));
  const configFile = join(folder, 'alertmanager.yml');
  const config = {
    route: { receiver: 'test', group_by: ['...'], group_wait: '0s', group_interval: '1s', repeat_interval: '1h' },
    receivers: [{ name: 'test', webhook_configs: [{ url: webhook, send_resolved: true }] }],
  };
  // JSON is YAML.
  await writeFile(configFile, JSON.stringify(config));
  return startProgram({
    command: 'prometheus-alertmanager',
    folder,
    args: (address) => [
      `--config.file=${configFile}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      // It talks to no other one.
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
  });
}
