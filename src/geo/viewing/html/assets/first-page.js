import { find } from "./dom.js";

const MAPLESS = 5000; // milliseconds after which Streamlit's page is shown without its map
const SCROLLED = [["", ".stMain"], [".st-key-panel", ".st-key-panel"]]; // in the first page, in the one that takes over

/* The first page, which the server drew, stands before Streamlit's until that has drawn its map. Its head and its panel
   move as they are; what was scrolled and focused stays so. */
export class FirstPage {
  constructor(panel) {
    Object.assign(this, { panel, page: find("#opening"), root: find("#root") });
  }

  look() {
    if (!this.page) return;
    if (this.root.querySelector("[data-ready], .stAlert, .stException")) this.leave();
    else if (this.root.querySelector(".panel-place")) this.waiting ??= setTimeout(() => this.leave(), MAPLESS);
  }

  leave() {
    const { page, root } = this;
    clearTimeout(this.waiting);
    const focused = page.contains(document.activeElement) ? document.activeElement : null;
    const scrolled = SCROLLED.map(([from, to]) => [root.querySelector(to), (from ? page.querySelector(from) : page).scrollTop]);
    page.removeAttribute("id"); // what is left of it goes once its parts have moved
    this.page = null;
    this.panel.settle();
    page.remove();
    scrolled.forEach(([part, top]) => part?.scrollTo({ top, behavior: "instant" }));
    const twin = focused?.isConnected ? focused : focused && root.querySelector(`a[href="${CSS.escape(focused.getAttribute("href") ?? "")}"]`);
    twin?.focus({ preventScroll: true });
  }
}
