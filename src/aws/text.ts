/** The value when it is a string, otherwise an empty one. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The longest ARN that the API documents (AmazonResourceName in the service model: up to 2048 characters). */
export const longestArn = 2048;

const unshowable = /[\p{Cc}\p{Cs}]/gu;

/**
 * A name that something is looked up, stored and shown by; empty when it is none. Whoever starts an engagement may call
 * its incident anything, and Prometheus refuses a whole scrape for one NUL in an exemplar.
 */
export function toIdentifier(value: unknown): string {
  const text = toText(value);
  return text.length > longestArn || text.search(unshowable) !== -1 ? '' : text;
}

/** Free text as a label shows it: at most so many characters, with U+FFFD for what is none or is a control character. */
export function toLabelText(value: unknown, longest: number): string {
  // Of what is cut away nothing is looked at: a character takes at most two units.
  const shown = toText(value)
    .slice(0, 2 * longest)
    .replaceAll(unshowable, '\uFFFD');
  return Array.from(shown).slice(0, longest).join('');
}
