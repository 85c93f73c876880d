import assert from 'node:assert/strict';
// By another name, for the formatter would lay out the templates.
import { html as markup, nothing } from '../../../src/web/pages/html.js';
import type { Html } from '../../../src/web/pages/html.js';

describe('markup', () => {
  const rows: [what: string, made: Html, text: string][] = [
    ['escapes text in an element', markup`<p>${`<script>&"'`}</p>`, '<p>&#60;script&#62;&#38;&#34;&#39;</p>'],
    ['escapes text in an attribute', markup`<p id="${'" onclick="x'}"></p>`, '<p id="&#34; onclick=&#34;x"></p>'],
    ['takes numbers', markup`<p>${1.5}</p>`, '<p>1.5</p>'],
    ['takes markup and lists of it', markup`<ul>${[markup`<li>`, markup`<b>`]}${nothing}</ul>`, '<ul><li><b></ul>'],
    ['takes markup that is escaped already', markup`${markup`<p>${'&'}</p>`}`, '<p>&#38;</p>'],
    [
      'shows that there were control characters',
      markup`${'a\0b\u001bc\u0085d\n\te'}`,
      'a\u{fffd}b\u{fffd}c\u{fffd}d\n\te',
    ],
    [
      'shows that the direction of text was turned',
      markup`${'a\u202ab\u202ec\u2066d\u2069e'}`,
      'a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e',
    ],
    ['leaves every other character', markup`${'日本語 🚒 é'}`, '日本語 🚒 é'],
  ];
  for (const [what, { text: made }, text] of rows) it(what, () => assert.equal(made, text));
});
