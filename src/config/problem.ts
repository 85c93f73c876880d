/** One thing that is wrong with the configuration. */
export interface Problem {
  /** The key's path (`targets[0].contacts[2]`), or `FILE` or `FILE:LINE:COLUMN` when the file can't be read that far. */
  readonly path: string;
  readonly message: string;
}

/** The line that a person sees. */
export function problemLine({ path, message }: Problem): string {
  return `${path}: ${message}`;
}

const shownCharacters = 80;

/** A value as a message shows it: on one line, short, and without what is inside mappings. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'empty';
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return 'a mapping';
  // Aliases can make a list contain itself, so only its first level is shown.
  return shortened(`[${value.map((item) => (Array.isArray(item) ? 'a list' : shown(item))).join(', ')}]`);
}

function shortened(text: string): string {
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}
