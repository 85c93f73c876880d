import assert from 'node:assert/strict';
import { chooseEncoding, chooseMediaType, toContentType } from '../../src/exposition/negotiation.js';

const text = 'text/plain; version=0.0.4; charset=utf-8';
const text1 = 'text/plain; version=1.0.0; charset=utf-8';
const openMetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const protobuf = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const offered = [text, text1, openMetrics, protobuf];

const protobufWanted = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

/** What Prometheus sends, by version and setting. */
const scrapers: [name: string, accept: string, chosen: string][] = [
  [
    'Prometheus 2.42',
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    openMetrics,
  ],
  [
    'Prometheus 2.42 with native histograms',
    `${protobufWanted},application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
    protobuf,
  ],
  [
    'Prometheus 3',
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    `${openMetrics}; escaping=allow-utf-8`,
  ],
  [
    'Prometheus 3 with native histograms',
    `${protobufWanted};escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1`,
    `${protobuf}; escaping=allow-utf-8`,
  ],
  [
    'Prometheus 3 with text alone and old names',
    'text/plain;version=1.0.0;escaping=underscores;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    `${text1}; escaping=underscores`,
  ],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8', text],
  ['curl', '*/*', text],
];

const rows: [accept: string, chosen: string][] = [
  ['', text],
  ['nonsense', text],
  [';;;,,,q=', text],
  ['text/html', text],
  ['text/plain', text],
  ['text/plain;version=0.0.4', text],
  ['text/plain; version="0.0.4"; charset=utf-8', text],
  ['TEXT/PLAIN;VERSION=0.0.4', text],
  ['text/plain;version=1.0.0', text1],
  ['text/plain;version=9', text],
  ['text/*', text],
  ['application/*', openMetrics],
  ['application/openmetrics-text', openMetrics],
  ['application/openmetrics-text;version=0.0.1', text],
  ['application/openmetrics-text;version=1.0.0;q=0.3,text/plain;q=0.7', text],
  ['application/openmetrics-text;version=1.0.0;q=0, */*;q=0.1', text],
  ['application/openmetrics-text;version=1.0.0; q=0.001', openMetrics],
  ['text/plain;q=0', text],
  ['*/*;q=0', text],
  ['application/vnd.google.protobuf', protobuf],
  [`${protobufWanted};q=0.2,text/plain;q=0.1`, protobuf],
  ['application/vnd.google.protobuf;proto=other.Message;encoding=delimited', text],
  ['application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text', text],
  ['application/openmetrics-text;version=1.0.0;escaping=values', `${openMetrics}; escaping=values`],
  ['text/plain;escaping=dots;version=0.0.4', `${text}; escaping=dots`],
  ['application/openmetrics-text;version=1.0.0;escaping=of-tomorrow', openMetrics],
  ['application/openmetrics-text;version=1.0.0;escaping=dots-of-tomorrow', openMetrics],
  ['application/openmetrics-text;version=1.0.0;Escaping=dots', `${openMetrics}; escaping=dots`],
  ['application/openmetrics-text;version=1.0.0;escaping="dots" ;q=1', `${openMetrics}; escaping=dots`],
  ['application/openmetrics-text;version=1.0.0;escaping="><script>', openMetrics],
];

function contentType(accept: string | undefined): string {
  return toContentType(chooseMediaType(accept, offered) ?? text, accept);
}

describe('the format of a scrape', () => {
  for (const [name, accept, chosen] of scrapers) {
    it(`is what ${name} wants most`, () => assert.equal(contentType(accept), chosen));
  }
  for (const [accept, chosen] of rows) {
    it(`is ${chosen} for ${JSON.stringify(accept)}`, () => assert.equal(contentType(accept), chosen));
  }

  it('is text when more is asked for than anybody means', () => {
    const wish = 'application/openmetrics-text;version=1.0.0;escaping=values,';
    assert.deepEqual(
      [contentType(wish.repeat(30)), contentType(wish.repeat(100))],
      [`${openMetrics}; escaping=values`, text],
    );
  });

  it('is text when nothing is asked for', () => assert.equal(contentType(undefined), text));
});

describe('the encoding of a scrape', () => {
  const encodings: [acceptEncoding: string | undefined, chosen: string][] = [
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['deflate, gzip;q=1.0, *;q=0.5', 'gzip'],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', 'gzip'],
    ['zstd, br', 'identity'],
    ['identity', 'identity'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=0.2, identity;q=0.8', 'identity'],
    ['*', 'gzip'],
    ['identity;q=0', 'identity'],
    ['nonsense;;;', 'identity'],
    ['gzip'.padStart(2048), 'gzip'],
    ['gzip'.padStart(2049), 'identity'],
  ];
  for (const [acceptEncoding, chosen] of encodings) {
    it(`is ${chosen} for ${acceptEncoding?.replaceAll(/ {2,}/g, (spaces) => `${spaces.length} spaces and `) ?? 'no header'}`, () => {
      assert.equal(chooseEncoding(acceptEncoding), chosen);
    });
  }
});
