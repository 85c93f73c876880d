import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { chartDocs } from '../../scripts/chart/chart-docs.js';
import { documentedValues } from '../../scripts/chart/documented-value.js';
import { textOf } from './root.js';

const chart = 'helm/ssm-contacts-exporter';

describe('the Helm chart', () => {
  it('is of the version of the exporter', () => {
    const { version } = JSON.parse(textOf('package.json')) as { readonly version: string };
    const facts = parse(textOf(`${chart}/Chart.yaml`)) as { readonly appVersion: string };
    assert.equal(facts.appVersion, version);
  });

  it('has README.md and values.schema.json as `npm run docs:chart` makes them', async () => {
    const made = await chartDocs();
    assert.deepEqual(Object.keys(made), ['README.md', 'values.schema.json']);
    assert.deepEqual(Object.fromEntries(Object.keys(made).map((name) => [name, textOf(`${chart}/${name}`)])), made);
  });
});

describe('what reads the documented values of a chart', () => {
  it('takes a description, a schema and a default, however deep', () => {
    const text = `# -- First
# line.
a: 1
b:
  # Not for the table.
  # -- Second.
  # @schema {enum: [x, y]}
  c: x
  # -- Third, with all below it.
  d:
    e: [1]
`;
    assert.deepEqual(documentedValues(text), [
      { path: ['a'], description: 'First line.', default: 1, schema: {} },
      { path: ['b', 'c'], description: 'Second.', default: 'x', schema: { enum: ['x', 'y'] } },
      { path: ['b', 'd'], description: 'Third, with all below it.', default: { e: [1] }, schema: {} },
    ]);
  });

  it('refuses a value that nothing describes', () => {
    assert.throws(() => documentedValues('a:\n  # -- B.\n  b: 1\n  c: 2\n'), { message: 'a.c: has no description' });
  });
});
