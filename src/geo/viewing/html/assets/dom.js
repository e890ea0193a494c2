/* What every part of the page asks of the document. */
export const find = (selector) => document.querySelector(selector);
export const make = (name, values) => document.body.appendChild(Object.assign(document.createElement(name), values));
export const around = (event, selector) => event.target.closest?.(selector) ?? null;
export const isFocusLost = () => [null, document.body].includes(document.activeElement);
export const parse = (text) => new URLSearchParams(text);

// Set the text of a field as typing does, so that React notices.
export function type(field, words) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, words);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
