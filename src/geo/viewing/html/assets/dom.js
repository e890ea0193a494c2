/* What every part of the page asks of the document. */
export const find = (selector) => document.querySelector(selector);
export const make = (name, values) => document.body.appendChild(Object.assign(document.createElement(name), values));
export const around = (event, selector) => event.target.closest?.(selector) ?? null;
export const isFocusLost = () => [null, document.body].includes(document.activeElement);
export const parse = (text) => new URLSearchParams(text);

// Make one node like another of the same kind, part by part, so that the focus stays and what is unfolded.
export function morph(node, model) {
  if (node.isEqualNode(model)) return;
  if (node.nodeName !== model.nodeName) {
    node.replaceWith(model);
    return;
  }
  if (!node.attributes) {
    node.data = model.data;
    return;
  }
  [...node.attributes].filter(({ name }) => name !== "open" && !model.hasAttribute(name)).forEach(({ name }) => node.removeAttribute(name));
  [...model.attributes].forEach(({ name, value }) => node.getAttribute(name) !== value && node.setAttribute(name, value));
  const [parts, others] = [[...node.childNodes], [...model.childNodes]];
  parts.slice(others.length).forEach((part) => part.remove());
  others.forEach((other, i) => (parts[i] ? morph(parts[i], other) : node.append(other)));
}
