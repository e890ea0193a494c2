import { NONE, RINGS, THEMES } from "./basics.js";
import { element, readPixels } from "../drawing.js";
import { drawSymbol } from "./symbols.js";
import { savePicture } from "./picture.js";

// What the signs mean: only those that are on the map, drawn by what draws them there.
const OPEN_FROM = 37.5; // sizes of a letter, the width of the map from which the legend is open at first
const ENTRIES = [...THEMES, "split", "number", "exact", ...RINGS.filter(Boolean).map(({ name }) => name), "circle", "shaded", "leader", "link", "group"];

const only = (...present) => THEMES.map((theme) => Number(present.includes(theme)));

// The entries that the signs of some sites need.
function listEntries(sites, counts) {
  const found = new Set();
  counts.forEach((count, i) => {
    if (!count) return;
    const { ring, area, uncertainty } = sites[i];
    THEMES.forEach((theme, k) => count.themes[k] && found.add(theme));
    if (count.themes.filter(Boolean).length > 1) found.add("split");
    if (count.total > 1) found.add("number");
    found.add(area ? "shaded" : RINGS[ring]?.name ?? "exact");
    if (uncertainty && !area) found.add("circle");
  });
  return found;
}

// The sign of an entry, as an SVG of 32 by 32 units.
function drawEntry(key, themes, isSized) {
  const ring = RINGS.findIndex((one) => one?.name === key);
  if (ring > 0 || key === "exact") return drawSymbol({ ring }, { total: 0, themes: NONE });
  if (THEMES.includes(key)) return drawSymbol({ ring: 0 }, { total: 1, themes: only(key) });
  if (key === "number") return drawSymbol({ ring: 0 }, { total: 3, themes: only(themes.at(-1)) });
  if (key === "split") return drawSymbol({ ring: 0 }, { total: 2, themes: only(themes[0], themes[1]) });
  const svg = element("svg", { class: "sign", viewBox: "-16 -16 32 32", "aria-hidden": "true" });
  if (key === "circle") element("circle", { class: "halo", r: 14 }, svg);
  if (key === "shaded") element("polygon", { class: "area", points: "-14,-6 -3,-13 13,-9 14,8 2,13 -12,9" }, svg);
  if (key === "link") element("line", { class: "link", x1: -15, y1: 8, x2: 15, y2: -8 }, svg);
  if (key === "leader") {
    element("path", { class: "leader", d: "M-14 12 6-5" }, svg);
    element("circle", { class: "plate", cx: 6, cy: -5, r: 9 }, svg);
  }
  if (key === "group") {
    element("circle", { class: isSized ? "given" : "group", r: 13 }, svg);
    element("text", { class: "count dark", y: 4 }, svg).textContent = "9";
  }
  return svg;
}

export class Legend {
  constructor(view) {
    this.view = view;
    this.box = Object.assign(document.createElement("details"), { className: "legend leaflet-control" });
    this.summary = this.box.appendChild(document.createElement("summary"));
    this.body = this.box.appendChild(document.createElement("div"));
    this.list = this.body.appendChild(document.createElement("ul"));
    this.sizes = this.body.appendChild(Object.assign(document.createElement("div"), { className: "sizes" }));
    this.tools = this.body.appendChild(Object.assign(document.createElement("div"), { className: "tools" }));
    this.label = this.tools.appendChild(document.createElement("label"));
    this.select = document.createElement("select");
    this.picture = this.tools.appendChild(document.createElement("p"));
    this.select.addEventListener("change", () => view.onSize?.(this.select.value || null));
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => this.box;
    control.addTo(view.map);
    L.DomEvent.disableClickPropagation(this.box);
    this.box.addEventListener("keydown", (event) => this.leave(event));
    this.box.addEventListener("toggle", () => {
      view.layer?.arrange?.();
      view.ground.labels.update();
    });
  }

  leave(event) {
    if (event.key === "Tab") return;
    event.stopPropagation(); // the keys that move the map are not for it
    if (event.key !== "Escape" || !this.box.open) return;
    this.box.open = false;
    this.summary.focus();
  }

  // A state is shown: the signs may be others.
  draw() {
    if (!this.isDrawn) {
      this.box.open = this.view.map.getSize().x >= OPEN_FROM * readPixels(getComputedStyle(document.documentElement).fontSize);
      this.view.map.on("moveend", () => this.update()); // after the signs, which it explains
    }
    this.isDrawn = true;
    this.summary.textContent = this.view.text("legend");
    this.offer();
    this.drawSizes();
    this.needed = listEntries(this.view.data.sites, this.view.counts);
    if (this.view.amounts) ["split", "number"].forEach((key) => this.needed.delete(key));
    this.number = this.view.counts.some((count) => count?.total > 1 && count.statistics) ? "numberOfBoth" : "number";
    this.update();
  }

  // The kinds of money by which the signs can be sized.
  offer() {
    const { data: { kinds }, language, state: { size } } = this.view;
    this.label.hidden = !kinds.length;
    if (this.offered !== language) {
      this.picture.replaceChildren(this.view.text("save"), ...["svg", "png"].map((suffix) => {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: suffix.toUpperCase() });
        button.setAttribute("aria-label", `${this.view.text("picture")} ${button.textContent}`);
        button.addEventListener("click", () => savePicture(this.view, suffix));
        return button;
      }));
      const options = [["", this.view.text("equal")], ...kinds.map((kind) => [kind, this.view.text(kind)])];
      this.select.replaceChildren(...options.map(([value, name]) => new Option(name, value)));
      this.label.replaceChildren(this.view.text("size"), this.select);
    }
    this.offered = language;
    this.select.value = size?.kind ?? "";
  }

  // How large an amount is drawn; why none is, in the page in one file, where the filters leave out some.
  drawSizes() {
    const { amounts, layer, state: { size } } = this.view;
    const say = (key) => Object.assign(document.createElement("p"), { textContent: this.view.text(key) });
    this.values = amounts ? [
      ...amounts.legend.map(([usd, words]) => ["given", amounts.radius(usd), words]),
      ...([...amounts.at.values()].some(({ planned }) => planned) ? [["planned", 9, this.view.text("planned")]] : []),
    ] : [];
    const list = document.createElement("ul");
    list.append(...this.values.map(([kind, radius, words]) => {
      const width = 2 * radius + 3;
      const svg = element("svg", { class: "sign", viewBox: `${-width / 2} ${-width / 2} ${width} ${width}`, style: `width: ${width}px; height: ${width}px`, "aria-hidden": "true" });
      element("circle", { class: kind, r: radius }, svg);
      const line = document.createElement("li");
      line.append(svg, words);
      return line;
    }));
    const parts = amounts ? [Object.assign(document.createElement("strong"), { textContent: this.view.text(amounts.kind) }), list, say("sized"), ...(layer.facts().group ? [say("sizedGroups")] : [])] : [say("unfiltered")];
    this.sizes.replaceChildren(...(size ? parts : []));
  }

  // What has moved may have a line to its place now, or be in a group.
  update() {
    const { amounts, joined, layer, language } = this.view;
    if (!this.needed) return;
    const facts = { ...layer.facts(), link: joined.length > 0 };
    const entries = ENTRIES.filter((key) => facts[key] || this.needed.has(key));
    const drawn = JSON.stringify([language, entries, this.number, Boolean(amounts)]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const themes = entries.filter((key) => THEMES.includes(key));
    this.list.replaceChildren(...entries.map((key) => {
      const line = document.createElement("li");
      line.dataset.entry = key;
      line.append(drawEntry(key, themes, Boolean(amounts)), this.view.text(key === "number" ? this.number : key));
      return line;
    }));
  }

  // The lines that are drawn, each with its sign.
  listLines() {
    return [...this.sizes.querySelectorAll("li"), ...this.list.children];
  }

  // On paper it is open.
  print(isPrinted) {
    if (isPrinted) this.wasOpen = this.box.open;
    this.box.open = isPrinted || this.wasOpen;
  }
}
