import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileReader, FileReaders } from '../../src/config/file-reader.js';

describe('a reader of a file', () => {
  let directory = '';
  let path = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'reader-'));
    path = join(directory, 'file');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('reads what is there, or says why it can not', async () => {
    const reader = new FileReader(path, { timeoutMs: 5000 });
    const missing = await reader.read();
    await writeFile(path, 'Grüße');
    assert.deepEqual(
      [missing, await reader.read(), reader.isReading],
      [{ error: `ENOENT: no such file or directory, open '${path}'` }, { text: 'Grüße' }, false],
    );
  });

  it('reads all that is written to a pipe, whoever comes first', async () => {
    execFileSync('mkfifo', [path]);
    const reader = new FileReader(path, { timeoutMs: 10_000 });
    const read = reader.read();
    const writer = await open(path, 'w');
    for (const part of ['one ', 'two ', 'three']) {
      await writer.write(part);
      await sleep(50);
    }
    await writer.close();
    const first = await read;
    const [second] = await Promise.all([reader.read(), appendFile(path, 'four')]);
    assert.deepEqual([first, second], [{ text: 'one two three' }, { text: 'four' }]);
  });

  it('gives a pipe up that nobody writes to, after the deadline or at a signal', async () => {
    execFileSync('mkfifo', [path]);
    const reader = new FileReader(path, { timeoutMs: 100 });
    const late = await reader.read();
    const stopping = new AbortController();
    const stopped = new FileReader(path, { timeoutMs: 60_000 }).read(stopping.signal);
    stopping.abort();
    await reader.rest(5000);
    assert.deepEqual(
      [late, await stopped, reader.isReading],
      [{ error: "can't be read within 0.1 s" }, { error: 'the reading was given up' }, false],
    );
  });

  it('begins no second read while one hangs, and reads again when that has ended', async () => {
    const hanging: (() => void)[] = [];
    const reader = new FileReader(path, {
      timeoutMs: 50,
      readText: () => new Promise((resolve) => hanging.push(() => resolve(`read ${hanging.length}`))),
    });
    const results = [await reader.read(), await reader.read()];
    await reader.rest(20);
    const during = { begun: hanging.length, isReading: reader.isReading };
    hanging[0]?.();
    await reader.rest(5000);
    const last = reader.read();
    await sleep(1);
    hanging[1]?.();
    const late = { error: "can't be read within 0.05 s" };
    assert.deepEqual(
      { results, during, last: await last, begun: hanging.length },
      { results: [late, late], during: { begun: 1, isReading: true }, last: { text: 'read 2' }, begun: 2 },
    );
  });
});

describe('readers of several files', () => {
  it('read each, wait for none, and give up all that they read when they end', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'readers-'));
    const [pipe, text] = [join(directory, 'pipe'), join(directory, 'text')];
    execFileSync('mkfifo', [pipe]);
    await writeFile(text, 'read');
    const readers = new FileReaders({ timeoutMs: 60_000 });
    const waiting = readers.text(pipe).catch((error: unknown) => String(error));
    const read = await readers.text(text);
    const whileWaiting = readers.isReading;
    await readers.end(10_000);
    const told = [await waiting, await readers.text(text).catch((error: unknown) => String(error))];
    await rm(directory, { recursive: true });
    assert.deepEqual(
      { read, whileWaiting, told, afterwards: readers.isReading },
      {
        read: 'read',
        whileWaiting: true,
        told: ['Error: the reading was given up', 'Error: the reading was given up'],
        afterwards: false,
      },
    );
  });
});
