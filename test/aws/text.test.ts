import assert from 'node:assert/strict';
import { toIdentifier, toLabelText } from '../../src/aws/text.js';

describe('a name of the API', () => {
  const arn = `arn:${'a'.repeat(2044)}`;
  const identifiers: [what: string, value: unknown, read: string][] = [
    ['an ARN of the greatest length', arn, arn],
    ['a longer one', `${arn}a`, ''],
    ['free text of one line', 'incident "7" é 🚨', 'incident "7" é 🚨'],
    ['a NUL', 'a\0b', ''],
    ['a line break', 'a\nb', ''],
    ['half a character', 'a\ud800', ''],
    ['a number', 5, ''],
  ];
  for (const [what, value, read] of identifiers) {
    it(`is ${read === '' ? 'none' : 'kept'} when it is ${what}`, () => assert.equal(toIdentifier(value), read));
  }

  const texts: [what: string, value: unknown, shown: string][] = [
    ['keeps what is printable', 'Akua "🚨" \u2028é', 'Akua "🚨" \u2028é'],
    ['replaces control characters and halves of characters', 'a\0\r\n\x7f\ud800b\udc00', 'a�����b�'],
    ['cuts behind whole characters', '🚨'.repeat(300), '🚨'.repeat(255)],
    ['cuts a megabyte', 'x'.repeat(1e6), 'x'.repeat(255)],
    ['is empty for an object', {}, ''],
  ];
  for (const [what, value, shown] of texts) {
    it(`${what} when it is shown`, () => assert.equal(toLabelText(value, 255), shown));
  }
});
