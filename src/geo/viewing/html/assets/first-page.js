import { find, type } from "./dom.js";
import { SEARCH } from "./panel.js";

const MAPLESS = 5000; // milliseconds after which Streamlit's page is shown without its map
// What is scrolled, and what can have the focus: selectors in the first page, and in the page that takes over.
const SCROLLED = [["", ".stMain"], [".st-key-panel", ".st-key-panel"]];
const TWINS = [
  ["form input", SEARCH], ["form button", ".stPopover button"],
  ["form nav a", ".st-key-theme button"], [".languages a", ".st-key-language button"],
];

/* The first page, which the server drew, stands before Streamlit's until that has drawn its map: what was scrolled,
   typed and focused stays so, and the panel moves as it is. */
export class FirstPage {
  constructor(panel) {
    Object.assign(this, { panel, page: find("#opening"), root: find("#root") });
  }

  look() {
    if (!this.page) return;
    if (this.root.querySelector("[data-ready], .stAlert, .stException")) this.leave();
    else if (this.root.querySelector(".panel-place")) this.waiting ??= setTimeout(() => this.leave(), MAPLESS);
  }

  // What the page that takes over has in the place of an element of this one.
  findTwin(element) {
    if (this.panel.panel.contains(element)) return element;
    const [from, to] = TWINS.find(([name]) => element.matches(name)) ?? [];
    if (from) return this.root.querySelectorAll(to)[[...this.page.querySelectorAll(from)].indexOf(element)];
    return this.root.querySelector(`a[href="${CSS.escape(element.getAttribute("href") ?? "")}"]`);
  }

  leave() {
    const { page, root } = this;
    clearTimeout(this.waiting);
    const focused = page.contains(document.activeElement) ? document.activeElement : null;
    const twin = focused && this.findTwin(focused);
    const scrolled = SCROLLED.map(([from, to]) => [root.querySelector(to), (from ? page.querySelector(from) : page).scrollTop]);
    page.remove();
    this.page = null;
    this.panel.settle();
    scrolled.forEach(([part, top]) => part?.scrollTo({ top, behavior: "instant" }));
    if (twin?.matches("input") && focused.value !== focused.defaultValue) type(twin, focused.value);
    twin?.focus({ preventScroll: true });
  }
}
