import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { readAssets } from './assets.js';
import { configPage } from './config-page.js';
import { contactRow } from './contacts-table.js';
import { layout } from './layout.js';
import type { Frame, PageParts } from './layout.js';
import { mostTroubled, overviewPage } from './overview-page.js';
import { PageCache, Sheet } from './page-cache.js';
import { select } from './selection.js';
import { statusJson } from './status-json.js';
import { mostRows, statusPage } from './status-page.js';
import { toStatusQuery } from './status-query.js';
import type { StatusView } from './status-view.js';

export interface PagesOptions {
  /** How everything does: the same object for as long as it is the same. */
  readonly status: () => Promise<StatusView>;
  /** The configuration in force, to be read by people: without secrets. */
  readonly config: () => string;
}

export interface PagesContext {
  readonly telemetryPath: string;
  /** Calls back once the answer has been read, or nobody waits for it any more. */
  readonly whenOver: (response: Response, listener: () => void) => void;
}

/**
 * As strict as the policy of all other answers, but that the search form may be sent: without the script that is how pages are
 * searched.
 */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Pages that are being drawn or sent at a time; each may be a megabyte. */
const mostAtATime = 20;

/** Serves the pages for people, what they load, and the status for programs. */
export function createPages({ status, config }: PagesOptions, { telemetryPath, whenOver }: PagesContext): Router {
  const assets = readAssets();
  const frame: Frame = {
    telemetryPath,
    assets: {
      style: assets['pages.css'].path,
      script: assets['pages.js'].path,
      icon: assets['icon.svg'].path,
    },
  };
  let cache: PageCache | undefined;
  const draw = async (): Promise<PageCache> => {
    const view = await status();
    if (cache?.view !== view) cache = new PageCache(view, contactRow);
    return cache;
  };
  const sendPage = (request: Request, response: Response, sheet: Sheet) => {
    response.set('Content-Security-Policy', policy);
    return send(request, response, 'text/html; charset=utf-8', sheet);
  };
  const router = Router({ caseSensitive: true });
  const bounded = atATime(mostAtATime, whenOver);
  router.get('/', bounded, async (request, response) => {
    const drawn = await draw();
    const sheet = await drawn.sheet('overview', async () => pageText(await overview(drawn, telemetryPath), frame));
    await sendPage(request, response, sheet);
  });
  router.get('/status', bounded, async (request, response) => {
    const drawn = await draw();
    const query = toStatusQuery(paramsOf(request));
    const key = `status ${JSON.stringify(query)}`;
    const sheet = await drawn.sheet(key, async () => {
      const found = select(drawn.view.contacts, query);
      const rows = await drawn.rows(query.showsAll ? found : found.slice(0, mostRows));
      return pageText(statusPage(drawn.view, query, { rows, found: found.length }), frame);
    });
    await sendPage(request, response, sheet);
  });
  router.get('/config', bounded, async (request, response) => {
    await sendPage(request, response, new Sheet(pageText(configPage(config()), frame)));
  });
  router.get('/api/v1/status', bounded, async (request, response) => {
    const drawn = await draw();
    const sheet = await drawn.sheet('json', () => statusJson(drawn.view));
    await send(request, response, 'application/json; charset=utf-8', sheet);
  });
  for (const { path, type, body } of Object.values(assets)) {
    router.get(path, (_request, response) => {
      response.set({ 'Cache-Control': 'public, max-age=31536000, immutable', 'Content-Type': type }).send(body);
    });
  }
  return router;
}

async function overview(cache: PageCache, telemetryPath: string): Promise<PageParts> {
  const { view } = cache;
  const troubled = view.contacts.filter(({ pagesUnread, state }) => pagesUnread > 0 || state === 'failing');
  const worst = select(troubled, { terms: [], state: 'all', sort: 'attention', order: 'desc' });
  return overviewPage(view, await cache.rows(worst.slice(0, mostTroubled)), telemetryPath);
}

function pageText(parts: PageParts, frame: Frame): string {
  return layout(parts, frame).text;
}

function paramsOf({ url }: Request): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : url.slice(at));
}

async function send(request: Request, response: Response, type: string, sheet: Sheet): Promise<void> {
  response.set({ 'Content-Type': type, Vary: 'Accept-Encoding' });
  if (request.acceptsEncodings('gzip', 'identity') !== 'gzip') {
    response.send(sheet.body);
    return;
  }
  response.set('Content-Encoding', 'gzip').send(await sheet.compressed);
}

function atATime(most: number, whenOver: PagesContext['whenOver']): RequestHandler {
  let inFlight = 0;
  return (_request, response, next) => {
    if (inFlight >= most) {
      response.status(503).set('Retry-After', '1').type('text').send(`more than ${most} pages at a time\n`);
      return;
    }
    inFlight += 1;
    whenOver(response, () => {
      inFlight -= 1;
    });
    next();
  };
}
