/** Shows the metrics of a file, which is in the text format, as an exporter that holds all of them in prom-client would. */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Registry } from 'prom-client';
import { fill } from './fill-registry.js';
import { readFamilies } from './read-families.js';
import { contentType, serve, wantsGzip } from './serve.js';

const compress = promisify(gzip);
const registry = new Registry();
for (const family of readFamilies(readFileSync(process.argv[2] ?? '', 'utf8'))) fill(registry, family);

async function answer(response: ServerResponse, isCompressed: boolean): Promise<void> {
  const metrics = await registry.metrics();
  response.setHeader('Content-Type', contentType);
  if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
  response.end(isCompressed ? await compress(metrics) : metrics);
}

serve((request, response) => void answer(response, wantsGzip(request)));
