import type { FormatName } from './formats.js';

/** One key: what it is for, what it may be, and what it is when nobody sets it. */
export interface Leaf<T> {
  /** One sentence for the help text and the example file. */
  readonly doc: string;
  readonly format: FormatName;
  readonly default: T;
  /** Limits of a number, of a duration in milliseconds, or of a label's text in characters. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
  /** Whether it is read at the start alone: a reload that would change it is refused. */
  readonly needsRestart?: boolean;
}

export interface Tree {
  readonly [key: string]: Leaf<unknown> | Tree;
}

/** The values that a tree of keys describes. */
export type Values<T> = {
  readonly [Key in keyof T]: T[Key] extends Leaf<infer Value> ? Value : Values<T[Key]>;
};

/** A key with the names that follow from its path. */
export interface Setting extends Leaf<unknown> {
  readonly path: string;
  readonly env: string;
  /** Without the dashes; lists have none, because a list on a command line is hard to read and harder to quote. */
  readonly flag: string | undefined;
}

export function isLeaf(node: Leaf<unknown> | Tree): node is Leaf<unknown> {
  return 'format' in node && typeof node.format === 'string';
}

/** Every key of a tree, in its order. */
export function settingsOf(tree: Tree, group = ''): readonly Setting[] {
  return Object.entries(tree).flatMap(([key, node]) => {
    const path = group + key;
    if (!isLeaf(node)) return settingsOf(node, `${path}.`);
    return [{ ...node, path, env: envOf(path), flag: Array.isArray(node.default) ? undefined : flagOf(path) }];
  });
}

/** `poll.unreadWindow` is set by `SSM_CONTACTS_EXPORTER_POLL_UNREAD_WINDOW`. */
export function envOf(path: string): string {
  return `SSM_CONTACTS_EXPORTER_${kebab(path).replaceAll(/[.-]/g, '_').toUpperCase()}`;
}

/** `poll.unreadWindow` is set by `--poll.unread-window`. */
function flagOf(path: string): string {
  // The one exception: Prometheus and its exporters all call this flag --web.config.file.
  return path === 'web.configFile' ? 'web.config.file' : kebab(path);
}

function kebab(path: string): string {
  return path.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
