import { CORE, cornersAt } from "./symbols.js";
import { RINGS, SHAPES, THEMES, still } from "./basics.js";
import { colourOf, radiusOf, readMoney, scaleTo, sizeAt, sumMoney } from "./sites.js";

// Many sites: one canvas, grouped where they would overlap.
const CELL = 44; // pixels within which the canvas groups

const APART = 42; // pixels between the middles of two groups, the largest of which is 40 wide
const FAN = 16; // pixels, the measure of an opened group
const SINGLE = 9; // pixels, the radius of one site
const NUMBER = 11; // pixels, the least radius of a group that is sized by its money

// Group the points that would overlap at a scale: those of one cell, then cells whose middles are too near each other,
// the fuller taking in the other. What a box of pixels shows is the same wherever the box is. [{x, y}] -> [{x, y, members}]
export function groupPoints(points, indices, scale, box) {
  const cells = new Map();
  const [west, north, east, south] = [box.left / CELL - 3, box.top / CELL - 3, box.right / CELL + 2, box.bottom / CELL + 2];
  indices.forEach((i) => {
    const [x, y] = [points[i].x * scale, points[i].y * scale];
    const [column, row] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    if (column < west || column > east || row < north || row > south) return;
    const key = column * WIDE + row;
    const cell = cells.get(key) ?? { key, members: [], x: 0, y: 0 };
    cell.members.push(i);
    cell.x += x;
    cell.y += y;
    cells.set(key, cell);
  });
  const groups = new Map();
  const fullest = [...cells.values()].sort((a, b) => b.members.length - a.members.length || a.key - b.key);
  fullest.forEach((cell) => {
    cell.x /= cell.members.length;
    cell.y /= cell.members.length;
    const taker = AROUND.map((step) => groups.get(cell.key + step)).find((one) => one && Math.hypot(one.x - cell.x, one.y - cell.y) < APART);
    if (taker) cell.members.forEach((i) => taker.members.push(i));
    else groups.set(cell.key, cell);
  });
  return [...groups.values()];
}

const WIDE = 2 ** 22; // more than there are rows of cells at the nearest zoom
const AROUND = [-1, 0, 1].flatMap((column) => [-1, 0, 1].map((row) => column * WIDE + row));

// Where the members of an opened group lie around its middle: like the seeds of a sunflower, so that none overlaps.
export const fanOut = (count) => Array.from({ length: count }, (_, n) => {
  const [turn, reach] = [n * Math.PI * (3 - Math.sqrt(5)), FAN * Math.sqrt(n + 0.6)];
  return { dx: Math.cos(turn) * reach, dy: Math.sin(turn) * reach };
});

export const Canvas = L.Layer.extend({
  initialize(view) {
    this.view = view;
    this.opened = null; // the first site of the group that is opened
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide sites");
    map.getPane("overlayPane").append(this.canvas);
    map.on("zoomstart", this.close, this);
    map.on("moveend viewreset resize", this.redraw, this);
    map.on("click", this.hit, this);
    map.on("mousemove", this.hover, this);
    map.on("mouseout", () => this.view.tip.leave());
    this.halo = L.DomUtil.create("i", "lit", map.getContainer());
    this.halo.hidden = true;
    const project = ([longitude, latitude]) => map.project([latitude, longitude], 0);
    const { sites } = this.view.data;
    this.world = sites.map((site) => project([site.longitude, site.latitude]));
    this.areas = new Map(sites.flatMap(({ area }, i) => (area ? [[i, tracePath(area, project)]] : [])));
  },

  draw(counts, chosen) {
    const map = this.view.map.getContainer();
    map.setAttribute("aria-label", `${this.view.text("map")} ${this.view.text("many")}`);
    this.counts = counts;
    this.shown = [...counts.keys()].filter((i) => counts[i]);
    this.chosen = chosen;
    this.count();
    this.redraw();
  },

  // Read the money anew where another kind, or that of other rows, sizes the signs.
  count() {
    const { data, state: { size, rows } } = this.view;
    const counted = this.view.amounts ? JSON.stringify([size.kind, rows]) : null;
    if (counted === this.counted) return;
    this.counted = counted;
    this.money = counted && readMoney(data, rows, size.programs ?? {});
    this.sums = new Map();
  },

  // The money of a group, which is the same as long as the zoom is.
  sumAt({ key, members }) {
    if (members.length === 1) return this.view.amounts.at.get(members[0]) ?? { given: 0, planned: 0 };
    const name = `${this.scale} ${key} ${members.length}`;
    if (!this.sums.has(name)) this.sums.set(name, sumMoney(this.money, members));
    return this.sums.get(name);
  },

  // What else is drawn that the legend explains.
  facts() {
    return { group: this.drawn?.some(({ members }) => members.length > 1), leader: this.drawn?.some(({ from }) => from) };
  },

  close() {
    this.opened = null;
  },

  redraw() {
    const map = this._map;
    if (!map || !this.counts) return;
    this.halo.hidden = true;
    const size = map.getSize();
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = size.x * ratio;
    this.canvas.height = size.y * ratio;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
    this.context = this.canvas.getContext("2d");
    this.context.scale(ratio, ratio);
    this.colours = this.view.colours();
    this.scale = 2 ** map.getZoom();
    this.origin = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
    this.areas.forEach((path, i) => this.counts[i] && this.paintArea(path, i));
    this.drawn = this.place(size);
    this.drawn.forEach((spot) => this.paint(spot));
    if (this.view.amounts) this.view.legend.drawSizes(); // the largest in view is the largest circle
  },

  // What is drawn, in pixels of the map; an opened group lies above all others.
  place(size) {
    const { x: left, y: top } = this.origin;
    const groups = groupPoints(this.world, this.shown, this.scale, { left, top, right: left + size.x, bottom: top + size.y });
    const { amounts } = this.view;
    if (amounts) groups.forEach((group) => { group.sums = this.sumAt(group); });
    if (amounts) scaleTo(amounts, groups.map(({ sums }) => sums));
    const isOpened = ({ members }) => members.length > 1 && members[0] === this.opened;
    const spots = groups.filter((group) => !isOpened(group)).map(({ members, x, y, sums }) => ({
      members, sums, x: x - left, y: y - top, radius: members.length > 1 ? this.radiusOfGroup(members, sums) : this.radiusAt(members[0]),
    }));
    if (amounts) spots.sort((a, b) => b.radius - a.radius); // none hides a smaller one
    const opened = groups.filter((group) => isOpened(group)).flatMap(({ members, x, y }) => {
      const from = { x: x - left, y: y - top };
      return fanOut(members.length).map(({ dx, dy }, n) => ({ members: [members[n]], x: from.x + dx, y: from.y + dy, radius: this.radiusAt(members[n]), from }));
    });
    return [...spots, ...opened];
  },

  radiusOfGroup(members, sums) {
    if (!sums) return Math.min(20, 11 + Math.log2(members.length) * 1.6);
    return Math.max(NUMBER, ...[sums.given, sums.planned].map(this.view.amounts.radius));
  },

  radiusAt(i) {
    return this.view.amounts ? radiusOf(this.counts[i], sizeAt(this.view.amounts, i)) : SINGLE;
  },

  spotAt({ x, y }) {
    return this.drawn?.findLast((one) => Math.hypot(one.x - x, one.y - y) <= one.radius + 3);
  },

  at(point) {
    return this.spotAt(point)?.members ?? this.areaAt(point);
  },

  areaAt({ x, y }) {
    const inside = (path) => this.context.isPointInPath(path, (x + this.origin.x) / this.scale, (y + this.origin.y) / this.scale);
    this.context?.save();
    this.context?.resetTransform();
    const found = [...this.areas].findLast(([i, path]) => this.counts?.[i] && inside(path));
    this.context?.restore();
    return found && [found[0]];
  },

  hover(event) {
    const { x, y } = event.containerPoint;
    const area = () => ({ members: this.areaAt({ x, y }), x, y, radius: 6 });
    const spot = [this.spotAt({ x, y }) ?? area()].find(({ members }) => members);
    this._map.getContainer().style.cursor = spot ? "pointer" : "";
    if (spot) this.view.tip.show(spot.members, spot);
    else if (this.view.tip.sites) this.view.tip.leave();
  },

  // Light up the sign of what is pointed at in a list, where it is in view: no canvas is drawn anew for that.
  light(sites) {
    const spot = sites.size && this.drawn?.find(({ members }) => members.some((i) => sites.has(i)));
    this.halo.hidden = !spot;
    if (!spot) return;
    Object.assign(this.halo.style, { left: `${spot.x}px`, top: `${spot.y}px`, width: `${2 * spot.radius + 8}px` });
  },

  hit(event) {
    const members = this.at(event.containerPoint);
    if (members?.length === 1) {
      this.view.choose(members[0]);
      return;
    }
    this.opened = null;
    if (members) this.open(members);
    else this.redraw();
  },

  // Zoom to a group; where that cannot part its sites, fan them out.
  open(members) {
    const map = this._map;
    const bounds = L.latLngBounds(members.map((i) => [this.view.data.sites[i].latitude, this.view.data.sites[i].longitude]));
    if (map.getZoom() < map.getMaxZoom() && !bounds.getNorthEast().equals(bounds.getSouthWest(), 1e-5)) {
      map.fitBounds(bounds.pad(0.2), { animate: !still() });
      return;
    }
    [this.opened] = members;
    this.redraw();
  },

  paintArea(path, i) {
    const { context, scale, origin } = this;
    const isChosen = this.chosen.has(i);
    context.save();
    context.translate(-origin.x, -origin.y);
    context.scale(scale, scale);
    context.fillStyle = this.colours[colourOf(this.counts[i])];
    context.strokeStyle = context.fillStyle;
    context.globalAlpha = isChosen ? 0.28 : 0.13;
    context.fill(path, "evenodd");
    context.globalAlpha = 0.9;
    context.lineWidth = (isChosen ? 2.4 : 1.2) / scale;
    context.setLineDash(isChosen ? [] : [5 / scale, 4 / scale]);
    context.stroke(path);
    context.restore();
  },

  paint({ x, y, radius, members, sums, from }) {
    const { context, colours } = this;
    context.save();
    if (from) strokeLine(context, from, { x, y }, colours.quiet);
    context.translate(x, y);
    if (members.length > 1) this.paintGroup(members, radius, sums);
    else this.paintSite(members[0], radius, from);
    if (members.some((i) => this.chosen.has(i))) strokeCircle(context, radius + 4, 3, colours.accent);
    context.restore();
  },

  paintSite(i, radius, from) {
    const { context, colours, counts } = this;
    const site = this.view.data.sites[i];
    const colour = colourOf(counts[i]);
    // Kilometres to pixels at the site's latitude; Leaflet's world is 256 pixels wide at zoom 0.
    const halo = from || site.area ? 0 : (site.uncertainty * 1000 * 256 * this.scale) / (2 * Math.PI * L.CRS.EPSG3857.R * Math.cos((site.latitude * Math.PI) / 180));
    if (halo > radius) paintHalo(context, halo, colours[colour]);
    paintRing(context, site.ring, radius + 4, colours.quiet);
    if (this.view.amounts) {
      paintAmount(context, sizeAt(this.view.amounts, i), colour, colours);
      return;
    }
    if (colour === "quiet") {
      paintParts(context, counts[i], radius, colours);
      return;
    }
    paintShape(context, SHAPES[colour], radius * 0.85, colours[colour], colours.paper);
  },

  paintGroup(members, radius, sums) {
    const { context, colours } = this;
    const count = members.length;
    if (!sums || radius === NUMBER) {
      fillCircle(context, radius, colours.paper);
      strokeCircle(context, radius, sums ? 1 : 2.5, colours.accent);
    }
    if (sums) this.paintMoney(members, sums);
    context.fillStyle = colours.ink;
    context.font = "600 11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    const text = count < 1000 ? count : `${Math.round(count / 1000)}k`;
    Object.assign(context, { lineWidth: 3, lineJoin: "round", strokeStyle: colours.paper });
    if (sums) context.strokeText(text, 0, 0.5); // legible on any circle
    context.fillText(text, 0, 0.5);
  },

  // Circles as large as the money of a group, in the colour of its theme where it has but one.
  paintMoney(members, { given, planned }) {
    const { context, colours, counts, view: { amounts } } = this;
    const colour = colours[colourOf({ themes: THEMES.map((_, k) => members.some((i) => counts[i].themes[k])) })];
    if (given) fillCircle(context, amounts.radius(given), colour);
    if (planned) strokeCircle(context, amounts.radius(planned), 2, colour);
  },
});

// The outline of a GeoJSON polygon or multipolygon.
function tracePath({ type, coordinates }, project) {
  const path = new Path2D();
  const rings = type === "Polygon" ? coordinates : coordinates.flat();
  rings.forEach((ring) => {
    ring.map((corner) => project(corner)).forEach(({ x, y }, n) => (n ? path.lineTo(x, y) : path.moveTo(x, y)));
    path.closePath();
  });
  return path;
}

function strokeLine(context, from, to, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

function strokeCircle(context, radius, width, colour) {
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}

function fillCircle(context, radius, colour) {
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

function paintHalo(context, radius, colour) {
  context.save();
  context.globalAlpha = 0.14;
  fillCircle(context, radius, colour);
  context.globalAlpha = 0.5;
  context.setLineDash([2, 3]);
  strokeCircle(context, radius, 1, colour);
  context.restore();
}

function paintShape(context, shape, scale, fill, edge) {
  const path = new Path2D(shape);
  context.save();
  context.scale(scale, scale);
  context.lineWidth = 0.35;
  context.strokeStyle = edge;
  context.stroke(path);
  context.fillStyle = fill;
  context.fill(path);
  context.restore();
}

// As `drawAmount` has it.
function paintAmount(context, { given, planned }, colour, colours) {
  if (given) fillCircle(context, given, colours[colour]);
  if (planned) strokeCircle(context, planned, 2, colours[colour]);
  const isOn = given > CORE;
  paintShape(context, SHAPES[colour] ?? SHAPES.people, CORE, isOn ? colours.paper : colours[colour], isOn ? colours[colour] : colours.paper);
}

function paintRing(context, ring, radius, colour) {
  if (!RINGS[ring]) return;
  const { name, dash, width } = RINGS[ring];
  context.save();
  context.lineCap = "round";
  context.setLineDash(dash);
  if (name === "region") {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke(new Path2D(cornersAt(radius)));
  } else strokeCircle(context, radius, width, colour);
  context.restore();
}

// A ring with a part for each theme of a site that has several.
function paintParts(context, count, radius, colours) {
  fillCircle(context, radius, colours.paper);
  let from = -Math.PI / 2;
  count.themes.forEach((part, k) => {
    const to = from + (2 * Math.PI * part) / count.total;
    context.beginPath();
    context.arc(0, 0, radius - 2, from, to);
    context.lineWidth = 4;
    context.strokeStyle = colours[THEMES[k]];
    if (part) context.stroke();
    from = to;
  });
}
