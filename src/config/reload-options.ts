import { milliseconds } from './config.js';
import type { Leaf, Values } from './setting.js';

/** The flags about reloading; they are no keys of the file, and no variable sets them. */
export const reloadSchema = {
  config: {
    autoReload: {
      doc: 'Reload the configuration file when its content changes.',
      format: 'boolean',
      default: false,
    },
    autoReloadInterval: {
      doc: 'Time between two looks at the file.',
      format: 'duration',
      default: '30s',
      minimum: 100,
      maximum: 24 * 60 * 60_000,
    },
  },
} satisfies Record<string, Record<string, Leaf<unknown>>>;

export interface ReloadOptions {
  /** Milliseconds between two looks at the file; undefined when nobody looks. */
  readonly autoReloadMs: number | undefined;
}

export function toReloadOptions({ config }: Values<typeof reloadSchema>): ReloadOptions {
  return { autoReloadMs: config.autoReload ? milliseconds(config.autoReloadInterval) : undefined };
}
