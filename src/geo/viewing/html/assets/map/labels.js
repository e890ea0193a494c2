import { boxAround, isFree, shift } from "./symbols.js";

// The names on the ground: which of them stand where. None lies over another, a sign or a button.
const GUTTER = 3; // pixels between two names
const DOT = 4; // pixels from the middle of a town to its name
const LAST = { country: 7.5, region: 10.5 }; // the zoom after which a name is of more than the view shows

// The boxes where a name may stand, the best first: around the dot of a town, else over one of its points.
function listBoxes({ kind, width, height, points }, middle) {
  const [rx, ry] = [width / 2, height / 2];
  if (kind !== "town") {
    const far = ({ x, y }) => Math.hypot(x - middle.x, y - middle.y);
    return [...points].sort((a, b) => far(a) - far(b)).slice(0, 12).map(({ x, y }) => boxAround(x, y, rx, ry));
  }
  const [{ x, y }] = points;
  const sides = [[DOT + rx, 0], [-DOT - rx, 0], [0, -DOT - ry], [0, DOT + ry]];
  return sides.map(([dx, dy]) => boxAround(x + dx, y + dy, rx, ry));
}

// Place names in the order of their ranks, each where nothing is yet. Pixels: names {kind, rank, width, height, points}, what
// is taken and the frame as boxes -> [{ index, left, top }] of those that have room.
export function placeLabels(names, taken, frame) {
  const middle = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 };
  const boxes = [...taken];
  return [...names.keys()].sort((a, b) => names[a].rank - names[b].rank || a - b).flatMap((index) => {
    const name = names[index];
    const dot = name.kind === "town" && boxAround(name.points[0].x, name.points[0].y, DOT, DOT);
    const box = (!dot || isFree(dot, boxes, frame)) && listBoxes(name, middle).find((one) => isFree(one, boxes, frame));
    if (!box) return [];
    boxes.push({ left: box.left - GUTTER, right: box.right + GUTTER, top: box.top - GUTTER, bottom: box.bottom + GUTTER });
    if (dot) boxes.push(dot);
    return [{ index, left: box.left, top: box.top }];
  });
}

export class Labels {
  constructor(view) {
    Object.assign(this, { view, names: new Map(), sizes: new Map() });
    this.box = L.DomUtil.create("div", "names leaflet-zoom-hide", view.map.getPane("places"));
    this.box.setAttribute("aria-hidden", "true"); // lists and signs name what matters
    view.map.on("moveend viewreset resize", () => this.update());
  }

  // The names of a source: [{ kind, rank, zoom, en, es, at: [[latitude, longitude]] }].
  add(source, names) {
    this.names.set(source, names);
    this.update();
  }

  // Once, after all else that a change moves.
  update() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = null;
      this.draw();
    });
  }

  draw() {
    const { map } = this.view;
    this.view.labelEdges();
    const size = map.getSize();
    const shown = this.list(map.getZoom(), map.getBounds());
    this.measure(shown);
    const names = shown.map(({ name, points }) => ({ kind: name.kind, rank: name.rank, points: points.map((at) => map.latLngToContainerPoint(at)), ...this.sizes.get(this.keyOf(name)) }));
    const placed = placeLabels(names, this.listTaken(), { left: 0, top: 0, right: size.x, bottom: size.y });
    L.DomUtil.setPosition(this.box, map.containerPointToLayerPoint([0, 0]));
    this.box.replaceChildren(...placed.flatMap(({ index, left, top }) => {
      const { name } = shown[index];
      const made = [this.write(name, left, top)];
      if (name.kind === "town") made.push(put("i", "spot", names[index].points[0].x, names[index].points[0].y));
      return made;
    }));
  }

  // What may be written in a view: the names of its zoom with their points in it, each name once in a place.
  list(zoom, bounds) {
    const signs = new Set(this.view.layer?.markers ? this.view.listNames() : []);
    const found = new Map();
    [...this.names.values()].flat().forEach((name) => {
      if (zoom < name.zoom || zoom > (LAST[name.kind] ?? Infinity)) return;
      const points = name.at.filter((at) => bounds.contains(at));
      const isTown = name.kind === "town";
      if (!points.length || (isTown && signs.has(name[this.view.language]))) return;
      const key = isTown ? name : this.keyOf(name);
      if (found.has(key)) found.get(key).points.push(...points);
      else found.set(key, { name, points });
    });
    return [...found.values()];
  }

  keyOf(name) {
    return `${name.kind} ${name[this.view.language]}`;
  }

  write(name, left, top) {
    const made = put("span", `place ${name.kind}`, left, top);
    made.textContent = name[this.view.language];
    return made;
  }

  measure(shown) {
    const fresh = shown.filter(({ name }) => !this.sizes.has(this.keyOf(name))).map(({ name }) => [this.keyOf(name), this.write(name, 0, 0)]);
    if (!fresh.length) return;
    this.box.append(...fresh.map(([, made]) => made));
    fresh.forEach(([key, made]) => this.sizes.set(key, { width: made.offsetWidth, height: made.offsetHeight }));
  }

  // The boxes of the signs and their names, the buttons and all else that stands on the map, in pixels of it.
  listTaken() {
    const { map, layer } = this.view;
    const drawn = (layer?.drawn ?? []);
    const signs = Array.isArray(drawn) ? drawn.map(({ x, y, radius }) => boxAround(x, y, radius, radius)) : [];
    const others = map.getContainer().querySelectorAll(".site svg, .site .name:not([data-side='none']), .leaflet-control, .edge button");
    return [...signs, ...[...others].map((one) => this.boxOf(one))];
  }

  boxOf(one) {
    const corner = this.view.map.getContainer().getBoundingClientRect();
    return shift(one.getBoundingClientRect(), [-corner.left, -corner.top]);
  }
}

function put(tag, className, left, top) {
  const made = Object.assign(document.createElement(tag), { className });
  made.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
  return made;
}
