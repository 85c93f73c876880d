/** What the form asks, and what counts as not said. */
const fields = /** @type {const} */ ([
  ['q', ''],
  ['state', 'all'],
  ['sort', 'attention'],
]);

/** Shows in the fields what the address says. @param {HTMLFormElement} form */
export function fillForm(form) {
  const params = new URLSearchParams(location.search);
  for (const [name, unset] of fields) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
    const wanted = params.get(name) ?? unset;
    if (field.value !== wanted) field.value = wanted;
    if (field instanceof HTMLSelectElement && field.selectedIndex === -1) field.value = unset;
  }
}

/** What the fields say, as an address. @param {HTMLFormElement} form */
export function addressOf(form) {
  const url = new URL(location.href);
  const before = url.searchParams.get('sort') ?? 'attention';
  for (const [name, unset] of fields) {
    const value = String(new FormData(form).get(name) ?? unset).trim();
    if (value === unset) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if ((url.searchParams.get('sort') ?? 'attention') !== before) url.searchParams.delete('order');
  return url;
}
