/**
 * Splits a stream of bytes at line ends, and at nothing else that might be one: names may hold anything. Each line comes
 * with its line end; what follows the last one comes without.
 */
export async function* linesOf(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  // Bytes are put together before they are decoded: a chunk may end within a character.
  let rest: Buffer[] = [];
  for await (const chunk of stream) {
    let bytes = Buffer.from(chunk);
    for (let end = bytes.indexOf('\n'); end !== -1; end = bytes.indexOf('\n')) {
      yield Buffer.concat([...rest, bytes.subarray(0, end + 1)]).toString();
      rest = [];
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > 0) rest.push(bytes);
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString();
}
