import { html, nothing } from './html.js';
import type { Html } from './html.js';
import { timeElement } from './time-element.js';

/** Addresses of what every page needs beside itself. */
export interface AssetAddresses {
  readonly style: string;
  readonly script: string;
  readonly icon: string;
}

export interface Frame {
  readonly assets: AssetAddresses;
  readonly telemetryPath: string;
}

export interface PageParts {
  readonly title: string;
  /** The path of this page, as it stands in `pages`. */
  readonly path: string;
  readonly content: Html;
  /** When it was so, epoch seconds, if it is to be fetched again now and then. */
  readonly asOf?: number;
  /** What is told to whoever can't see that the page has changed, when it differs from before. */
  readonly news?: string;
}

const name = 'ssm-contacts-exporter';
const refreshSeconds = 5;

/** A whole page: its content, and what all of them have in common. */
export function layout({ title, path, content, asOf, news = '' }: PageParts, { assets, telemetryPath }: Frame): Html {
  const links = [
    ['/', 'Overview'],
    ['/status', 'Status'],
    ['/config', 'Config'],
    [telemetryPath, 'Metrics'],
  ] as const;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} · ${name}</title>
        <link rel="icon" type="image/svg+xml" href="${assets.icon}" />
        <link rel="stylesheet" href="${assets.style}" />
        <script type="module" src="${assets.script}"></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/">${name}</a>
          <nav aria-label="Pages">
            <ul>
              ${links.map(([href, text]) => navItem(href, text, href === path))}
            </ul>
          </nav>
        </header>
        <p class="trouble" id="trouble" hidden></p>
        <main
          id="main"
          tabindex="-1"
          data-refresh-seconds="${asOf === undefined ? '' : refreshSeconds}"
          data-news="${news}"
        >
          <h1>${title}</h1>
          ${asOf === undefined ? nothing : moment(asOf)} ${content}
          <p class="waiting" id="waiting" hidden data-keep>Updates wait while text is marked.</p>
        </main>
        <p id="news" class="unseen" role="status"></p>
      </body>
    </html> `;
}

/** The script shows the button, for without it there is nothing to pause. */
function moment(asOf: number): Html {
  return html`<p class="moment">
    As of ${timeElement(asOf, asOf)} UTC
    <span id="refresh" hidden data-keep><button type="button" id="pause">Pause updates</button></span>
  </p>`;
}

function navItem(href: string, text: string, isCurrent: boolean): Html {
  return isCurrent
    ? html`<li><a href="${href}" aria-current="page">${text}</a></li> `
    : html`<li><a href="${href}">${text}</a></li> `;
}
