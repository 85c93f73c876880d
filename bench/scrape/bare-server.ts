/** Sends the bytes of two files, one of them compressed, and does nothing else. */
import { readFileSync } from 'node:fs';
import { contentType, serve, wantsGzip } from './serve.js';

const [, , plainFile = '', gzipFile = ''] = process.argv;
const plain = readFileSync(plainFile);
const compressed = readFileSync(gzipFile);

serve((request, response) => {
  if (wantsGzip(request)) {
    response.writeHead(200, {
      'Content-Type': contentType,
      'Content-Encoding': 'gzip',
      'Content-Length': compressed.length,
    });
    response.end(compressed);
  } else {
    response.writeHead(200, { 'Content-Type': contentType, 'Content-Length': plain.length });
    response.end(plain);
  }
});
