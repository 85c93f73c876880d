import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { LedgerError } from '../../src/ledger/ledger-error.js';
import { akua } from '../core/stories.js';
import { introduceTo, withLedger, withPath } from './opened.js';

const nobody = 65_534;

/** Runs `use` as somebody who is not root, whom no permission would stop. */
async function withoutPrivileges<Result>(use: (uid: number) => Promise<Result>): Promise<Result> {
  const { uid } = userInfo();
  if (uid !== 0) return use(uid);
  process.seteuid?.(nobody);
  try {
    return await use(userInfo().uid);
  } finally {
    process.seteuid?.(0);
  }
}

async function refusal(path: string): Promise<string> {
  const error = await withLedger(path, () => Promise.resolve()).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof LedgerError);
  return error.message;
}

describe('a ledger that can not be opened', function () {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('because a file stands there is refused with that', async () => {
    await withPath(async (path) => {
      await writeFile(path, 'a file');
      assert.equal(
        await refusal(path),
        `the ledger ${path} can't be opened (EEXIST: file already exists, mkdir '${path}'); ` +
          'a file stands where a directory should: give another --ledger.path, or move the file out of the way',
      );
    });
  });

  it('because a file stands on the way to it is refused with that', async () => {
    await withPath(async (path) => {
      await writeFile(path, 'a file');
      assert.equal(
        await refusal(`${path}/ledger`),
        `the ledger ${path}/ledger can't be opened (ENOTDIR: not a directory, mkdir '${path}/ledger'); ` +
          'a file stands where a directory should: give another --ledger.path, or move the file out of the way',
      );
    });
  });

  it('because its directory may not be made is refused with the command that makes it', async () => {
    await withPath(async (path) => {
      await chmod(dirname(path), 0o555);
      const [message, uid] = await withoutPrivileges(async (uid) => [await refusal(path), uid]);
      assert.equal(
        message,
        `the ledger ${path} can't be opened (EACCES: permission denied, mkdir '${path}'); ` +
          `make it for this user: install -d -o ${uid} '${path}'`,
      );
    });
  });

  for (const mode of [0o555, 0o000]) {
    it(`because its directory has mode ${mode.toString(8)} is refused with the command that gives it, and left alone`, async () => {
      await withPath(async (path) => {
        await chmod(dirname(path), 0o755);
        await withLedger(path, (ledger) => introduceTo(ledger, [akua]));
        const before = await readdir(path);
        await chmod(path, mode);
        const [message, uid] = await withoutPrivileges(async (uid) => [await refusal(path), uid] as const);
        await chmod(path, 0o755);
        // Which file is the first that can't be used depends on whose they are.
        assert.deepEqual(
          [message.replace(/\(.*permission denied.*?\)/i, '(denied)'), await readdir(path)],
          [`the ledger ${path} can't be opened (denied); make it this user's: chown -R ${uid} '${path}'`, before],
        );
      });
    });
  }

  it('because its files are those of another user is refused with the command that gives them', async () => {
    await withPath(async (path) => {
      await chmod(dirname(path), 0o755);
      await withLedger(path, (ledger) => introduceTo(ledger, [akua]));
      await Promise.all((await readdir(path)).map((file) => chmod(`${path}/${file}`, 0o000)));
      await chmod(path, 0o777);
      const [message, uid] = await withoutPrivileges(async (uid) => [await refusal(path), uid]);
      assert.equal(
        message,
        `the ledger ${path} can't be opened (EACCES: permission denied, open '${path}/CURRENT'); ` +
          `make it this user's: chown -R ${uid} '${path}'`,
      );
    });
  });

  it('is named in a way that a shell takes for one word', async () => {
    await withPath(async (path) => {
      const odd = `${path}/it's one`;
      await mkdir(odd, { recursive: true });
      await writeFile(`${odd}/MANIFEST-000002`, '');
      const aside = String.raw`mv '${path}/it'\''s one' '${path}/it'\''s one.aside'`;
      assert.equal(
        await refusal(odd),
        `the ledger ${odd} is damaged (its CURRENT file is missing); restore it from a copy, or count anew: ${aside}`,
      );
    });
  });
});
