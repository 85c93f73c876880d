/** The blocks of code of one language in a Markdown text. */
export function codeBlocksIn(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n(.*?)^ *\`\`\`$`, 'gms'))].map(
    ([, , block = '']) => block,
  );
}
