import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parseCommandLine } from '../../src/config/command-line.js';
import { loadConfig } from '../../src/config/load.js';
import type { LoadOptions } from '../../src/config/load.js';
import { redacted } from '../../src/config/redacted.js';
import { schema } from '../../src/config/schema.js';
import { settingsOf } from '../../src/config/setting.js';
import { fuzz, pollution } from './fuzz.js';
import { hostileJson, hostileText, mutated } from './json.js';

const example = readFileSync(new URL('../../config/example.yaml', import.meta.url), 'utf8');
const settings = settingsOf(schema);

/** What is wrong with how a configuration was loaded: nothing. */
async function flawsOf({ file, env = {}, flags = {} }: Partial<LoadOptions>): Promise<unknown[]> {
  const loaded = await loadConfig({ file, env, flags });
  if ('config' in loaded) {
    redacted(loaded.config);
    return pollution();
  }
  const { problems } = loaded;
  const unclear = problems.filter(
    ({ path, message }) => path === '' || message === '' || /[\n\0]/.test(path + message) || message.length > 600,
  );
  return [...unclear, ...(problems.length === 0 ? ['no problem'] : []), ...pollution()];
}

const name = 'fuzz.yaml';

/** The example with pieces of it, or of something else, put in, taken away or doubled. */
const editedExample = fc
  .array(
    fc.record({
      at: fc.nat(example.length),
      length: fc.nat(40),
      insert: fc.oneof(
        hostileText,
        fc.constantFrom(
          '\n',
          '  ',
          '&a ',
          '*a',
          '<<: *a',
          '- ',
          '!!set ',
          '? ',
          '|',
          '>',
          '[',
          '{',
          '"',
          '%YAML 1.1\n',
        ),
        fc.nat(example.length - 50).map((from) => example.slice(from, from + 50)),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((edits) =>
    edits.reduce((text, { at, length, insert }) => text.slice(0, at) + insert + text.slice(at + length), example),
  );

describe('a configuration, whatever it says', () => {
  fuzz(
    'loads or has problems with paths, as any text',
    300,
    fc.asyncProperty(fc.oneof(hostileText, editedExample), async (text) => {
      assert.deepEqual(await flawsOf({ file: { name, text } }), []);
    }),
  );

  fuzz(
    'loads or has problems with paths, as any tree',
    300,
    fc.asyncProperty(fc.oneof(hostileJson, mutated(parse(example))), async (tree) => {
      assert.deepEqual(await flawsOf({ file: { name, text: JSON.stringify(tree) } }), []);
    }),
  );

  const variables = fc.constantFrom(...settings.map(({ env }) => env), '__proto__', 'SSM_CONTACTS_EXPORTER_', 'PATH');
  fuzz(
    'loads or has problems with paths, as any variables',
    300,
    fc.asyncProperty(fc.array(fc.tuple(variables, hostileText), { maxLength: 6 }), async (pairs) => {
      assert.deepEqual(await flawsOf({ env: Object.fromEntries(pairs) }), []);
    }),
  );

  const flags = fc.constantFrom(...settings.flatMap(({ flag }) => flag ?? []), 'config.file', 'help', '__proto__');
  const argument = fc.oneof(
    hostileText,
    flags.map((flag) => `--${flag}`),
    flags.map((flag) => `--no-${flag}`),
    fc.tuple(flags, hostileText).map(([flag, text]) => `--${flag}=${text}`),
    fc.constantFrom('serve', 'once', 'demo', 'simulate', '--', '-', '-h'),
  );
  fuzz(
    'is refused in one line or loads, as any arguments',
    300,
    fc.asyncProperty(fc.array(argument, { maxLength: 5 }), async (args) => {
      const line = parseCommandLine(args);
      const flaws = 'usageProblem' in line ? [] : await flawsOf({ flags: line.flags });
      assert.deepEqual([...flaws, ...pollution()], []);
    }),
  );

  const bombs: [what: string, text: string][] = [
    ['a duration of a million digits', `poll: { interval: ${'9'.repeat(1e6)}s }`],
    ['a path of a million parts', `web: { telemetryPath: ${'/a'.repeat(5e5)}! }`],
    ['a role of a million characters', `targets: [{ roleArn: "arn:aws:iam::111122223333:role/${'a/'.repeat(5e5)}!" }]`],
    ['a region of a million parts', `targets: [{ region: "aa${'-a'.repeat(5e5)}" }]`],
    ['an address of a million characters', `web: { listenAddress: "${'a.'.repeat(5e5)}" }`],
    ['ten thousand targets', `targets: [${'{},'.repeat(1e4)}]`],
    ['fifty thousand unknown keys', `{${Array.from({ length: 5e4 }, (_, key) => `k${key}: 1`).join(', ')}}`],
    ['ten thousand names of one anchor', `a: &a [1]\nb: [${'*a,'.repeat(1e4)}]`],
    ['half a million comments', '#\n'.repeat(5e5)],
    ['more than anybody writes', '#\n'.repeat(6e5)],
  ];
  for (const [what, text] of bombs) {
    it(`ends, with ${what}`, async () => {
      const loaded = await loadConfig({ file: { name, text }, env: {}, flags: {} });
      assert.deepEqual(
        ['problems' in loaded ? 'problems' : 'config', ...pollution()],
        [text.length === 1e6 && text.startsWith('#') ? 'config' : 'problems'],
      );
    });
  }
});
