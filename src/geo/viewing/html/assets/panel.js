import { BELOW, codeOf } from "./address.js";
import { around, find, isFocusLost, make } from "./dom.js";

const PHONE = 768; // pixels of width below which the panel is under the map
export const SEARCH = ".st-key-q input, #opening form input[type=search]";
const CHOICES = "a[data-site], a[data-program], a[data-back]";
const ADDRESSES = "a[data-filter], a[data-sort], a[data-tab], a[data-clear], a[data-language]"; // links to more than a choice
const ACTIVE = "input, textarea, [contenteditable], [role=dialog], [role=grid], [role=listbox]"; // which use Escape themselves

// What finds a link of the same kind and value in the page that is drawn next.
const selectorOf = ({ dataset }) => Object.entries(dataset).map(([name, value]) => `a[data-${name}="${CSS.escape(value)}"]`).join("");

/* The panel: what `load` returns for the query of the address. The map, the marks of the table, the focus and a screen
   reader follow it. `answered` is called with whether it came. */
export class Panel {
  constructor(address, load, map) {
    const panel = find("#panel");
    Object.assign(this, { address, load, map, panel });
    this.voice = make("div", { id: "voice", role: "status" });
    this.drawn = panel && address.write(BELOW); // the query of the panel, and of the last that was asked for
    this.asked = this.drawn;
    if (panel) this.showState();
    address.changed = () => this.follow();
    window.addEventListener("pageshow", (event) => event.persisted && this.follow());
    document.addEventListener("click", (event) => this.press(event));
    document.addEventListener("keydown", (event) => this.leave(event), { capture: true });
  }

  // Ask for the panel of the address, unless it is there or on its way; what was asked for before is dropped.
  async follow() {
    const query = this.address.write(BELOW);
    this.markRows();
    if (query === this.asked || !(this.panel ?? this.edition)) return; // where there is no data there is no place for it
    this.asked = query;
    this.request?.abort();
    this.request = new AbortController();
    if (query === this.drawn) this.showState();
    else {
      const html = await this.load(`${this.address.write()}&v=${this.edition ?? ""}`, this.request.signal).catch(() => "");
      if (query !== this.asked) return;
      const panel = new DOMParser().parseFromString(html, "text/html").querySelector("#panel");
      if (panel) this.draw(panel);
      else this.asked = null; // the next occasion asks again
    }
    this.answered?.(this.asked !== null);
  }

  // Ask for it in any case: the server may have another by now.
  renew() {
    Object.assign(this, { asked: null, drawn: null });
    this.follow();
  }

  draw(panel) {
    const before = this.panel;
    if (before?.isEqualNode(panel)) {
      this.drawn = this.asked;
      return;
    }
    const isHeld = before?.contains(document.activeElement);
    before?.replaceWith(panel);
    Object.assign(this, { panel, drawn: this.asked });
    this.settle();
    this.showState();
    if (!before) return;
    if (before.dataset.says !== panel.dataset.says) this.say(panel.dataset.says);
    if (before.dataset.chosen !== panel.dataset.chosen) this.turn(before.dataset.chosen);
    else if (isHeld) this.takeFocus();
  }

  // Put the panel into Streamlit's place for it, which names the edition of the data that the rest of the page shows.
  settle() {
    const place = find(".panel-place");
    if (!place || find("#opening")) return;
    if (this.panel && this.panel.parentElement !== place) place.replaceChildren(this.panel);
    const { edition } = place.dataset;
    if (edition === this.edition) return;
    const isOther = this.edition || !this.panel;
    this.edition = edition;
    if (isOther) this.renew();
  }

  showState() {
    const state = JSON.parse(this.panel.dataset.map);
    document.documentElement.lang = state.language;
    this.map.show(state);
    this.markRows();
  }

  say(text) {
    this.voice.textContent = "";
    setTimeout(() => { this.voice.textContent = text; }, 50);
  }

  // Follow a link of the page without a reload; what is chosen already is let go.
  press(event) {
    const link = around(event, `${CHOICES}, ${ADDRESSES}, a[data-copy]`);
    const isCleared = event.detail === 0 && around(event, ".st-key-clear button, a[data-clear]"); // by keyboard
    this.walked = isCleared ? SEARCH : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.matches(`#opening:has(+ #root) :is(${ADDRESSES})`)) return; // a link as any other: Streamlit is not there yet
    event.preventDefault();
    const isClear = "clear" in link.dataset;
    if ("copy" in link.dataset) this.copy(link);
    else if (link.matches(CHOICES)) this.address.choose(codeOf(link.dataset) === codeOf(this.address.choice) ? {} : link.dataset);
    else {
      if (!isClear) this.walked = selectorOf(link);
      this.address.go(link.href, isClear ? BELOW : []);
    }
  }

  leave(event) {
    if (event.key !== "Escape" || !codeOf(this.address.choice) || around(event, ACTIVE)) return;
    if (!find("[data-testid=stPopoverBody]")) this.address.choose({});
  }

  // Mark in the table what is chosen, wherever it was chosen.
  markRows() {
    const [table, chosen] = [find("table.rows"), codeOf(this.address.choice)];
    if (!table || (table === this.table && chosen === this.marked)) return;
    Object.assign(this, { table, marked: chosen });
    document.querySelectorAll("table.rows tr.marked").forEach((row) => row.classList.remove("marked"));
    document.querySelectorAll("table.rows :is(a[data-site], a[data-program])").forEach((link) => {
      const isChosen = codeOf(link.dataset) === chosen;
      if (isChosen) link.closest("tr").classList.add("marked");
      if (isChosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }

  // Show the beginning of what was chosen.
  turn(before) {
    const isPhone = window.innerWidth < PHONE;
    this.panel.closest(".st-key-panel").scrollTop = 0;
    if (this.panel.querySelector("#details") && (isPhone || this.panel.getBoundingClientRect().top < 0)) {
      const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      (isPhone ? this.panel : this.panel.closest(".st-key-explorer")).scrollIntoView({ behavior: isStill ? "auto" : "smooth" });
    }
    this.left = before;
    this.takeFocus();
  }

  // Take the focus along where it was lost with the old panel: to the details, or back to what led to them.
  takeFocus() {
    if (this.walked || !isFocusLost()) return;
    const details = this.panel.querySelector("#details");
    const opener = [...this.panel.querySelectorAll(".listed a")].find((link) => codeOf(link.dataset) === this.left);
    (details ?? opener ?? this.panel).focus({ preventScroll: Boolean(details) });
  }

  // A link that Streamlit draws anew takes the focus back.
  keepFocus() {
    if (!this.walked || !isFocusLost()) return;
    const isShown = (one) => one.getClientRects().length > 0;
    [...document.querySelectorAll(this.walked)].find((one) => isShown(one))?.focus({ preventScroll: true });
  }

  // Copy the address of what is shown; where the browser keeps the clipboard from pages without TLS, by a selection.
  async copy(link) {
    const [words, href] = [link.textContent, this.address.place.link(this.address.write())];
    try {
      await navigator.clipboard.writeText(href);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: href });
      link.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      link.focus();
    }
    link.textContent = link.dataset.copy;
    this.say(link.dataset.copy);
    setTimeout(() => { link.textContent = words; }, 2000);
  }
}
