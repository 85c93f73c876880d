import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { isOwnName } from '../../../src/web/access/host-names.js';

const rows: [host: string, allowed: readonly string[], isOwn: boolean][] = [
  ['127.0.0.1:10911', [], true],
  ['10.1.2.3', [], true],
  ['[::1]:10911', [], true],
  ['[fe80::1]', [], true],
  ['localhost:10911', [], true],
  ['exporter:10911', [], true],
  ['exporter.localhost', [], true],
  ['Printer.Local:80', [], true],
  ['ip-10-0-0-5.us-east-2.compute.internal:10911', [], true],
  ['exporter.monitoring.svc:10911', [], true],
  ['exporter.monitoring.svc.cluster.local:10911', [], true],
  ['exporter.monitoring.svc.cluster.local.:10911', [], true],
  [hostname(), [], true],
  ['rebind.example.com', [], false],
  ['rebind.example.com:10911', [], false],
  ['rebind.example.com.', [], false],
  ['127.0.0.1.nip.io', [], false],
  ['10.1.2.3.', [], true],
  ['evil.example.com:10911@127.0.0.1', [], false],
  ['localhost.example.com', [], false],
  ['rebind.internal.example.com', [], false],
  ['exporter.example.com:10911', ['exporter.example.com'], true],
  ['EXPORTER.example.com', ['exporter.EXAMPLE.com'], true],
  ['other.example.com', ['exporter.example.com'], false],
  ['an.exporter.example.com', ['exporter.example.com'], false],
  ['rebind.example.com', ['*'], true],
  ['a.example.com:10911', ['*.example.com'], true],
  ['A.B.Example.com.', ['*.EXAMPLE.com'], true],
  ['example.com', ['*.example.com'], false],
  ['.example.com', ['*.example.com'], false],
  ['anexample.com', ['*.example.com'], false],
  ['a.example.com.example.net', ['*.example.com'], false],
];

describe('a Host header', () => {
  for (const [host, allowed, isOwn] of rows) {
    it(`of ${host} is ${isOwn ? '' : 'not '}taken with [${allowed.join()}] allowed`, () => {
      assert.equal(isOwnName(host, allowed), isOwn);
    });
  }
});
