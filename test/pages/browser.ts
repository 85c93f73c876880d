import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** Debian's Chromium, without anything that asks beyond this machine. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const widths = { narrow: 360, wide: 1280 } as const;

/** What a browser has found wrong with a page: errors of scripts, the policy's refusals, requests that failed. */
export class Complaints {
  readonly texts: string[] = [];

  constructor(page: Page) {
    page.on('pageerror', (error) => this.texts.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.texts.push(`console: ${message.text()}`);
    });
    page.on('requestfailed', (request) => this.texts.push(`failed: ${request.url()}`));
  }
}

/** Opens a context as long as `use` takes. */
export async function withContext<T>(
  browser: Browser,
  options: BrowserContextOptions,
  use: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext(options);
  try {
    return await use(context);
  } finally {
    await context.close();
  }
}
