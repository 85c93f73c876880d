/**
 * Keeps a page as it is now, in place, and searches and sorts without leaving it. All of it is drawn by the exporter: what is
 * fetched here is the page itself. Without this script the same is had by loading the page again.
 */
import { ask, troubleText } from './answer.js';
import { patch } from './patch.js';
import { addressOf, fillForm } from './search-form.js';
import { tell } from './voice.js';

/** After the last key, milliseconds. */
const typingMs = 200;
/** Nothing is fetched by itself for so long after a key. */
const restMs = 3000;
/** Changes are told no more often than this. */
const newsMs = 15_000;

const main = existing('main', HTMLElement);
const trouble = existing('trouble', HTMLElement);
const news = existing('news', HTMLElement);
const waiting = existing('waiting', HTMLElement);
const form = /** @type {HTMLFormElement | null} */ (document.getElementById('search'));

let isPaused = false;
/** A dialogue every few seconds would be no help to whoever has no password at hand. */
let needsPassword = false;
/** Whether the last answer was that too many ask at a time. */
let wasBusy = false;
let typedAt = -Infinity;
let toldAt = -Infinity;
/** What was told last, or was so when the page was opened. */
let told = main.dataset['news'] ?? '';
/** The latest fetch: an earlier one that is slower counts no more. */
let current = new AbortController();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
function existing(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`no ${id}`);
  return element;
}

/** Asks for the page as its address is now, and shows it. */
async function update({ isAsked = false } = {}) {
  clearTimeout(timer);
  current.abort();
  const mine = new AbortController();
  current = mine;
  const answer = await ask(location.href, mine);
  if (current !== mine) return;
  const isBusy = answer.status === 503 && !wasBusy;
  wasBusy = answer.status === 503;
  needsPassword = answer.status === 401;
  if (isBusy) {
    // It may be for a moment, and is worth no word then.
    timer = setTimeout(() => void update({ isAsked }), answer.retryAfterMs);
    return;
  }
  if (answer.page === undefined) complain(troubleText(answer));
  else take(answer.page, isAsked);
  schedule();
}

/** @param {string} text */
function complain(text) {
  if (!trouble.hidden && trouble.textContent === text) return;
  trouble.textContent = text;
  trouble.hidden = false;
  tell(news, text);
}

/** Shows a page, unless that would disturb somebody. @param {Document} fresh @param {boolean} isAsked */
function take(fresh, isAsked) {
  const isBack = !trouble.hidden;
  trouble.hidden = true;
  // Whoever has begun to type or to mark something since is not disturbed.
  const isShown = isAsked || !(isResting() || isMarking());
  waiting.hidden = isShown || !isMarking();
  if (isShown) show(fresh);
  const again = isBack ? 'The exporter answers again. ' : '';
  if (isShown && isAsked) tell(news, `${again}${document.getElementById('count')?.textContent ?? ''}`);
  else tellNews(again);
}

/** @param {Document} fresh */
function show(fresh) {
  const after = fresh.getElementById('main');
  if (after === null) return;
  if (assetsOf(fresh) !== assetsOf(document)) {
    // Another version runs there now.
    location.reload();
    return;
  }
  const focused = document.activeElement;
  patch(main, after);
  // Not every browser keeps the focus of what is moved.
  if (focused instanceof HTMLElement && focused.isConnected && focused !== document.activeElement) {
    focused.focus({ preventScroll: true });
  }
}

/** @param {Document} page */
function assetsOf(page) {
  const loading = page.querySelectorAll('script[src], link[rel="stylesheet"]');
  return [...loading].map((element) => element.getAttribute('src') ?? element.getAttribute('href')).join(' ');
}

/** Tells those who listen what has changed, if it is worth it, and not all the time; `again` at once. @param {string} again */
function tellNews(again) {
  const latest = main.dataset['news'] ?? '';
  if (again === '' && (latest === told || performance.now() - toldAt < newsMs)) return;
  told = latest;
  toldAt = performance.now();
  tell(news, again + latest);
}

/** Whether nothing is fetched by itself. */
function isResting() {
  return isPaused || needsPassword || document.hidden || performance.now() - typedAt < restMs;
}

/** Whether something in the page is marked, perhaps to be copied: it stays as it is. */
function isMarking() {
  const selection = document.getSelection();
  return (
    selection !== null && !selection.isCollapsed && selection.anchorNode !== null && main.contains(selection.anchorNode)
  );
}

function schedule() {
  clearTimeout(timer);
  const seconds = Number(main.dataset['refreshSeconds']);
  if (!(seconds > 0)) return;
  timer = setTimeout(() => {
    if (isResting()) schedule();
    else void update();
  }, seconds * 1000);
}

/** Puts the search of the address into a link that is about what was found. @param {URL} url */
function withSearch(url) {
  const search = new URLSearchParams(location.search).get('q');
  if (search !== null && search !== '') url.searchParams.set('q', search);
  return url;
}

/** @param {URL} url @param {'pushState' | 'replaceState'} how */
function go(url, how) {
  // Without user and password, which an address may not be changed in.
  history[how](null, '', url.pathname + url.search);
  void update({ isAsked: true });
}

/** @param {HTMLFormElement} search */
function listenTo(search) {
  search.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    typedAt = performance.now();
    clearTimeout(typing);
    typing = setTimeout(() => go(addressOf(search), 'replaceState'), typingMs);
  });
  search.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLSelectElement) go(addressOf(search), 'pushState');
  });
  search.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(typing);
    go(addressOf(search), 'replaceState');
  });
  addEventListener('popstate', () => {
    fillForm(search);
    void update({ isAsked: true });
  });
  main.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!(link instanceof HTMLAnchorElement) || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.pathname !== location.pathname || link.hash !== '') return;
    event.preventDefault();
    const url = new URL(link.href);
    go(link.classList.contains('searched') ? withSearch(url) : url, 'pushState');
    fillForm(search);
  });
  fillForm(search);
}

/** The page is one that changes. */
function begin() {
  const pause = existing('pause', HTMLButtonElement);
  existing('refresh', HTMLElement).hidden = false;
  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? 'Resume updates' : 'Pause updates';
    if (!isPaused) void update();
  });
  document.addEventListener('visibilitychange', () => {
    if (!isResting()) void update();
  });
  document.addEventListener('selectionchange', () => {
    if (waiting.hidden || isMarking()) return;
    waiting.hidden = true;
    if (!isResting()) void update();
  });
  if (form !== null) listenTo(form);
  schedule();
}

if (main.dataset['refreshSeconds'] !== '') begin();
