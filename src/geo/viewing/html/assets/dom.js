/* What every part of the page asks of the document. */
export const find = (selector) => document.querySelector(selector);
export const make = (name, values) => document.body.appendChild(Object.assign(document.createElement(name), values));
export const around = (event, selector) => event.target.closest?.(selector) ?? null;
export const isFocusLost = () => [null, document.body].includes(document.activeElement);
export const parse = (text) => new URLSearchParams(text);

// Put a node into its place, if it is not there yet; return whether it was put.
export function moveTo(selector, node) {
  const place = find(selector);
  if (!place || !node || node.parentElement === place) return false;
  place.replaceChildren(node);
  return true;
}

// The first of a node and those after it that can become another: an element of the same kind, or a text in its place.
function findLike(node, model) {
  if (model.nodeType !== Node.ELEMENT_NODE) return node?.nodeType === model.nodeType ? node : null;
  const isLike = !node || (node.nodeName === model.nodeName && node.name === model.name && node.dataset.key === model.dataset.key);
  return isLike ? node : findLike(node.nextSibling, model);
}

// Make one node like another of the same kind, part by part, so that the focus stays and what is unfolded.
export function morph(node, model) {
  if (node.isEqualNode(model)) return;
  if (!node.attributes) {
    node.data = model.data;
    return;
  }
  [...node.attributes].filter(({ name }) => name !== "open" && !model.hasAttribute(name)).forEach(({ name }) => node.removeAttribute(name));
  [...model.attributes].filter(({ name }) => name !== "open").forEach(({ name, value }) => node.getAttribute(name) !== value && node.setAttribute(name, value));
  let part = node.firstChild;
  const dropUntil = (end) => {
    while (part !== end) {
      const gone = part;
      part = part.nextSibling;
      gone.remove();
    }
  };
  [...model.childNodes].forEach((other) => {
    const like = findLike(part, other);
    if (like) {
      dropUntil(like);
      morph(like, other);
      part = like.nextSibling;
    } else if (part) part.before(other);
    else node.append(other);
  });
  dropUntil(null);
}
