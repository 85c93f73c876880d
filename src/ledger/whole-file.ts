import { open } from 'node:fs/promises';

/**
 * Reads a file until nothing more comes. `readFile` of Node.js takes a read that gives less than it asked for, as network
 * file systems may do, for the end of the file, which would be damage where there is none.
 */
export async function readWholeFile(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    // With room for a byte more than there should be: a read of nothing, and only that, is the end.
    const buffer = Buffer.allocUnsafe((await file.stat()).size + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length);
      if (bytesRead === 0) return buffer.subarray(0, length);
      length += bytesRead;
    }
    throw new Error(`${path} is growing while it is read`);
  } finally {
    await file.close();
  }
}
