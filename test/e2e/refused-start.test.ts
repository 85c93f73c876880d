import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { accountOf, livePage, person } from './scripted-account.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';

describe('a start that must fail', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const akua = person('akuam');
  const anywhere = '--web.listen-address=127.0.0.1:0';

  async function write(ledger: string) {
    const simulator = await bed.simulate({ world: accountOf([akua], [livePage(akua, 'p')]) });
    const config = configFor(simulator, ledger);
    return { config, flag: `--config.file=${await bed.write(config)}` };
  }

  it('a ledger in use ends a second process with 1, and leaves the first alone', async () => {
    const ledger = bed.path('ledger');
    const { config, flag } = await write(ledger);
    const first = await bed.start(config);
    const { code, stderr } = await bed.run([flag, anywhere]);
    await swept(first, [akua]);

    assert.equal(code, 1);
    assert.match(stderr, /ledger is in use by another process; stop that one, or give this one its own --ledger\.path/);
    assert.equal((await first.end()).code, 0);
  });

  it('a damaged ledger is refused with 1 and with what to do, and is not touched', async () => {
    const ledger = bed.path('ledger');
    const { flag } = await write(ledger);
    assert.equal((await bed.run(['once', flag])).code, 0);
    await writeFile(join(ledger, 'CURRENT'), 'nonsense');
    const { code, stderr } = await bed.run([flag, anywhere]);

    assert.equal(code, 1);
    assert.ok(stderr.includes(`mv '${ledger}' '${ledger}.aside'`), stderr);
    assert.ok((await readdir(ledger)).includes('CURRENT'));
  });

  it('an address in use ends it with 1 and names the address', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    bed.ends(() => once(holder.close(), 'close'));
    const address = `127.0.0.1:${(holder.address() as AddressInfo).port}`;
    const { flag } = await write(bed.path('ledger'));
    const { code, stderr } = await bed.run([flag, `--web.listen-address=${address}`]);

    assert.equal(code, 1);
    assert.ok(stderr.includes(`can't listen on ${address}`), stderr);
  });
});
