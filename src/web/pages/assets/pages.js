/**
 * Keeps a page as it is now, in place, and searches and sorts without leaving it. All of it is drawn by the exporter: what is
 * fetched here is the page itself. Without this script the same is had by loading the page again.
 */
import { patch } from './patch.js';

/** After the last key, milliseconds. */
const typingMs = 200;
/** Nothing is fetched by itself for so long after a key. */
const restMs = 3000;
/** Changes are told no more often than this. */
const newsMs = 15_000;
const patienceMs = 15_000;

/** What the form asks, and what counts as not said. */
const fields = /** @type {const} */ ([
  ['q', ''],
  ['state', 'all'],
  ['sort', 'attention'],
]);

const main = existing('main', HTMLElement);
const trouble = existing('trouble', HTMLElement);
const news = existing('news', HTMLElement);
const form = /** @type {HTMLFormElement | null} */ (document.getElementById('search'));

let isPaused = false;
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

/** Fetches the page as its address is now, and shows it. */
async function update({ isAsked = false } = {}) {
  clearTimeout(timer);
  current.abort();
  const mine = new AbortController();
  current = mine;
  try {
    const signal = AbortSignal.any([mine.signal, AbortSignal.timeout(patienceMs)]);
    const response = await fetch(location.href, { signal, headers: { Accept: 'text/html' } });
    if (!response.ok) throw new Error(`answered ${response.status}`);
    const text = await response.text();
    if (mine.signal.aborted) return;
    // Whoever has begun to type or to mark something since is not disturbed.
    if (isAsked || !isDisturbing()) show(new DOMParser().parseFromString(text, 'text/html'), isAsked);
    trouble.hidden = true;
  } catch {
    if (mine.signal.aborted) return;
    if (trouble.hidden) tell(trouble.textContent ?? '');
    trouble.hidden = false;
  }
  schedule();
}

/** @param {Document} fresh @param {boolean} isAsked */
function show(fresh, isAsked) {
  const after = fresh.getElementById('main');
  if (after === null) throw new Error('not a page');
  if (scriptOf(fresh) !== scriptOf(document)) {
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
  if (isAsked) tell(document.getElementById('count')?.textContent ?? '');
  else tellNews();
}

/** @param {Document} page */
function scriptOf(page) {
  return page.querySelector('script[src]')?.getAttribute('src');
}

/** Tells those who listen what has changed, if it is worth it, and not all the time. */
function tellNews() {
  const latest = main.dataset['news'] ?? '';
  if (latest === told || performance.now() - toldAt < newsMs) return;
  told = latest;
  toldAt = performance.now();
  tell(latest);
}

/** @param {string} text */
function tell(text) {
  if (news.textContent !== text) news.textContent = text;
}

function isDisturbing() {
  const selection = document.getSelection();
  const isMarking =
    selection !== null &&
    !selection.isCollapsed &&
    selection.anchorNode !== null &&
    main.contains(selection.anchorNode);
  return isPaused || document.hidden || isMarking || performance.now() - typedAt < restMs;
}

function schedule() {
  clearTimeout(timer);
  const seconds = Number(main.dataset['refreshSeconds']);
  if (!(seconds > 0)) return;
  timer = setTimeout(() => {
    if (isDisturbing()) schedule();
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
  history[how](null, '', url);
  void update({ isAsked: true });
}

/** What the address says, in the fields. */
function fillForm() {
  if (form === null) return;
  const params = new URLSearchParams(location.search);
  for (const [name, unset] of fields) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
    const wanted = params.get(name) ?? unset;
    if (field.value !== wanted) field.value = wanted;
    if (field instanceof HTMLSelectElement && field.selectedIndex === -1) field.value = unset;
  }
}

/** What the fields say, as an address. @param {HTMLFormElement} filled */
function addressOf(filled) {
  const url = new URL(location.href);
  const before = url.searchParams.get('sort') ?? 'attention';
  for (const [name, unset] of fields) {
    const value = String(new FormData(filled).get(name) ?? unset).trim();
    if (value === unset) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if ((url.searchParams.get('sort') ?? 'attention') !== before) url.searchParams.delete('order');
  return url;
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
    fillForm();
    void update({ isAsked: true });
  });
  main.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!(link instanceof HTMLAnchorElement) || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.pathname !== location.pathname) return;
    event.preventDefault();
    const url = new URL(link.href);
    go(link.classList.contains('searched') ? withSearch(url) : url, 'pushState');
    fillForm();
  });
  fillForm();
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
    if (!document.hidden && !isDisturbing()) void update();
  });
  if (form !== null) listenTo(form);
  schedule();
}

if (main.dataset['refreshSeconds'] !== '') begin();
