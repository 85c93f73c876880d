import assert from 'node:assert/strict';
import fc from 'fast-check';
import { problemsOf } from './loaded.js';

const tooDeep = 'test.yaml: lists and mappings are nested too deep';
const bomb = ['a: &a [x,x]', ...'bcdefghij'.split('').map((name, at) => `${name}: &${name} [${aliases(at)}]`)].join(
  '\n',
);

function aliases(at: number): string {
  return Array.from({ length: 9 }, () => `*${'abcdefghi'.charAt(at)}`).join(',');
}

describe('hostile YAML', () => {
  const rows: [what: string, text: string, expected: string[]][] = [
    ['a duplicate key', 'log:\n  level: info\n  level: warn\n', ['test.yaml:3:3: Map keys must be unique']],
    [
      'an unclosed list',
      'a: [1',
      ['test.yaml:1:6: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    ['a tab', 'log:\n\tlevel: info\n', ['test.yaml:2:1: Tabs are not allowed as indentation']],
    [
      'two documents',
      'a: 1\n---\nb: 2\n',
      ['test.yaml:2:1: Source contains multiple documents; please use YAML.parseAllDocuments()'],
    ],
    ['an unknown tag', 'log: !!js/function x', ['test.yaml:1:6: Unresolved tag: tag:yaml.org,2002:js/function']],
    ['a tag for bytes', 'log: { level: !!binary aGk= }', ['test.yaml:1:15: Unresolved tag: tag:yaml.org,2002:binary']],
    ['an alias bomb', bomb, ['test.yaml: Excessive alias count indicates a resource exhaustion attack']],
    ['an alias of nothing', 'log: *x', ['test.yaml: Unresolved alias (the anchor must be set before the alias): x']],
    ['a list that contains itself', 'targets: &a [*a]', ['targets[0]: must be a mapping of keys, is [a list]']],
    ['__proto__', '__proto__: { polluted: 1 }', ['__proto__: unknown key']],
    ['__proto__ in a group', 'log: { __proto__: { polluted: 1 } }', ['log.__proto__: unknown key']],
    ['constructor', 'constructor: { prototype: { polluted: 1 } }', ['constructor: unknown key']],
    ['a merge key', '%YAML 1.1\n---\nlog: { <<: { level: warn } }', ['log."<<": unknown key']],
    ['a key that is a list', '? [1]\n: 2\n', ['"[ 1 ]": unknown key']],
    ['a list at the top', '- a', ['test.yaml: must be a mapping of keys, is ["a"]']],
    [
      'a mapping under a value',
      'log: { level: { a: { b: { c: 1 } } } }',
      ['log.level: must be one of fatal, error, warn, info, debug, trace, is a mapping'],
    ],
    [
      'a huge number',
      'sharding: { total: 1e999 }',
      ['sharding.total: must be a whole number of at least 1, is Infinity'],
    ],
    ['NUL', 'ledger: { path: "x\0y" }', ['ledger.path: must be text, is "x\\u0000y"']],
    [
      'a long text',
      `log: { format: ${'x'.repeat(1e5)} }`,
      [`log.format: must be one of json, logfmt, pretty, is "${'x'.repeat(80)}…"`],
    ],
    ['deep lists', 'targets: ' + '['.repeat(1e5), [tooDeep]],
    ['deep mappings', '{a: '.repeat(3000) + '}'.repeat(3000), [tooDeep]],
    ['deep block lists', '- '.repeat(3000) + 'x', [tooDeep]],
    ['deep block mappings', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), [tooDeep]],
  ];
  for (const [what, text, expected] of rows) {
    it(`with ${what} is reported`, async () => assert.deepEqual(await problemsOf(text), expected));
  }

  it('leaves the prototype of objects alone', async () => {
    await problemsOf('{ __proto__: { polluted: 1 }, log: { __proto__: { polluted: 1 } } }');
    assert.equal('polluted' in {}, false);
  });

  it('is never thrown, whatever the text', async () => {
    const scrap = fc.constantFrom(
      'a',
      'web',
      'targets',
      ':',
      ' ',
      '\n',
      '-',
      '[',
      ']',
      '{',
      '}',
      '&a',
      '*a',
      '"',
      "'",
      '|',
      '!',
      '\t',
      '\0',
      '#',
      '1',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(scrap, { maxLength: 40 }), async (scraps) => {
        const lines = await problemsOf(scraps.join(''));
        assert.equal(lines.filter((line) => line.includes('\n')).length, 0);
      }),
      { numRuns: 500 },
    );
  });
});
