import assert from 'node:assert/strict';
import { codeBlocksIn } from '../project/code-blocks.js';
import { filesBelow, textOf } from '../project/root.js';
import { contactSeries, targetSeries } from './known-metrics.js';
import { selectorsOf } from './promql.js';
import { recordedSeries } from './rule-files.js';

/** What a text has people ask Prometheus, a line each. */
function queriesIn(path: string): string[] {
  const lines = codeBlocksIn(textOf(path), 'promql').flatMap((block) => block.split('\n').map((line) => line.trim()));
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

const pages = ['README.md', ...filesBelow('docs', '.md')].filter((path) => queriesIn(path).length > 0);

describe('the queries in documents', () => {
  for (const path of pages) {
    it(`are PromQL over series that exist, in ${path}`, () => {
      const unknown = queriesIn(path)
        .flatMap(selectorsOf)
        .filter(({ name }) => ![contactSeries, targetSeries, recordedSeries].some((known) => known.has(name)));
      assert.deepEqual(unknown, []);
    });
  }

  it('are in every runbook', () => {
    const runbooks = filesBelow('docs/runbooks', '.md');
    assert.deepEqual(
      runbooks.filter((path) => !pages.includes(path)),
      [],
    );
    assert.ok(runbooks.length > 0);
  });
});
