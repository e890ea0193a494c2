/* The page in one file. What the server would draw stands in `noscript` elements, which a browser without scripts shows:
   the page, and the panel of each choice under the address that leads to it. Filters take away what does not match. */
import { Address, codeOf } from "./address.js";
import { LONGEST, Memory } from "./memory.js";
import { countPrograms, listWords, match } from "./selection.js";
import { drawPanel, numberText } from "./offline-panel.js";
import { find, parse } from "./dom.js";
import { Panel } from "./panel.js";

const all = (selector) => [...document.querySelectorAll(selector)];

/* What stands around map and panel: the forms, the links and the tables, in each language. */
class Surroundings {
  constructor(address, { rows, known, orders, words }) {
    Object.assign(this, { address, rows, known, orders, words, place: address.place });
    this.fields = all("form input");
    this.tables = all("table.rows").map((table) => ({ table, body: table.tBodies[0], lines: [...table.tBodies[0].rows], language: table.closest("[lang]").lang }));
    this.fields.forEach((field) => {
      field.addEventListener("input", () => this.search(field.value));
      field.addEventListener("change", () => this.place.save());
    });
    all("form").forEach((form) => {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation()); // it is the field's
    });
  }

  search(words) {
    const query = this.place.read();
    if (words) query.set("q", words.slice(0, LONGEST));
    else query.delete("q");
    this.place.set(query);
  }

  show() {
    const query = this.place.read();
    const folded = Object.keys(this.rows[0].codes).filter((name) => name !== "theme").flatMap((name) => query.getAll(name)).length;
    this.fields.forEach((field) => { if (field.value !== (query.get("q") ?? "")) field.value = query.get("q") ?? ""; });
    Object.keys(this.rows[0].codes).forEach((name) => this.showFilter(name, query));
    all("form summary b").forEach((place) => { place.textContent = folded || ""; });
    all("form a[data-clear]").forEach((link) => { link.hidden = !folded && !query.has("theme") && !query.get("q"); });
    all(".languages a").forEach((link) => this.link(link, query, "lang", [link.dataset.language]));
    this.showRows(query);
  }

  showFilter(name, query) {
    const [found, chosen] = [match(this.rows, query, name), query.getAll(name)];
    all(`form a[data-filter="${name}"]`).forEach((link) => {
      const { code } = link.dataset;
      const isChosen = chosen.includes(code);
      mark(link, "aria-current", isChosen && "true");
      link.querySelector("b").textContent = numberText(countPrograms(found.filter(({ codes }) => codes[name].includes(code))), this.words[link.closest("[lang]").lang]);
      this.link(link, query, name, this.known[name].filter((one) => (one === code ? !isChosen : chosen.includes(one))));
    });
  }

  // Let a link lead to this state with other values of one parameter.
  link(link, query, name, values) {
    const next = parse(query);
    next.delete(name);
    values.forEach((value) => next.append(name, value));
    link.setAttribute("href", `#${this.address.write([], next)}`);
  }

  showRows(query) {
    const [shown, sort] = [new Set(match(this.rows, query)), query.get("sort")];
    this.tables.forEach(({ table, body, lines, language }) => {
      lines.forEach((line, i) => { line.hidden = !shown.has(this.rows[i]); });
      body.append(...(this.orders[language][sort] ?? [...lines.keys()]).map((i) => lines[i]));
      table.querySelectorAll("a[data-sort]").forEach((link) => {
        const isSorted = link.dataset.sort === sort;
        mark(link.closest("th"), "aria-sort", isSorted && (sort === "amount" ? "descending" : "ascending"));
        this.link(link, query, "sort", isSorted ? [] : [link.dataset.sort]);
      });
    });
  }
}

function mark(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

/* The map on the page itself, once there is room for it: a frame may be shown late. What is chosen there moves the focus
   to its details, and Escape takes it back. */
class PageMap {
  constructor(address) {
    this.address = address;
    const place = find(".st-key-map");
    const observer = new ResizeObserver(() => {
      if (!place.clientWidth) return;
      observer.disconnect();
      this.begin(place);
    });
    observer.observe(place);
  }

  async begin(place) {
    window.drawMap();
    this.map = window.partnershipMap;
    this.map.onChoose((choice) => this.choose(choice));
    this.map.show(this.state);
    if (await this.map.ready) place.setAttribute("data-ready", "");
  }

  choose(choice) {
    if (codeOf(choice) === codeOf(this.address.choice)) return;
    this.opener = choice.site;
    document.activeElement.blur();
    this.address.choose(choice);
  }

  show(state) {
    this.state = state;
    this.map?.show(state);
  }

  takeFocus() {
    find(`.st-key-map [data-site="${CSS.escape(this.opener ?? "")}"]`)?.focus();
    this.opener = null;
  }
}

function findTarget(link) {
  if (link.matches(".skip")) return find("#panel");
  if (link.matches("[data-tab]")) return all(".about").find((one) => one.checkVisibility());
  const items = all(".items").find((one) => one.checkVisibility());
  items.open = true;
  return items.querySelector(`[id="${link.getAttribute("href").slice(1)}"]`) ?? items;
}

// Links within the page; in a frame the browser would look for them in the page around it.
function jump(event) {
  const link = event.target.closest?.('a.skip, a[data-tab="about"], a[href^="#item"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  const target = findTarget(link);
  target.scrollIntoView();
  target.focus({ preventScroll: true });
}

function save(event) {
  const button = event.target.closest?.("[data-save]");
  if (!button) return;
  const blob = new Blob([find("#locations").textContent], { type: "application/geo+json" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: button.dataset.save });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// The ground of the map is half as large compressed; a browser that cannot read it draws the places without it.
async function unpackGround() {
  const bytes = Uint8Array.from(atob(find("#ground").textContent), (letter) => letter.charCodeAt(0));
  const textContent = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  document.body.append(Object.assign(document.createElement("pre"), { id: "boundaries", hidden: true, textContent }));
}

document.addEventListener("DOMContentLoaded", async () => {
  all("body > script ~ :not(script)").forEach((one) => one.remove()); // what a browser saved with the page
  find("#opening").innerHTML = all("noscript.page").map((one) => one.textContent).join("");
  await unpackGround().catch(() => null);
  const index = JSON.parse(find("#index").textContent);
  const { features, metadata } = JSON.parse(find("#locations").textContent);
  const institutions = new Map(Object.entries(metadata.institutions)); // a name may be that of a method
  index.rows.forEach((row, i) => {
    const { program, site, site_role: role, longitude } = features[i].properties;
    const isPlaced = longitude !== null;
    const words = listWords(features[i], index.searched, institutions);
    Object.assign(row, { program, site, isPlaced, isHere: isPlaced && role === "site", words });
  });
  const [language] = navigator.language.split("-");
  const address = new Address(new Memory(index.known), index.names, index.known.lang.includes(language) ? language : "en");
  const surroundings = new Surroundings(address, index);
  find(".st-key-panel").innerHTML = drawPanel(address.write(), index);
  document.addEventListener("click", jump, { capture: true });
  document.addEventListener("click", save);
  const map = new PageMap(address);
  const panel = new Panel(address, (query) => Promise.resolve(drawPanel(query, index)), map);
  panel.answered = () => {
    if (!codeOf(address.choice)) map.takeFocus();
    if (!document.activeElement.getClientRects().length) document.activeElement.blur(); // a link that is hidden now
    panel.keepFocus();
  };
  const { changed } = address;
  address.changed = () => {
    surroundings.show();
    changed();
  };
  surroundings.show();
});
