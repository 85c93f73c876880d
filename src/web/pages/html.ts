/** Markup, as opposed to text. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | readonly Html[];

/** Makes markup of a template; every text that is put into it is escaped, in elements and in quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += markupOf(value) + (strings[index + 1] ?? '');
  });
  return new Html(text);
}

/** Markup that is left out. */
export const nothing = new Html('');

function markupOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escapeHtml(String(value));
}

function escapeHtml(text: string): string {
  // A control character is no character of HTML, not even escaped; one that turns the direction of text makes a name look like another.
  const printable = text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}');
  return printable.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
