export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ReadFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly ReadSample[];
}

const headLine = /^# (HELP|TYPE) (\S+) (.*)$/;
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const labelPair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)",?/g;

/** Reads the text format, each family with its help and then its type before its samples. */
export function readFamilies(text: string): ReadFamily[] {
  const families: (ReadFamily & { type: string; samples: ReadSample[] })[] = [];
  for (const line of text.split('\n')) {
    const [, keyword, name = '', rest = ''] = headLine.exec(line) ?? [];
    const family = families.at(-1);
    if (keyword === 'HELP') families.push({ name, help: unescape(rest), type: 'untyped', samples: [] });
    else if (keyword === 'TYPE' && family !== undefined) family.type = rest;
    else if (line !== '') family?.samples.push(readSample(line));
  }
  return families;
}

function readSample(line: string): ReadSample {
  const [, name, pairs = '', value] = sampleLine.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`no sample: ${line}`);
  const labels = [...pairs.matchAll(labelPair)].map(([, label = '', quoted = '']) => [label, unescape(quoted)]);
  return { name, labels: Object.fromEntries(labels) as ReadSample['labels'], value: Number(value) };
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
