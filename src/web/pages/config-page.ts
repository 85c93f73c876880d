import { html } from './html.js';
import type { PageParts } from './layout.js';

/** The page at `/config`: the configuration in force, as `text` has it. */
export function configPage(text: string): PageParts {
  const content = html`<p>What is in force now, defaults, variables and flags included. Secrets are hidden.</p>
    <pre class="config" tabindex="0" role="region" aria-label="Configuration as YAML"><code>${text}</code></pre>`;
  return { title: 'Configuration', path: '/config', content };
}
