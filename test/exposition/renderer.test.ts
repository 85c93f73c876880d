import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Family, Sample } from '../../src/exposition/family.js';
import { openMetricsFormat } from '../../src/exposition/open-metrics.js';
import { protobufFormat } from '../../src/exposition/protobuf.js';
import { Renderer } from '../../src/exposition/renderer.js';
import { textFormat } from '../../src/exposition/text.js';
import { gunzipSync } from 'node:zlib';
import { family, written } from './written.js';

const sample = (contact: string, value: number): Sample => ({ labels: { contact }, value });

/** Two families of two blocks; the numbers are the values, block by block. */
function families(values: readonly (readonly number[])[]): Family[] {
  return ['a', 'b'].map((name) => ({
    name,
    help: `The ${name}.`,
    type: 'gauge',
    blocks: values.map((block, index) => block.map((value, place) => sample(`${index}-${place}`, value))),
  }));
}

/** Text that remembers which values were written. */
function watched() {
  const values: number[] = [];
  const format: typeof textFormat = {
    ...textFormat,
    sample: (of, each) => {
      if ('value' in each) values.push(each.value);
      return textFormat.sample(of, each);
    },
  };
  return { renderer: new Renderer(format), values };
}

describe('a renderer', () => {
  it('writes nothing again of blocks that are the same objects', async () => {
    const { renderer, values } = watched();
    const first = families([[1, 2], [3]]);
    await renderer.render(first);
    values.length = 0;
    const rendering = await renderer.render([...first]);
    assert.deepEqual(values, []);
    assert.deepEqual(await rendering.bytes('identity'), await written(textFormat, first));
  });

  it('writes only the samples of a changed block that are other objects', async () => {
    const { renderer, values } = watched();
    const [a, b] = families([[1, 2], [3]]) as [Family, Family];
    await renderer.render([a, b]);
    values.length = 0;
    const [first = []] = a.blocks;
    const changed = { ...a, blocks: [[...first.slice(0, 1), sample('0-1', 9)], ...a.blocks.slice(1)] };
    const rendering = await renderer.render([changed, b]);
    assert.deepEqual(values, [9]);
    assert.deepEqual(await rendering.bytes('identity'), await written(textFormat, [changed, b]));
  });

  it('renders the same families once, whoever asks', async () => {
    const { renderer, values } = watched();
    const same = families([[1]]);
    const [one, other] = await Promise.all([renderer.render(same), renderer.render(same)]);
    assert.equal(one, other);
    assert.deepEqual(values, [1, 1]);
    assert.equal(await one.bytes('gzip'), await one.bytes('gzip'));
  });

  it('goes on after a sample that could not be written', async () => {
    const renderer = new Renderer(textFormat);
    const broken = { ...family('gauge', 'a'), blocks: [[undefined as unknown as Sample]] };
    await assert.rejects(renderer.render([broken]), TypeError);
    const rendering = await renderer.render(families([[1]]));
    assert.deepEqual(await rendering.bytes('identity'), await written(textFormat, families([[1]])));
  });

  const formats = { textFormat, openMetrics: openMetricsFormat({ createdSamples: true }), protobufFormat };
  for (const [name, format] of Object.entries(formats)) {
    it(`shows after any changes what a new one would, in ${name}`, async () => {
      const value = fc.nat({ max: 3 });
      const states = fc.array(fc.array(fc.array(value, { maxLength: 3 }), { maxLength: 3 }), { maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(states, async (drawn) => {
          const renderer = new Renderer(format as typeof textFormat);
          const shown: string[] = [];
          const expected: string[] = [];
          for (const values of drawn) {
            const rendering = await renderer.render(families(values));
            const [plain, gzip] = [await rendering.bytes('identity'), await rendering.bytes('gzip')];
            const anew = (await written(format as typeof textFormat, families(values))).toString('latin1');
            shown.push(plain.toString('latin1'), gunzipSync(gzip).toString('latin1'));
            expected.push(anew, anew);
          }
          assert.deepEqual(shown, expected);
        }),
      );
    });
  }
});

describe('a rendering of chosen families', () => {
  const shown = [
    family('counter', 'a_total', { labels: {}, value: 1 }),
    family('gauge', 'b', { labels: {}, value: 2 }),
    family('histogram', 'c', { labels: {}, bounds: [], cumulativeCounts: [0], sum: 0 }),
  ];
  const rows: [names: string[], families: string[]][] = [
    [['b'], ['b']],
    [['a_total'], ['a']],
    [['a'], ['a']],
    [['c_bucket'], ['c']],
    [['c_sum'], ['c']],
    [['c_created'], ['c']],
    [['a_created'], ['a']],
    [
      ['c_count', 'b', 'b'],
      ['b', 'c'],
    ],
    [
      ['c', 'a_total', 'nothing'],
      ['a', 'c'],
    ],
    [['nothing', '__proto__'], []],
  ];
  for (const [names, chosen] of rows) {
    it(`has ${chosen.join(' and ') || 'nothing'} for ${names.join()}`, async () => {
      const rendering = await new Renderer(openMetricsFormat({ createdSamples: false })).render(shown);
      const plain = await rendering.bytes('identity', names);
      const types = plain.toString().matchAll(/^# TYPE (\w+)/gm);
      assert.deepEqual(
        [...types].map(([, name]) => name),
        chosen,
      );
      assert.ok(plain.toString().endsWith('# EOF\n'));
      assert.deepEqual(gunzipSync(await rendering.bytes('gzip', names)), plain);
    });
  }
});
