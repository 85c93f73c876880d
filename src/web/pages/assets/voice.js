/** So long after it was emptied, the element is filled: the same text again would be no change, and not be read. */
const breathMs = 100;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let speaking;

/**
 * Tells a text to those who listen, also when it was told before.
 *
 * @param {HTMLElement} element
 * @param {string} text
 */
export function tell(element, text) {
  clearTimeout(speaking);
  element.textContent = '';
  speaking = setTimeout(() => {
    element.textContent = text;
  }, breathMs);
}
