import { BELOW, OWN, codeOf } from "./address.js";
import { around, find, isFocusLost, make, moveTo, parse } from "./dom.js";
import { SEARCH } from "./head.js";

const isNarrow = () => window.matchMedia("(max-width: 47.99em)").matches; // the panel is under the map
const CHOICES = "a[data-site], a[data-program], a[data-back]";
const ADDRESSES = "a[data-filter], a[data-sort], a[data-tab], a[data-clear], a[data-language]"; // links to more than a choice
const FREED = { tab: ["tab"], sort: ["sort", "tab"], language: ["lang"] }; // what a link of a kind changes
const ACTIVE = "input, textarea, [contenteditable], [role=dialog], [role=grid], [role=listbox]"; // which use Escape themselves

const WITHOUT = { head: [...OWN, ...BELOW], panel: BELOW, below: OWN }; // what a part does not show

// What the server is asked for, to draw some parts: what stands below the map comes after what is seen first.
function listRequests(stale) {
  const first = stale.filter((name) => name !== "below");
  return [...(first.length > 1 ? ["parts"] : first), ...stale.filter((name) => name === "below")];
}

// What finds a link of the same kind and value in the page that is drawn next.
const selectorOf = ({ dataset }) => `a${Object.entries(dataset).map(([name, value]) => `[data-${name}="${CSS.escape(value)}"]`).join("")}`;

function scrollTo(element) {
  const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ behavior: isStill ? "auto" : "smooth" });
}

// What has the focus once a link was followed: itself, drawn anew, or what stands for it where it is gone.
function findNext(link) {
  if ("clear" in link.dataset) return SEARCH;
  return "chip" in link.dataset ? `.filters [data-dimension="${link.dataset.filter}"] summary` : selectorOf(link);
}

/* The panel and the other parts of the page, each of which has a node, `draw` and `settle`: what `load` returns for the
   query of the address. The map, the marks of the table, the focus and a screen reader follow. `answered` is called with
   whether it came. */
export class Panel {
  constructor(address, load, map, others = {}) {
    const panel = find("#panel");
    Object.assign(this, { address, load, map, others, panel, title: document.title, edition: find("#opening")?.dataset.edition });
    this.voice = make("div", { id: "voice", role: "status" });
    this.drawn = panel ? this.listKeys() : {}; // what each part was drawn for
    this.asked = panel && address.write();
    if (panel) this.showState();
    this.markRows();
    address.changed = () => this.follow();
    window.addEventListener("pageshow", (event) => event.persisted && this.follow());
    document.addEventListener("click", (event) => this.press(event));
    document.addEventListener("keydown", (event) => this.leave(event), { capture: true });
  }

  // The query of each part: the address without what it does not show.
  listKeys() {
    return Object.fromEntries(["panel", ...Object.keys(this.others)].map((name) => [name, this.address.write(WITHOUT[name])]));
  }

  // Ask for what is not there of the address, or on its way; what was asked for before is dropped.
  async follow() {
    const query = this.address.write();
    this.markRows();
    if (query === this.asked || !(this.panel ?? this.edition)) return; // where there is no data there is no place for it
    this.asked = query;
    this.request?.abort();
    this.request = new AbortController();
    const [{ signal }, keys] = [this.request, this.listKeys()];
    const stale = Object.keys(keys).filter((name) => keys[name] !== this.drawn[name]);
    if (!stale.length) this.showState();
    const isThere = await this.fetchParts(listRequests(stale), { query, keys, signal });
    if (signal.aborted) return; // the same may have been asked for once more
    if (!isThere) this.asked = null; // the next occasion asks again
    this.answered?.(isThere);
  }

  // Draw what some requests bring, one after the other; return whether all came.
  async fetchParts([part, ...rest], asked) {
    if (!part) return true;
    const html = await this.load(`${asked.query}&v=${this.edition ?? ""}`, part, asked.signal).catch(() => "");
    const { body } = new DOMParser().parseFromString(html, "text/html");
    if (asked.signal.aborted || !body.querySelector("#panel, #below")) return false;
    this.drawParts(body, asked.keys);
    return this.fetchParts(rest, asked);
  }

  // Ask for all in any case: the server may have other data by now.
  renew() {
    Object.assign(this, { asked: null, drawn: {} });
    this.follow();
  }

  drawParts(body, keys) {
    const { title = this.title, edition = this.edition } = body.dataset;
    const { panel, ...others } = Object.fromEntries([...body.children].map((part) => [part.id, part]));
    [...body.children].forEach(({ id }) => { this.drawn[id] = keys[id]; });
    this.title = title;
    Object.entries(others).forEach(([name, part]) => this.others[name].draw(part));
    this.markRows();
    if (panel) this.draw(panel);
    this.settle();
    this.keepFocus();
    if (this.leadsDown && others.below) {
      find("#tab").scrollIntoView();
      this.leadsDown = false;
    }
    if (edition !== this.edition) this.address.place.run(); // then the map is drawn of it, too
  }

  draw(panel) {
    const before = this.panel;
    if (before?.isEqualNode(panel)) return;
    const isHeld = before?.contains(document.activeElement);
    before?.replaceWith(panel);
    this.panel = panel;
    this.showState();
    if (!before) return;
    if (before.dataset.says !== panel.dataset.says) this.say(panel.dataset.says);
    if (before.dataset.chosen !== panel.dataset.chosen) this.turn(before.dataset.chosen);
    else if (isHeld) this.takeFocus();
  }

  // Put the parts into Streamlit's places for them; the panel's names the edition of the data that the map shows.
  settle() {
    const place = find(".panel-place");
    if (!place || find("#opening")) return;
    Object.values(this.others).forEach((other) => other.settle());
    moveTo(".panel-place", this.panel);
    if (document.title !== this.title) document.title = this.title; // Streamlit's run has its own
    this.title = document.title; // without spaces that a title does not keep
    const { edition } = place.dataset;
    if (edition === this.edition) return;
    this.edition = edition;
    this.renew();
  }

  showState() {
    const state = JSON.parse(this.panel.dataset.map);
    const root = document.documentElement;
    if (root.lang !== state.language) root.lang = state.language; // set anew, it has the browser style all of the page anew
    this.map.show({ ...state, sentence: this.panel.dataset.shown });
  }

  say(text) {
    this.voice.textContent = "";
    setTimeout(() => { this.voice.textContent = text; }, 50);
  }

  // Follow a link of the page without a reload; what is chosen already is let go.
  press(event) {
    const place = around(event, "[data-zoom]");
    if (place) this.zoomTo(place.dataset.zoom);
    const link = around(event, `${CHOICES}, ${ADDRESSES}, a[data-copy], [data-copies]`);
    this.walked = null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const { dataset } = link;
    if ("copy" in dataset || "copies" in dataset) this.copy(link);
    else {
      if (!link.matches(CHOICES)) Object.assign(this, { walked: findNext(link), pressed: link });
      const [before, isTab] = [this.asked, link.matches(".tabs a") && isNarrow()];
      this.address.set(this.resolve(link));
      if (isTab) find("#tab").scrollIntoView();
      this.leadsDown = isTab && this.asked !== before; // once more when it is drawn
    }
  }

  // The query that a link of the page leads to from what the address says now, whatever it said when the link was drawn.
  resolve(link) {
    const [{ address }, { code, filter, ...kinds }] = [this, link.dataset];
    if (link.matches(CHOICES)) return address.chosen(codeOf(kinds) === codeOf(address.choice) ? {} : kinds);
    if (code) return address.toggled(filter, code);
    return filter ? address.replaced(parse(filter)) : address.followed(link.href, this.listKept(kinds));
  }

  // Where a link leads that is followed otherwise than by a press, into a tab of its own.
  correct(event) {
    const link = around(event, `${CHOICES}, ${ADDRESSES}`);
    if (link) link.href = this.address.place.link(this.address.complete(this.resolve(link)));
  }

  // What of the address a link leaves as it is, whatever it was when the link was drawn.
  listKept(dataset) {
    const kind = Object.keys(FREED).find((name) => name in dataset);
    return kind ? this.address.names.filter((name) => !FREED[kind].includes(name)) : [...OWN, ...BELOW, "lang"];
  }

  // Show a place as near as it is known; on a phone the map stands above the panel.
  zoomTo(site) {
    this.map.zoomTo(site);
    if (isNarrow()) scrollTo(find(".st-key-map"));
  }

  leave(event) {
    if (event.key === "Escape" && codeOf(this.address.choice) && !around(event, ACTIVE)) this.address.choose({});
  }

  // Mark in the table what is chosen, wherever it was chosen.
  markRows() {
    const chosen = codeOf(this.address.choice);
    document.querySelectorAll("table.rows tr.marked").forEach((row) => row.classList.remove("marked"));
    document.querySelectorAll("table.rows :is(a[data-site], a[data-program])").forEach((link) => {
      const isChosen = codeOf(link.dataset) === chosen;
      if (isChosen) link.closest("tr").classList.add("marked");
      if (isChosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }

  // Show the beginning of what was chosen, or after Back what was seen before.
  turn(before) {
    const isPhone = isNarrow();
    this.panel.closest(".st-key-panel").scrollTop = 0;
    const isBack = this.address.place.scrollBack();
    if (!isBack && this.panel.querySelector("#details") && (isPhone || this.panel.getBoundingClientRect().top < 0)) {
      scrollTo(isPhone ? this.panel : this.panel.closest(".st-key-explorer"));
    }
    this.left = before;
    this.takeFocus(isBack);
  }

  // Take the focus along where it was lost with the old panel: to the details, or back to what led to them.
  takeFocus(isBack = false) {
    if (this.walked || !isFocusLost()) return;
    const details = this.panel.querySelector("#details");
    const opener = [...this.panel.querySelectorAll(".listed a")].find((link) => codeOf(link.dataset) === this.left);
    (details ?? opener ?? this.panel).focus({ preventScroll: isBack || Boolean(details) });
  }

  // A link that is drawn anew takes the focus back, from what became another link, too.
  keepFocus() {
    const isOther = document.activeElement === this.pressed && !this.pressed?.matches(this.walked);
    if (!this.walked || !(isOther || isFocusLost())) return;
    const isShown = (one) => one.getClientRects().length > 0;
    [...document.querySelectorAll(this.walked)].find((one) => isShown(one))?.focus({ preventScroll: true });
  }

  // Copy a text, or the address of what is shown; where the browser keeps the clipboard from pages without TLS, by a selection.
  async copy(link) {
    const { copies, copied, copy = copied } = link.dataset;
    const [words, text] = [link.textContent, copies ?? this.address.place.link(this.address.write())];
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: text });
      link.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      link.focus();
    }
    link.textContent = copy;
    this.say(copy);
    setTimeout(() => { link.textContent = words; }, 2000);
  }
}
