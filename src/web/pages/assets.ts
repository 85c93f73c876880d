import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A file that pages load. Its name changes with its content, so that it may be kept for ever. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
}

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

export type AssetName = `${string}.${keyof typeof types}`;

/** The files beside this one, each before those that import it. */
const names = [
  'icon.svg',
  'pages.css',
  'answer.js',
  'patch.js',
  'search-form.js',
  'voice.js',
  'pages.js',
] as const satisfies readonly AssetName[];

export type Assets = Readonly<Record<(typeof names)[number], Asset>>;

/** Reads the files that pages load. Where one imports another, it is made to import it by the name that it is served by. */
export function readAssets(): Assets {
  const served = new Map<string, Asset>();
  for (const name of names) {
    let text = readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
    for (const [imported, { path }] of served) text = text.replaceAll(`'./${imported}'`, `'${path}'`);
    served.set(name, toAsset(name, Buffer.from(text)));
  }
  return Object.fromEntries(served) as Assets;
}

function toAsset(name: AssetName, body: Buffer): Asset {
  const dot = name.lastIndexOf('.');
  const ending = name.slice(dot + 1) as keyof typeof types;
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return { path: `/assets/${name.slice(0, dot)}-${hash}.${ending}`, type: types[ending], body };
}
