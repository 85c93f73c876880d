import fc from 'fast-check';

const hostileNames = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'length', 'then', 'toJSON', ''];

/** Texts of every kind: half characters, control characters, names that mean something to JavaScript, and long ones. */
export const hostileText = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('\0', '\n', '"', '\\', '\ud800', '\udc00', '{', '}', ',', '=', '#', ' ') }),
  fc.nat(5000).map((length) => 'x'.repeat(length)),
  fc.nat(5000).map((length) => '9'.repeat(length)),
);

export const hostileNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 1e300, -1e300, 5e-324, Number.MAX_SAFE_INTEGER, 2 ** 53, 2 ** 31, 1.5),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);

/** Any value that JSON has; objects may have own keys such as `__proto__`. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(null, true, false),
    hostileNumber,
    hostileText,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...hostileNames), fc.string()), tie('value')), { maxLength: 4 })
      .map(ownEntries),
  ),
})).value;

/** `Object.fromEntries`, which defines `__proto__` as an own key as well. */
function ownEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries);
}

/** A value with one to three of its parts, however deep, replaced, left out or doubled. */
export function mutated(original: unknown): fc.Arbitrary<unknown> {
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('replace', 'omit', 'rename'),
    value: hostileJson,
    name: fc.constantFrom(...hostileNames),
  });
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((value, each) => changed(value, each), original));
}

interface Change {
  readonly at: number;
  readonly how: 'replace' | 'omit' | 'rename';
  readonly value: unknown;
  readonly name: string;
}

/** Changes the part whose number, counted in the order of the text, is `at`, modulo how many there are. */
function changed(original: unknown, { at, how, value, name }: Change): unknown {
  const target = at % Math.max(1, partsOf(original));
  let part = -1;
  const visit = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node).flatMap(([key, inner]): [string, unknown][] => {
      part += 1;
      if (part !== target) return [[key, visit(inner)]];
      if (how === 'omit') return [];
      return how === 'rename' ? [[name, visit(inner)]] : [[key, value]];
    });
    return Array.isArray(node) ? entries.map(([, inner]) => inner) : ownEntries(entries);
  };
  return visit(original);
}

function partsOf(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  return Object.values(node).reduce<number>((sum, inner) => sum + 1 + partsOf(inner), 0);
}
