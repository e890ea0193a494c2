import { Labels } from "./labels.js";
import { Relief } from "./relief.js";
import { read } from "./basics.js";

// The ground: the boundaries, and the sheets of detail that a zoom asks for (`geo.contract.ground` describes them).
const BANDS = [["near", 9], ["middle", 6]]; // the zoom from which a sheet is drawn, the finest first
const PANES = ["world", "ground", "middle-land", "relief", "middle-water", "near-land", "near-water"]; // the lowest first
const MARGIN = 0.5; // of the view, on each side of it, that is drawn, too
const ZERO = 63; // the character of the value 0

// The points of an encoded polyline, in units: [[x, y]].
export function decodeLine(text) {
  const points = [];
  let [at, x, y] = [0, 0, 0];
  const next = () => {
    let [value, shift, code] = [0, 0, 0];
    do {
      code = text.charCodeAt(at) - ZERO;
      at += 1;
      value |= (code & 31) << shift;
      shift += 5;
    } while (code >= 32);
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  while (at < text.length) {
    y += next();
    x += next();
    points.push([x, y]);
  }
  return points;
}

// The edges of rings as lines, parted into the shores and those that two areas share; an edge along the box is neither.
export function traceEdges(areas, [west, south, east, north]) {
  const along = ([ax, ay], [bx, by]) => (ax === bx && (ax === west || ax === east)) || (ay === by && (ay === south || ay === north));
  const keyOf = (a, b) => (a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? `${a},${b}` : `${b},${a}`);
  const seen = new Map(); // an edge -> the areas that have it
  const each = (visit) => areas.forEach((rings, area) => rings.forEach((ring) => ring.forEach((point, n) => visit(point, ring[(n + 1) % ring.length], area, n))));
  each((a, b, area) => seen.set(keyOf(a, b), (seen.get(keyOf(a, b)) ?? 0) | (1 << area)));
  const lines = { shore: [], shared: [] };
  let last = null; // the line that the next edge may go on
  each((a, b, area, n) => {
    const owners = seen.get(keyOf(a, b));
    const isShared = (owners & (owners - 1)) !== 0;
    if (along(a, b) || (isShared && area > 0)) {
      last = null;
      return;
    }
    const list = isShared ? lines.shared : lines.shore;
    if (n > 0 && last && last.list === list && last.line.at(-1) === a) last.line.push(b);
    else {
      last = { list, line: [a, b] };
      list.push(last.line);
    }
  });
  return lines;
}

export class Ground {
  constructor(view, urls) {
    Object.assign(this, { view, map: view.map, urls, sheets: {}, cells: new Map(), labels: new Labels(view) });
    PANES.forEach((name, i) => {
      const pane = this.map.createPane(name);
      pane.style.zIndex = 195 + 5 * i;
      pane.classList.add(...name.split("-"));
      pane.style.pointerEvents = "none";
    });
    this.renderers = Object.fromEntries(PANES.map((pane) => [pane, L.svg({ pane, padding: MARGIN })]));
    this.seas = L.layerGroup().addTo(this.map);
    this.relief = new Relief(view, urls?.relief);
  }

  // Draw the boundaries, return the bounds of the country.
  async load(url) {
    const { scale, features } = await read(url);
    const ground = { type: "FeatureCollection", features: features.map((one) => readArea(one, scale)) };
    const kinds = (...included) => ({ ...ground, features: ground.features.filter((one) => included.includes(one.properties.kind)) });
    const draw = (what) => L.geoJSON(what, { pane: "ground", renderer: this.renderers.ground, interactive: false, style: (one) => ({ className: one.properties.kind }) }).addTo(this.map);
    this.neighbours = draw(kinds("neighbour"));
    draw(kinds("region"));
    const country = draw(kinds("country"));
    this.bounds = this.neighbours.getBounds().extend(country.getBounds());
    const places = kinds("country", "neighbour").features.map((one) => ({ kind: "country", own: one.properties.kind === "country", en: one.properties.en, es: one.properties.es, at: [largestCentre(one.geometry)] }));
    this.labels.add("boundaries", places.map((one) => ({ ...one, rank: one.own ? 0 : 1, zoom: 3 })));
    return country.getBounds();
  }

  // Follow the map from now on: fetch what a zoom asks for, draw what is in view.
  begin() {
    this.map.on("moveend", () => this.update());
    this.update();
    this.relief.begin();
  }

  // Other countries are asked for where the view leaves the boundaries, detail from a zoom on.
  update() {
    const [zoom, bounds] = [this.map.getZoom(), this.map.getBounds()];
    if (!this.bounds?.contains(bounds)) this.fetch("world");
    BANDS.forEach(([name, least]) => zoom >= least && this.fetch(name));
    const drawn = ["world", ...this.choose(zoom, bounds)].filter((name) => this.sheets[name]);
    const around = bounds.pad(MARGIN);
    const shown = new Map(drawn.flatMap((name) => this.sheets[name].cells.filter((cell) => around.intersects(cell.bounds)).map((cell) => [cell, name])));
    this.cells.forEach((_, cell) => {
      if (shown.has(cell)) return;
      this.cells.get(cell).remove();
      this.cells.delete(cell);
    });
    this.cover(drawn);
    shown.forEach((name, cell) => {
      if (!this.cells.has(cell)) this.cells.set(cell, this.draw(cell, name).addTo(this.map));
    });
    this.map.getContainer().dataset.ground = drawn.join(" ");
  }

  // The finest sheet of a zoom, and the next where the view leaves its frames, the coarsest first.
  choose(zoom, bounds) {
    const able = BANDS.filter(([name, least]) => zoom >= least && this.sheets[name]).map(([name]) => name);
    const whole = able.findIndex((name) => this.sheets[name].frames.some((frame) => toBounds(frame).contains(bounds)));
    return able.slice(0, whole === -1 ? able.length : whole + 1).toReversed();
  }

  // One coast at each zoom: the sea of a sheet's frames covers what coarser ones have there.
  cover(drawn) {
    if (drawn.join(" ") === this.covered) return;
    this.covered = drawn.join(" ");
    this.seas.clearLayers();
    drawn.filter((name) => name !== "world").forEach((name) => this.sheets[name].frames.forEach((frame) => L.rectangle(toBounds(frame), this.style(`${name}-land`, "sea")).addTo(this.seas).bringToBack()));
  }

  // Fetch a sheet once; without it the map stays as coarse as it is.
  fetch(name) {
    const url = this.urls?.[name];
    if (!url || name in this.sheets) return;
    this.sheets[name] = null;
    read(url).then((sheet) => {
      const { scale } = sheet;
      this.sheets[name] = { ...sheet, cells: sheet.cells.map((cell) => ({ ...cell, scale, bounds: toBounds(cell.box) })) };
      const known = new Set((this.labels.names.get("boundaries") ?? []).map(({ en }) => en));
      this.labels.add(name, sheet.names.map((row) => readName(row, scale)).filter(({ kind, en }) => kind !== "country" || !known.has(en)));
      this.map.attributionControl.addAttribution(sheet.credit);
      if (name === "world") this.neighbours?.remove(); // what ends in straight cuts
      this.update();
    }).catch(() => null);
  }

  draw(cell, name) {
    const { scale } = cell;
    const box = cell.box.map((value) => Math.round(value * scale));
    const rings = Object.fromEntries(["country", "land", "lake"].map((kind) => [kind, (cell[kind] ?? []).map((line) => decodeLine(line))]));
    const toPlaces = (lines) => lines.map((line) => line.map(([x, y]) => [y / scale, x / scale]));
    const [fills, lines] = name === "world" ? [name, name] : [`${name}-land`, `${name}-water`];
    const edges = traceEdges([rings.country, rings.land], box);
    const parts = L.layerGroup();
    const fill = (kind, pane) => rings[kind].length && parts.addLayer(L.polygon(toPlaces(rings[kind]), this.style(pane, kind)));
    const stroke = (kind, found) => found.length && parts.addLayer(L.polyline(toPlaces(found), this.style(lines, kind)));
    fill("land", fills);
    fill("country", fills);
    ["river3", "river2", "river1", "border"].forEach((kind) => stroke(kind, (cell[kind] ?? []).map((line) => decodeLine(line))));
    fill("lake", lines);
    stroke("bank", traceEdges([rings.lake], box).shore);
    stroke("shore", edges.shore);
    stroke("outline", edges.shared);
    return parts;
  }

  style(pane, className) {
    return { pane, className, renderer: this.renderers[pane], interactive: false, smoothFactor: 0.8 };
  }
}

const readArea = ({ polygons, ...properties }, scale) => ({ type: "Feature", properties, geometry: { type: "MultiPolygon", coordinates: polygons.map((rings) => rings.map((line) => decodeLine(line).map(([x, y]) => [x / scale, y / scale]))) } });
const readName = ([kind, rank, zoom, en, es, at], scale) => ({ kind, rank, zoom, en, es, at: decodeLine(at).map(([x, y]) => [y / scale, x / scale]) });
const toBounds = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);

// The middle of a geometry's largest ring, for its name.
function largestCentre(geometry) {
  const rings = geometry.coordinates.map((polygon) => polygon[0]);
  const bounds = rings.map((ring) => L.latLngBounds(ring.map(([x, y]) => [y, x])));
  const area = (one) => (one.getEast() - one.getWest()) * (one.getNorth() - one.getSouth());
  return bounds.reduce((a, b) => (area(b) > area(a) ? b : a)).getCenter();
}
