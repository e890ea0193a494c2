/* The page in one file. What the server would draw stands in `noscript` elements, which a browser without scripts shows:
   the page, and the panel of each choice under the address that leads to it. Filters take away what does not match. */
import { Address, codeOf } from "./address.js";
import { countPrograms, match } from "./selection.js";
import { countText, drawPanel, numberText, tell } from "./offline-panel.js";
import { find, parse } from "./dom.js";
import { Head } from "./head.js";
import { Memory } from "./memory.js";
import { Panel } from "./panel.js";
import { Pointing } from "./pointing.js";
import { tidy } from "./search.js";

const LONGEST = 200; // characters of a search, as in `geo.viewing.data.filters`
const all = (selector) => [...document.querySelectorAll(selector)];

/* What stands around map and panel: the forms, the links and the tables, in each language. */
class Surroundings {
  constructor(address, head, { rows, known, orders, falling, words }) {
    Object.assign(this, { address, head, rows, known, orders, falling, words, place: address.place });
    this.fields = all(".filters input[name=q]");
    this.tables = all("table.rows").map((table) => ({ table, body: table.tBodies[0], lines: [...table.tBodies[0].rows], language: table.closest("[lang]").lang }));
  }

  show() {
    const query = this.place.read();
    this.fields.forEach((field) => this.head.showSearch(field, query.get("q") ?? ""));
    Object.keys(this.rows[0].codes).forEach((name) => this.showFilter(name, query));
    all(".filters .chips").forEach((place) => this.showChips(place, query));
    all(".languages a").forEach((link) => this.link(link, query, "lang", [link.dataset.language]));
    this.showRows(query);
  }

  showFilter(name, query) {
    const [found, chosen] = [match(this.rows, query, name), query.getAll(name)];
    all(`.filters [data-dimension="${name}"] summary b`).forEach((place) => { place.textContent = chosen.length || ""; });
    all(`.codes a[data-filter="${name}"]`).forEach((link) => {
      const { code } = link.dataset;
      const count = countPrograms(found.filter(({ codes }) => codes[name].includes(code)));
      mark(link, "aria-current", chosen.includes(code) && "true");
      link.classList.toggle("empty", !count);
      link.querySelector("b").textContent = numberText(count, this.words[link.closest("[lang]").lang]);
    });
  }

  // The codes that filter, but for themes, each as a link that takes it out, and a link that clears all filters.
  showChips(place, query) {
    const list = place.closest("form");
    const chips = [...list.querySelectorAll(".dimensions a[aria-current]")].map((link) => {
      const chip = Object.assign(link.cloneNode(false), { textContent: `${link.querySelector("span").firstChild.textContent} ✕` });
      chip.dataset.chip = "";
      return chip;
    });
    const clear = Object.assign(document.createElement("a"), { href: "#", textContent: place.dataset.clear });
    clear.dataset.clear = "";
    place.replaceChildren(...chips, ...(["q", ...Object.keys(this.rows[0].codes)].some((name) => query.get(name)) ? [clear] : []));
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
        const column = link.dataset.sort;
        const [isSorted, isReversed] = [sort === column, sort === `-${column}`];
        mark(link.closest("th"), "aria-sort", (isSorted || isReversed) && (isReversed === this.falling.includes(column) ? "ascending" : "descending"));
        this.link(link, query, "sort", isReversed ? [] : [isSorted ? `-${column}` : column]);
      });
      const hidden = [...table.tHead.rows[0].cells].map(({ dataset }) => query.getAll("hide").includes(dataset.column));
      [...table.rows].forEach((row) => [...row.cells].forEach((cell, i) => { cell.hidden = hidden[i]; }));
    });
    const paid = [...shown].filter(({ isPaid }) => isPaid);
    all("[data-counted]").forEach(({ firstChild, lastChild }) => {
      const words = this.words[firstChild.parentElement.closest("[lang]").lang];
      firstChild.data = `${tell(shown.size, "rows", words)}: ${countText([...shown], words)}. `;
      lastChild.hidden = paid.length === countPrograms(paid); // no amount stands in several rows
    });
    all(".columns a").forEach((link) => mark(link, "aria-current", !query.getAll("hide").includes(link.dataset.code) && "true"));
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
    this.map.onSize((kind) => this.address.resize(kind));
    this.map.onPoint((sites) => this.pointing.point(sites));
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

  zoomTo(site) {
    this.map?.zoomTo(site);
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

// Save the data, or those rows of them that `listShown` returns the numbers of.
async function save(event, listShown) {
  const button = event.target.closest?.("[data-save], [data-rows]");
  if (!button) return;
  const { rows, save: file = rows } = button.dataset;
  let text = await window.partnershipMap.readText(find("#locations"));
  if (rows) {
    const { features, ...data } = JSON.parse(text);
    text = JSON.stringify({ ...data, features: listShown().map((i) => features[i]) });
  }
  const blob = new Blob([text], { type: "application/geo+json" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// What of a query is known here.
function trim(query, known) {
  const pairs = [...query].filter(([name, value]) => (name === "q" ? tidy(value) : known[name]?.includes?.(value)));
  return parse(pairs.map(([name, value]) => [name, name === "q" ? tidy(value).slice(0, LONGEST) : value]));
}

document.addEventListener("DOMContentLoaded", async () => {
  all("body > script ~ :not(script)").forEach((one) => one.remove()); // what a browser saved with the page
  find("#opening").innerHTML = all("noscript.page").map((one) => one.textContent).join("");
  const index = await window.partnershipMap.read("#index");
  const { features } = await window.partnershipMap.read("#locations");
  index.rows.forEach((row, i) => {
    const { program, site, site_role: role, longitude, amount_usd: amount } = features[i].properties;
    const isPlaced = longitude !== null;
    Object.assign(row, { program, site, isPlaced, isHere: isPlaced && role === "site", isPaid: amount !== null });
  });
  const spoken = [parse(location.search).get("lang") ?? "", ...navigator.languages].map((tag) => tag.split("-")[0].toLowerCase());
  const address = new Address(new Memory("hash", (query) => trim(query, index.known)), index.names, spoken.find((one) => index.known.lang.includes(one)) ?? index.known.lang[0]);
  const head = new Head(address);
  const surroundings = new Surroundings(address, head, index);
  find(".st-key-panel").innerHTML = drawPanel(address.write(), index);
  document.addEventListener("click", jump, { capture: true });
  document.addEventListener("click", (event) => save(event, () => match(index.rows, address.place.read()).map((row) => index.rows.indexOf(row))));
  const map = new PageMap(address);
  const panel = new Panel(address, (query) => Promise.resolve(drawPanel(query, index)), map);
  map.pointing = new Pointing(address, panel, map);
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
