import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Gzip } from 'node:zlib';
import type { StatusView } from '../../../src/web/pages/status-view.js';
import { defaultLimits } from '../../../src/web/limits.js';
import type { WebOptions, WebServer } from '../../../src/web/server.js';
import { ask, serve } from '../ask.js';
import { allReleased, connectMany, request, statusLines, untilReadable } from '../hostile-client.js';
import type { RawClient } from '../hostile-client.js';
import { contactView, statusOf } from './status-of.js';

/** As many as a desk has places. */
const most = 20;

/** Statuses that wait until they are let go on. */
class Gate {
  #open: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => (this.#open = resolve));
  #atATime = 0;
  mostAtATime = 0;
  looks = 0;

  readonly status = async () => {
    this.looks += 1;
    this.#atATime += 1;
    this.mostAtATime = Math.max(this.mostAtATime, this.#atATime);
    await this.#opened;
    await sleep(1);
    this.#atATime -= 1;
    return statusOf([]);
  };

  open(): void {
    this.#open();
  }
}

function showing(status: () => Promise<StatusView>): Partial<WebOptions> {
  return { pages: { status, config: () => 'web: {}\n' } };
}

async function withServer<T>(options: Partial<WebOptions>, use: (server: WebServer) => Promise<T>): Promise<T> {
  const server = await serve(options);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

interface Taken {
  /** Those who wait for another page each. */
  readonly waiting: readonly RawClient[];
  /** What the one more was sent who found no place. */
  readonly refusal: string;
}

/** Takes all places of a desk while nothing is drawn there. */
async function takeAll({ url }: WebServer): Promise<Taken> {
  const clients = await connectMany(most + 1, url);
  clients.forEach(({ socket }, index) => socket.write(request(`/status?q=${index}`, 'Connection: close')));
  const ends = clients.map(async (client) => ({ client, refusal: await client.gone }));
  const { client, refusal } = await Promise.race(ends);
  return { waiting: clients.filter((each) => each !== client), refusal };
}

describe('pages that are drawn', () => {
  it('are so many at a time, and one after the other', async () => {
    const gate = new Gate();
    const seen = await withServer(showing(gate.status), async (server) => {
      const { waiting, refusal } = await takeAll(server);
      const looksBefore = gate.looks;
      gate.open();
      const received = await Promise.all(waiting.map(({ gone }) => gone));
      const { status: later } = await ask(`${server.url}/status`);
      return {
        refused: [...statusLines(refusal), /^Retry-After: .*$/m.exec(refusal)?.[0]],
        looksBefore,
        answered: received.flatMap(statusLines),
        mostAtATime: gate.mostAtATime,
        later,
      };
    });
    assert.deepEqual(seen, {
      refused: ['503', 'Retry-After: 1'],
      looksBefore: 1,
      answered: Array<string>(most).fill('200'),
      mostAtATime: 1,
      later: 200,
    });
  });

  it('keep the places of those who hang up until it is their turn, and are not drawn for them then', async () => {
    const gate = new Gate();
    const seen = await withServer(showing(gate.status), async (server) => {
      const { waiting } = await takeAll(server);
      for (const { socket } of waiting) socket.resetAndDestroy();
      await allReleased(server);
      const next = ask(`${server.url}/status`);
      // Whoever is not refused has to wait.
      const meanwhile = await Promise.race([next.then(({ status }) => status), sleep(2000, 'not refused')]);
      gate.open();
      let later;
      do later = await ask(`${server.url}/status`);
      while (later.status === 503);
      return { meanwhile, later: later.status, looks: gate.looks };
    });
    // One was being drawn when they went.
    assert.deepEqual(seen, { meanwhile: 503, later: 200, looks: 2 });
  });

  it('leave the overview within reach while all places for others are taken', async () => {
    const gate = new Gate();
    let looks = 0;
    // The first look is at what is drawn for one of those others.
    const status = () => ((looks += 1) === 1 ? gate.status() : Promise.resolve(statusOf([])));
    const statuses = await withServer(showing(status), async (server) => {
      await takeAll(server);
      const answers = [await ask(`${server.url}/`), await ask(`${server.url}/-/healthy`)];
      gate.open();
      return answers.map((answer) => answer.status);
    });
    assert.deepEqual(statuses, [200, 200]);
  });
});

describe('pages that nobody reads', () => {
  /** More than the system keeps for whoever does not read. */
  const large = statusOf([contactView({ displayName: 'long '.repeat(2_400_000) })]);
  const impatient = { ...defaultLimits, patienceMs: 0 };

  for (const [what, limits, expected] of [
    ['have their time', defaultLimits, [503, 200]],
    ['make room for those that somebody reads after that', impatient, [200, 200]],
  ] as const) {
    it(what, async () => {
      const statuses = await withServer({ ...showing(() => Promise.resolve(large)), limits }, async (server) => {
        const readers = await connectMany(most, server.url, request('/api/v1/status'), false);
        await Promise.all(readers.map(({ socket }) => untilReadable(socket)));
        const answers = [await ask(`${server.url}/config`), await ask(`${server.url}/`)];
        for (const { socket } of readers) socket.destroy();
        return answers.map((answer) => answer.status);
      });
      assert.deepEqual(statuses, expected);
    });
  }
});

describe('what was drawn', () => {
  it('is not called compressed when it could not be', async () => {
    const heard: unknown[] = [];
    const broken = mock.method(Gzip.prototype, '_transform', (...[, , done]: Parameters<Gzip['_transform']>) =>
      done(new Error('scripted')),
    );
    const options = { ...showing(() => Promise.resolve(statusOf([]))), failed: (error: unknown) => heard.push(error) };
    const { status, headers, body } = await withServer(options, async ({ url }) => {
      try {
        return await ask(`${url}/`, 'GET', { headers: { 'Accept-Encoding': 'gzip' } });
      } finally {
        broken.mock.restore();
      }
    });
    assert.deepEqual(
      [status, headers['content-type'], headers['content-encoding'], body, heard],
      [500, 'text/plain; charset=utf-8', undefined, 'internal error\n', [new Error('scripted')]],
    );
  });

  it('is forgotten with the status that it shows', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let view: StatusView | undefined = statusOf([contactView()]);
    const known = new WeakRef(view);
    const isKept = await withServer(
      showing(() => Promise.resolve(view ?? assert.fail())),
      async ({ url }) => {
        for (const path of ['/', '/status', '/api/v1/status']) await ask(url + path);
        view = undefined;
        for (let looks = 0; looks < 200 && known.deref() !== undefined; looks += 1) {
          await sleep(5);
          collect();
        }
        return known.deref() !== undefined;
      },
    );
    assert.equal(isKept, false);
  });
});
