/* Takes the opening away when Streamlit's page has drawn its map: what was scrolled and focused stays so. */
(() => {
  "use strict";

  const PATIENCE = 5000; // milliseconds for which the page may be there without its map, which may never come
  const [opening, root] = ["#opening", "#root"].map((id) => document.querySelector(id));
  let waiting = null;

  function leave() {
    observer.disconnect();
    const focused = opening.contains(document.activeElement) ? document.activeElement : null;
    const [from, to] = [opening.scrollTop, root.querySelector(".stMain")];
    const twin = focused?.matches("input") ? "input" : `a[href="${CSS.escape(focused?.getAttribute("href") ?? "")}"]`;
    opening.remove();
    if (to) to.scrollTop = from;
    if (focused) root.querySelector(twin)?.focus({ preventScroll: true });
  }

  function look() {
    if (root.querySelector("[data-ready], .stAlert, .stException")) leave();
    else if (root.querySelector("#panel")) waiting ??= setTimeout(leave, PATIENCE);
  }

  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ["data-ready"] });
})();
