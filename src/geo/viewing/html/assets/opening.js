/* Takes the opening away when Streamlit's page has drawn its map: what was scrolled, typed and focused stays so. */
(() => {
  "use strict";

  const PATIENCE = 5000; // milliseconds for which the page may be there without its map, which may never come
  const SCROLLED = [["", ".stMain"], [".st-key-panel", ".st-key-panel"]]; // of the opening, of the page
  const TWINS = [
    ["form input", ".st-key-q input"], ["form button", ".stPopover button"],
    ["form nav a", ".st-key-theme button"], [".languages a", ".st-key-language button"],
  ];
  const [opening, root] = ["#opening", "#root"].map((id) => document.querySelector(id));
  let waiting = null;

  // What the page has in the place of an element of the opening.
  function findTwin(one) {
    const [from, to] = TWINS.find(([name]) => one.matches(name)) ?? [];
    if (from) return root.querySelectorAll(to)[[...opening.querySelectorAll(from)].indexOf(one)];
    return root.querySelector(`a[href="${CSS.escape(one.getAttribute("href") ?? "")}"]`);
  }

  // As a person types: React hears of it.
  function type(field, words) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, words);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function leave() {
    observer.disconnect();
    clearTimeout(waiting);
    const focused = opening.contains(document.activeElement) ? document.activeElement : null;
    const twin = focused && findTwin(focused);
    const scrolled = SCROLLED.map(([from, to]) => [root.querySelector(to), (from ? opening.querySelector(from) : opening).scrollTop]);
    opening.remove();
    scrolled.forEach(([part, top]) => part && part.scrollTo({ top, behavior: "instant" }));
    if (twin?.matches("input") && focused.value !== focused.defaultValue) type(twin, focused.value);
    twin?.focus({ preventScroll: true });
  }

  function look() {
    if (root.querySelector("[data-ready], .stAlert, .stException")) leave();
    else if (root.querySelector("#panel")) waiting ??= setTimeout(leave, PATIENCE);
  }

  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ["data-ready"] });
})();
