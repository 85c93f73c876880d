import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's directory, which images are built from. */
export const context = fileURLToPath(new URL('../..', import.meta.url));

/** The images that the stages of a Dockerfile begin with: one in which is built, and the one that runs. */
export interface BaseImages {
  readonly build: NamedImage;
  readonly run: NamedImage;
}

interface NamedImage {
  /** As the Dockerfile names it, with the registry that is meant when none is said. */
  readonly name: string;
  /** Debian's name of the release that it is made of. */
  readonly suite: string;
}

const suites: Readonly<Record<string, string>> = { debian13: 'trixie' };

/** Reads the base images of the project's Dockerfile; throws when they are of another kind than the tests know. */
export function baseImages(): BaseImages & { readonly nodejs: string } {
  const text = readFileSync(`${context}/Dockerfile`, 'utf8');
  const names = [...text.matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map(([, name = '']) => name);
  const [build = '', run = '', ...others] = new Set(names);
  const [, nodejs, suite] = /^node:(\d+\.\d+\.\d+)-(\w+)-slim$/.exec(build) ?? [];
  const [, release = ''] = /^gcr\.io\/distroless\/nodejs\d+-(\w+):nonroot$/.exec(run) ?? [];
  const runSuite = suites[release];
  if (nodejs === undefined || suite === undefined || runSuite === undefined || others.length > 0)
    throw new Error(`no stand-ins are known for ${names.join(', ')}`);
  return { nodejs, build: { name: `docker.io/library/${build}`, suite }, run: { name: run, suite: runSuite } };
}
