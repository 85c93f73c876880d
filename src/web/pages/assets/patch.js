/**
 * Makes `before` look as `after` does, with as little change as that takes: elements that are in both stay what they are, so
 * that nothing flickers, and focus, selection and scroll position stay. Elements belong together by `data-key`, or else by
 * their place and name. One with `data-keep` is left alone, and whether a `details` is open is the user's affair.
 *
 * @param {Element} before
 * @param {Element} after
 */
export function patch(before, after) {
  if (before.hasAttribute('data-keep') && after.hasAttribute('data-keep')) return;
  patchAttributes(before, after);
  patchChildren(before, after);
}

/** @param {Element} before @param {Element} after */
function patchAttributes(before, after) {
  const isDetails = before.localName === 'details';
  for (const { name, value } of [...after.attributes]) {
    if (before.getAttribute(name) !== value) before.setAttribute(name, value);
  }
  for (const { name } of [...before.attributes]) {
    if (!after.hasAttribute(name) && !(isDetails && name === 'open')) before.removeAttribute(name);
  }
}

/** @param {Element} before @param {Element} after */
function patchChildren(before, after) {
  const partners = partnersOf(before, after);
  const kept = new Set(partners.values());
  for (const child of [...before.childNodes]) {
    if (!kept.has(child)) child.remove();
  }
  let place = before.firstChild;
  for (const wanted of [...after.childNodes]) {
    const partner = partners.get(wanted);
    if (partner === undefined) {
      before.insertBefore(document.importNode(wanted, true), place);
      continue;
    }
    if (partner === place) place = place.nextSibling;
    else place = moved(before, partner, place);
    patchNode(partner, wanted);
  }
}

/**
 * Puts a node before another one. Where it is the next but one, the one in between has gone further down: that is moved out
 * of the way, rather than all that follow it.
 *
 * @param {Element} parent
 * @param {ChildNode} node
 * @param {ChildNode | null} place
 * @returns {ChildNode | null} what comes after it now
 */
function moved(parent, node, place) {
  if (place !== null && place.nextSibling === node) {
    move(parent, place, null);
    return node.nextSibling;
  }
  move(parent, node, place);
  return place;
}

/** @param {Element} parent @param {ChildNode} node @param {ChildNode | null} place */
function move(parent, node, place) {
  // Keeps the focus of what is moved; not every browser has it yet.
  if ('moveBefore' in parent && typeof parent.moveBefore === 'function') parent.moveBefore(node, place);
  else parent.insertBefore(node, place);
}

/** @param {ChildNode} before @param {ChildNode} after */
function patchNode(before, after) {
  if (before instanceof Element && after instanceof Element) patch(before, after);
  else if (before.nodeValue !== after.nodeValue) before.nodeValue = after.nodeValue;
}

/**
 * Which child of `before` goes on as which child of `after`, by the latter.
 *
 * @param {Element} before
 * @param {Element} after
 * @returns {Map<ChildNode, ChildNode>}
 */
function partnersOf(before, after) {
  /** @type {Map<string, ChildNode[]>} */
  const free = new Map();
  for (const child of before.childNodes) {
    const kind = kindOf(child);
    const alike = free.get(kind);
    if (alike === undefined) free.set(kind, [child]);
    else alike.push(child);
  }
  for (const alike of free.values()) alike.reverse();
  const partners = new Map();
  for (const child of after.childNodes) {
    const partner = free.get(kindOf(child))?.pop();
    if (partner !== undefined) partners.set(child, partner);
  }
  return partners;
}

/** @param {Node} node */
function kindOf(node) {
  if (!(node instanceof Element)) return node.nodeName;
  const key = node.getAttribute('data-key') ?? node.id;
  return `${node.localName} ${key}`;
}
