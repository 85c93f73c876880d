import { writeFile } from 'node:fs/promises';
import { untilListening } from './exporter-process.js';
import type { Exporter } from './exporter-process.js';
import type { Document, TestBed } from './test-bed.js';

/** What a POST to /-/reload was answered. */
export interface ReloadAnswer {
  readonly status: number;
  readonly text: string;
}

/** An exporter whose configuration file may be written anew. */
export interface Reloadable extends Exporter {
  readonly file: string;
  write(document: Document | string): Promise<void>;
  reload(): Promise<ReloadAnswer>;
  /** Writes the file and reloads it. */
  change(document: Document | string): Promise<ReloadAnswer>;
}

/** Starts an exporter that may be reloaded over HTTP. */
export async function startReloadable(bed: TestBed, document: Document, ...flags: string[]): Promise<Reloadable> {
  const file = await bed.write(document, 'reloadable.yaml');
  const listen = ['--web.listen-address=127.0.0.1:0', '--web.enable-lifecycle'];
  return reloadable(await untilListening(bed.spawn([`--config.file=${file}`, ...listen, ...flags])), file);
}

export function reloadable<Running extends Exporter>(exporter: Running, file: string): Running & Reloadable {
  const reload = async () => {
    const response = await fetch(`${exporter.url}/-/reload`, { method: 'POST' });
    return { status: response.status, text: await response.text() };
  };
  const write = (document: Document | string) =>
    // JSON is YAML.
    writeFile(file, typeof document === 'string' ? document : JSON.stringify(document));
  return {
    ...exporter,
    file,
    reload,
    write,
    async change(document) {
      await write(document);
      return reload();
    },
  };
}

export const reloaded: ReloadAnswer = { status: 200, text: 'the configuration is reloaded\n' };
