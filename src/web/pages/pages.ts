import { Router } from 'express';
import type { Request } from 'express';
import type { Connections } from '../connections.js';
import { readAssets } from './assets.js';
import { contactsToLookAt } from './attention.js';
import { configPage } from './config-page.js';
import { contactRow } from './contacts-table.js';
import { Desk } from './desk.js';
import { layout } from './layout.js';
import type { Frame, PageParts } from './layout.js';
import { mostTroubled, overviewPage } from './overview-page.js';
import { PageCache } from './page-cache.js';
import { select } from './selection.js';
import { toSheet } from './sheet.js';
import { statusJson } from './status-json.js';
import { mostRows, statusPage } from './status-page.js';
import { toStatusQuery } from './status-query.js';
import type { StatusQuery } from './status-query.js';
import type { StatusView } from './status-view.js';

export interface PagesOptions {
  /** How everything does: the same object for as long as it is the same. */
  readonly status: () => Promise<StatusView>;
  /** The configuration in force, to be read by people: without secrets. */
  readonly config: () => string;
}

export interface PagesContext {
  readonly telemetryPath: string;
  readonly connections: Pick<Connections, 'giveUpUnread' | 'whenOver'>;
}

const asHtml = { 'Content-Type': 'text/html; charset=utf-8' };
const asJson = { 'Content-Type': 'application/json; charset=utf-8' };

/** Serves the pages for people, what they load, and the status for programs. */
export function createPages(options: PagesOptions, { telemetryPath, connections }: PagesContext): Router {
  const assets = readAssets();
  const { overview, status, config, api } = drawings(options, {
    telemetryPath,
    assets: { style: assets['pages.css'].path, script: assets['pages.js'].path, icon: assets['icon.svg'].path },
  });
  const router = Router({ caseSensitive: true, strict: true });
  // The overview is small, and there for whoever comes, whatever others ask for.
  const [front, desk] = [new Desk(connections), new Desk(connections)];
  router.get('/', front.answers(asHtml, overview));
  router.get('/status', desk.answers(asHtml, status));
  router.get('/config', desk.answers(asHtml, config));
  router.get('/api/v1/status', desk.answers(asJson, api));
  for (const { path, type, body } of Object.values(assets)) {
    router.get(path, (_request, response) => {
      response.set({ 'Cache-Control': 'public, max-age=31536000, immutable', 'Content-Type': type }).send(body);
    });
  }
  return router;
}

/** What there is to draw, by the name of its page. */
function drawings({ status, config }: PagesOptions, frame: Frame) {
  // What is drawn of a status is kept for as long as the status is.
  const caches = new WeakMap<StatusView, PageCache>();
  const latest = async (): Promise<PageCache> => {
    const view = await status();
    const cache = caches.get(view) ?? new PageCache(view, contactRow);
    caches.set(view, cache);
    return cache;
  };
  const textOf = (parts: PageParts) => layout(parts, frame).text;
  return {
    overview: async () => {
      const cache = await latest();
      return cache.sheet('overview', async () => textOf(await overview(cache, frame.telemetryPath)));
    },
    status: async (request: Request) => {
      const cache = await latest();
      const query = toStatusQuery(paramsOf(request));
      return cache.sheet(`status ${JSON.stringify(query)}`, async () => textOf(await selection(cache, query)));
    },
    config: () => toSheet(textOf(configPage(config()))),
    api: async () => {
      const cache = await latest();
      return cache.sheet('json', () => statusJson(cache.view));
    },
  };
}

async function overview(cache: PageCache, telemetryPath: string): Promise<PageParts> {
  const { view } = cache;
  const worst = contactsToLookAt(view.contacts).slice(0, mostTroubled);
  return overviewPage(view, await cache.rows(worst), telemetryPath);
}

async function selection(cache: PageCache, query: StatusQuery): Promise<PageParts> {
  const { view } = cache;
  const contacts = select(view.contacts, query);
  const rows = await cache.rows(query.showsAll ? contacts : contacts.slice(0, mostRows));
  return statusPage(view, query, { rows, total: contacts.length });
}

function paramsOf({ url }: Request): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : url.slice(at));
}
