import assert from 'node:assert/strict';
import { alternativeNames } from '../../../src/web/listening/alternative-names.js';

// As Node.js writes them, with what it quotes.
const rows: [written: string | undefined, names: string[]][] = [
  [undefined, []],
  ['DNS:a.example.com', ['a.example.com']],
  [
    'DNS:a, DNS:b, IP Address:192.0.2.1, email:a@b.c, URI:spiffe://a/b',
    ['a', 'b', '192.0.2.1', 'a@b.c', 'spiffe://a/b'],
  ],
  ['IP Address:0:0:0:0:0:0:0:1', ['::1']],
  ['IP Address:2001:DB8:0:0:0:0:0:1', ['2001:db8::1']],
  ['URI:"http://a/,DNS:good.example.com"', ['http://a/,DNS:good.example.com']],
  ['DNS:"good.example.com\\u0000.evil.example.com"', ['good.example.com\0.evil.example.com']],
  ['DirName:"CN=a, DNS:good", DNS:b', ['b']],
  ['othername:<unsupported>, DNS:b', ['b']],
  ['Registered ID:1.2.3.4, DNS:b', ['b']],
  ['DNS:"unfinished, DNS:good', []],
  ['DNS:a" , DNS:good', []],
];

describe('the alternative names of a certificate', () => {
  for (const [subjectAltName, names] of rows) {
    it(`are [${names.map((name) => JSON.stringify(name)).join(', ')}] in ${subjectAltName ?? 'nothing'}`, () => {
      assert.deepEqual(alternativeNames({ subjectAltName }), names);
    });
  }
});
