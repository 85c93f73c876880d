/**
 * What has become of asking for a page: the page, the status of another answer, or neither.
 *
 * @typedef {{ readonly page?: Document, readonly status?: number, readonly retryAfterMs?: number }} Answer
 */

/** How long an answer may take, milliseconds. */
const patienceMs = 15_000;

/**
 * Asks for the page at `address`; ends without an answer when `asking` is aborted.
 *
 * @param {string} address
 * @param {AbortController} asking
 * @returns {Promise<Answer>}
 */
export async function ask(address, asking) {
  const patience = setTimeout(() => asking.abort(), patienceMs);
  try {
    const response = await fetch(address, { signal: asking.signal, headers: { Accept: 'text/html' } });
    const text = await response.text();
    if (!response.ok) return { status: response.status, retryAfterMs: retryAfterMsOf(response) };
    const page = new DOMParser().parseFromString(text, 'text/html');
    // Something on the way may answer in the exporter's place.
    return page.getElementById('main') === null ? { status: response.status } : { page };
  } catch {
    return {};
  } finally {
    clearTimeout(patience);
  }
}

/** @param {Response} response */
function retryAfterMsOf(response) {
  const seconds = Number(response.headers.get('Retry-After') ?? NaN);
  return seconds >= 0 && seconds <= 60 ? seconds * 1000 : 1000;
}

/**
 * What is told of an answer that is no page.
 *
 * @param {Answer} answer
 * @returns {string}
 */
export function troubleText({ status }) {
  if (status === undefined) return 'The exporter does not answer. What is shown was so when it last did.';
  if (status === 401) {
    return 'The exporter asks for a password. Load the page again to give it: until then, nothing here is kept up to date.';
  }
  return `The exporter answers with status ${status} instead of the page. What is shown was so before.`;
}
