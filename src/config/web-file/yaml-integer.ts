const decimal = /^\+?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i;
const octal = /^\+?0o?[0-7]+$/;
const prefixed = /^\+?0(?:x[\da-f]+|b[01]+)$/i;

/**
 * The whole number that YAML 1.1 reads in a text, as Prometheus does: with underscores between the digits, in other bases
 * (`0x10`, and `010` for 8), and without what follows the point. Undefined when it is none, negative, or has more than 63 bits.
 */
export function parseYamlInteger(text: string): number | undefined {
  const plain = /^\+?[\d.]/.test(text) ? text.replaceAll('_', '') : '';
  const value = valueOf(plain);
  return value === undefined || value >= 2 ** 63 ? undefined : Math.trunc(value);
}

function valueOf(text: string): number | undefined {
  if (octal.test(text)) return parseInt(text.replace(/^\+?0o?/, ''), 8);
  if (prefixed.test(text)) return Number(text.replace('+', ''));
  return decimal.test(text) ? Number(text) : undefined;
}
