import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toListenAddress } from '../../src/config/listen-address.js';
import { nameOfPlace } from '../../src/core/listen-place.js';
import type { ListenAddress } from '../../src/core/listen-place.js';

describe('listen address', () => {
  const rows: [text: string, expected: ListenAddress | undefined][] = [
    [':10911', { host: '', port: 10911 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['0.0.0.0:65535', { host: '0.0.0.0', port: 65535 }],
    ['localhost:9090', { host: 'localhost', port: 9090 }],
    ['my-host.example.org:1', { host: 'my-host.example.org', port: 1 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['[::]:10911', { host: '::', port: 10911 }],
    ['', undefined],
    ['10911', undefined],
    ['localhost', undefined],
    ['localhost:', undefined],
    [':65536', undefined],
    [':-1', undefined],
    ['::1:80', undefined],
    ['[]:80', undefined],
    ['[localhost]:80', undefined],
    ['http://localhost:80', undefined],
    ['a b:80', undefined],
    [':80\n', undefined],
  ];
  for (const [text, expected] of rows) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(toListenAddress(text), expected));
  }

  it('reads what it has written', () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant(''));
    const address = fc.record({ host, port: fc.nat(65_535) }, { noNullPrototype: true });
    fc.assert(
      fc.property(address, (each) => {
        assert.deepEqual(toListenAddress(nameOfPlace(each)), each);
      }),
    );
  });
});
