/* The map in the browser. `start` draws the ground and fetches the sites, `ready` then says whether they are drawn, `show`
   shows a state of the page: which rows match the filters, which sites are chosen, in which language. What is chosen on
   the map goes to the function given to `onChoose`: {site}, or {} for none. It knows nothing of the page it is in. Few sites are SVG elements that the keyboard reaches; many are drawn on one canvas and grouped where they overlap. */
(() => {
  "use strict";

  const THEMES = ["security", "economy", "space", "infrastructure", "people"];
  // Outlines of about one unit around 0,0; a shape for each theme, so that colour is never the only sign.
  const SHAPES = {
    security: "M0-1.12 1.1.82H-1.1Z",
    economy: "M0-1.2 1.2 0 0 1.2-1.2 0Z",
    space: "M0-1.25.33-.42 1.19-.39.53.17.74 1.01 0 .55-.74 1.01-.53.17-1.19-.39-.33-.42Z",
    infrastructure: "M-.92-.92H.92V.92H-.92Z",
    people: "M-1.02 0A1.02 1.02 0 0 1 1.02 0 1.02 1.02 0 0 1-1.02 0Z",
  };
  const MANY = 300; // sites above which the canvas draws them
  const CELL = 44; // pixels within which the canvas groups
  const GAP = 8; // pixels between two markers: each is a target of 24 pixels next to its neighbour
  const EDGE = 18; // pixels from the map's edge to the label of a line that leaves it
  const NONE = [0, 0, 0, 0, 0]; // programmes of each theme
  const SVG = "http://www.w3.org/2000/svg";

  const decode = (text) => JSON.parse(atob(text));
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // What a URL holds; a bare fragment names an element of this page, where the whole page is one file.
  async function read(url) {
    if (url.startsWith("#")) return JSON.parse(document.querySelector(url).textContent);
    const response = await fetch(url);
    if (!response.ok) throw new Error(url);
    return response.json();
  }

  function element(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (parent) parent.append(made);
    return made;
  }

  /* ---- what is shown: rows and sites, without drawing ---- */

  function readBits(rows, count) {
    if (rows === null) return () => true;
    const bytes = Uint8Array.from(atob(rows), (c) => c.charCodeAt(0));
    return (i) => i < count && (bytes[i >> 3] >> (7 - (i & 7))) & 1;
  }

  // Sum up for each site the programmes shown there: how many, and how many of each theme.
  function countSites(data, rows) {
    const shown = readBits(rows, data.rows.length);
    const counts = data.sites.map(() => null);
    data.rows.forEach(([site, theme, partner], i) => {
      if (site < 0 || partner || !shown(i)) return;
      counts[site] ??= { total: 0, themes: [0, 0, 0, 0, 0] };
      counts[site].total += 1;
      counts[site].themes[theme] += 1;
    });
    return counts;
  }

  // The pairs of sites that a programme joins, where one of them is chosen: [the place in Peru, the other end].
  function findLinks(data, chosen) {
    if (!chosen.size) return [];
    const ends = new Map();
    data.rows.forEach(([site, , partner, program]) => {
      if (site < 0) return;
      if (!ends.has(program)) ends.set(program, { here: [], there: [] });
      ends.get(program)[partner ? "there" : "here"].push(site);
    });
    const links = new Map();
    ends.forEach(({ here, there }) => {
      if (![...here, ...there].some((site) => chosen.has(site))) return;
      there.forEach((far) => here.forEach((near) => links.set(`${near},${far}`, [near, far])));
    });
    return [...links.values()];
  }

  // Move circles apart until none overlaps, each as near to its anchor as it can be. [{x, y, radius}] -> [{dx, dy}]
  function spread(anchors) {
    const at = anchors.map(({ x, y, radius }, i) => ({ x: x + Math.cos(i * 2.4) / 50, y: y + Math.sin(i * 2.4) / 50, radius }));
    for (let round = 0; round < 80; round += 1) {
      let moved = false;
      for (let i = 0; i < at.length; i += 1) {
        for (let j = i + 1; j < at.length; j += 1) {
          const [x, y] = [at[j].x - at[i].x, at[j].y - at[i].y];
          const distance = Math.hypot(x, y) || 0.01;
          const push = (at[i].radius + at[j].radius + GAP - distance) / 2;
          if (push > 0.1) {
            moved = true;
            at[i].x -= (x / distance) * push;
            at[i].y -= (y / distance) * push;
            at[j].x += (x / distance) * push;
            at[j].y += (y / distance) * push;
          }
        }
      }
      if (!moved) break;
    }
    return at.map((one, i) => ({ dx: one.x - anchors[i].x, dy: one.y - anchors[i].y }));
  }

  // The colour of the one theme shown at a site; of none where there are several.
  const colourOf = (count) => (count.themes.filter(Boolean).length === 1 ? THEMES[count.themes.findIndex(Boolean)] : "quiet");
  const radiusOf = (count) => (count.total > 1 ? 14 : 10);

  /* ---- few sites: SVG markers that the keyboard reaches ---- */

  class Markers {
    constructor(view) {
      this.view = view;
      this.markers = new Map();
      this.areas = new Map();
      this.halos = L.layerGroup().addTo(view.map);
      view.map.on("moveend viewreset", () => this.arrange());
    }

    // A choice marks what is there; only other sites, counts or names are drawn anew.
    draw(counts, chosen) {
      const drawn = JSON.stringify([this.view.language, counts]);
      if (drawn !== this.drawn) this.build(counts);
      this.drawn = drawn;
      this.markers.forEach((marker, i) => {
        marker.getElement().classList.toggle("chosen", chosen.has(i));
        marker.getElement().setAttribute("aria-pressed", String(chosen.has(i)));
      });
      this.areas.forEach((area, i) => area.eachLayer((layer) => layer.getElement()?.classList.toggle("chosen", chosen.has(i))));
    }

    build(counts) {
      const focused = [...this.markers].find(([, marker]) => marker.getElement() === document.activeElement)?.[0];
      [...this.markers.values(), ...this.areas.values()].forEach((layer) => layer.remove());
      this.markers.clear();
      this.areas.clear();
      this.view.data.sites.forEach((site, i) => {
        if (!counts[i]) return;
        if (site.area) this.addArea(site, i, counts[i]);
        this.addMarker(site, i, counts[i]);
      });
      this.arrange();
      if (focused !== undefined) this.markers.get(focused)?.getElement().focus({ preventScroll: true });
    }

    addArea(site, i, count) {
      const area = L.geoJSON(site.area, { pane: "areas", renderer: this.view.areaRenderer, className: "area" });
      area.on("click", () => this.view.choose(i)).addTo(this.view.map);
      area.eachLayer((layer) => layer.getElement()?.style.setProperty("--theme", `var(--${colourOf(count)})`));
      this.areas.set(i, area);
    }

    addMarker(site, i, count) {
      const svg = drawSymbol(site, count);
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = this.view.nameOf(site);
      const box = document.createElement("div");
      box.append(svg, name);
      const icon = L.divIcon({ className: "site", html: box, iconSize: [32, 32] });
      const marker = L.marker([site.latitude, site.longitude], { icon, keyboard: true, riseOnHover: true });
      marker.on("click", () => this.view.choose(i)).addTo(this.view.map);
      const root = marker.getElement();
      root.setAttribute("role", "button");
      root.setAttribute("aria-label", this.view.describe(site, count));
      root.dataset.site = site.id;
      L.DomEvent.on(root, "keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        L.DomEvent.stop(event);
        this.view.choose(i);
      });
      this.markers.set(i, marker);
    }

    // Spread what overlaps, join each marker to its place, draw the halos and the names that have room.
    arrange() {
      const { map, data, counts } = this.view;
      const shown = [...this.markers.keys()];
      const anchors = shown.map((i) => {
        const { x, y } = map.latLngToLayerPoint([data.sites[i].latitude, data.sites[i].longitude]);
        return { x, y, radius: radiusOf(counts[i]) };
      });
      const offsets = spread(anchors);
      const boxes = anchors.map(({ x, y, radius }, n) => boxAround(x + offsets[n].dx, y + offsets[n].dy, radius, radius));
      const corner = map.containerPointToLayerPoint([0, 0]);
      boxes.push(this.boxOfButtons(corner));
      const frame = { left: corner.x + 2, right: corner.x + map.getSize().x - 2 };
      const names = shown.map((i) => this.markers.get(i).getElement().querySelector(".name"));
      const widths = names.map((name) => name.offsetWidth); // all before the first is moved: the page is laid out once
      this.halos.clearLayers();
      shown.forEach((i, n) => {
        const root = this.markers.get(i).getElement();
        const { dx, dy } = offsets[n];
        root.style.marginLeft = `${dx - 16}px`;
        root.style.marginTop = `${dy - 16}px`;
        const leader = root.querySelector(".leader");
        const far = Math.hypot(dx, dy) > 5;
        leader.setAttribute("d", far ? `M0 0 ${-dx} ${-dy}` : "");
        const circle = { x: anchors[n].x + dx, y: anchors[n].y + dy, radius: anchors[n].radius };
        const side = findSide(circle, widths[n], frame, boxes.filter((_, k) => k !== n));
        if (side.box) boxes.push(side.box);
        names[n].dataset.side = side.name;
        names[n].style.setProperty("--radius", `${circle.radius}px`);
        const site = data.sites[i];
        if (site.uncertainty && !site.area) this.addHalo(site, counts[i]);
      });
    }

    // No name runs under the buttons.
    boxOfButtons(corner) {
      const map = this.view.map.getContainer();
      const [bar, box] = [map.querySelector(".buttons"), map].map((one) => one.getBoundingClientRect());
      const [x, y] = [corner.x - box.left, corner.y - box.top];
      return { left: bar.left + x, right: bar.right + x, top: bar.top + y, bottom: bar.bottom + y };
    }

    addHalo(site, count) {
      const halo = L.circle([site.latitude, site.longitude], {
        radius: site.uncertainty * 1000, interactive: false, pane: "areas", renderer: this.view.areaRenderer, className: "halo",
      });
      this.halos.addLayer(halo);
      halo.getElement()?.style.setProperty("--theme", `var(--${colourOf(count)})`);
    }
  }

  // The arrow from one point to another.
  const pointTo = (from, to) => "→↘↓↙←↖↑↗"[(Math.round((Math.atan2(to.y - from.y, to.x - from.x) * 4) / Math.PI) + 8) % 8];

  const boxAround = (x, y, rx, ry) => ({ left: x - rx, right: x + rx, top: y - ry, bottom: y + ry });
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  // On which side of a marker its name has room, and the box that it takes there.
  function findSide({ x, y, radius }, width, frame, taken) {
    const shifts = { right: radius + 5, left: -radius - 5 - width };
    const sides = Object.entries(shifts).map(([name, shift]) => ({ name, box: boxAround(x + shift + width / 2, y, width / 2, 8) }));
    return sides.find(({ box }) => box.left >= frame.left && box.right <= frame.right && !taken.some((other) => meet(box, other))) ?? { name: "none" };
  }

  function drawSymbol(site, count) {
    const radius = radiusOf(count);
    const svg = element("svg", { viewBox: "-16 -16 32 32", width: 32, height: 32, "aria-hidden": "true" });
    element("path", { class: "leader", d: "" }, svg);
    if (site.precision > 1) element("circle", { class: "doubt", r: radius + 4 }, svg);
    element("circle", { class: "ring", r: radius + 4 }, svg);
    const present = THEMES.filter((_, k) => count.themes[k]);
    if (present.length === 1) {
      const scale = radius * (count.total > 1 ? 0.95 : 0.85);
      element("path", { class: "shape", d: SHAPES[present[0]], transform: `scale(${scale})`, style: `--theme: var(--${present[0]})` }, svg);
    } else {
      drawSplit(svg, count, radius);
    }
    if (count.total > 1) element("text", { class: present.length > 1 ? "count dark" : "count", y: present[0] === "security" && present.length === 1 ? 7 : 4 }, svg).textContent = count.total;
    return svg;
  }

  // A ring with a part for each theme, as long as its share, around the count.
  function drawSplit(svg, count, radius) {
    element("circle", { class: "plate", r: radius }, svg);
    let from = 0;
    count.themes.forEach((part, k) => {
      if (!part) return;
      const to = from + part / count.total;
      const [a, b] = [from, to - 0.02].map((turn) => [Math.sin(turn * 2 * Math.PI) * (radius - 2), -Math.cos(turn * 2 * Math.PI) * (radius - 2)]);
      element("path", { class: "part", style: `--theme: var(--${THEMES[k]})`, d: `M${a} A${radius - 2} ${radius - 2} 0 ${to - from > 0.52 ? 1 : 0} 1 ${b}` }, svg);
      from = to;
    });
  }

  /* ---- many sites: one canvas, grouped where they would overlap ---- */

  const APART = 42; // pixels between the middles of two groups, the largest of which is 40 wide
  const FAN = 16; // pixels, the measure of an opened group
  const SINGLE = 9; // pixels, the radius of one site

  // Group the points that would overlap at a scale: those of one cell, then cells whose middles are too near each other,
  // the fuller taking in the other. What a box of pixels shows is the same wherever the box is. [{x, y}] -> [{x, y, members}]
  function groupPoints(points, indices, scale, box) {
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
  const fanOut = (count) => Array.from({ length: count }, (_, n) => {
    const [turn, reach] = [n * Math.PI * (3 - Math.sqrt(5)), FAN * Math.sqrt(n + 0.6)];
    return { dx: Math.cos(turn) * reach, dy: Math.sin(turn) * reach };
  });

  const Canvas = L.Layer.extend({
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
      this.redraw();
    },

    close() {
      this.opened = null;
    },

    redraw() {
      const map = this._map;
      if (!map || !this.counts) return;
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
    },

    // What is drawn, in pixels of the map; an opened group lies above all others.
    place(size) {
      const { x: left, y: top } = this.origin;
      const groups = groupPoints(this.world, this.shown, this.scale, { left, top, right: left + size.x, bottom: top + size.y });
      const isOpened = ({ members }) => members.length > 1 && members[0] === this.opened;
      const spots = groups.filter((group) => !isOpened(group)).map(({ members, x, y }) => ({
        members, x: x - left, y: y - top, radius: members.length > 1 ? Math.min(20, 11 + Math.log2(members.length) * 1.6) : SINGLE,
      }));
      const opened = groups.filter((group) => isOpened(group)).flatMap(({ members, x, y }) => {
        const from = { x: x - left, y: y - top };
        return fanOut(members.length).map(({ dx, dy }, n) => ({ members: [members[n]], x: from.x + dx, y: from.y + dy, radius: SINGLE, from }));
      });
      return [...spots, ...opened];
    },

    at({ x, y }) {
      const spot = this.drawn?.findLast((one) => Math.hypot(one.x - x, one.y - y) <= one.radius + 3);
      return spot?.members ?? this.areaAt({ x, y });
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
      this._map.getContainer().style.cursor = this.at(event.containerPoint) ? "pointer" : "";
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

    paint({ x, y, radius, members, from }) {
      const { context, colours } = this;
      context.save();
      if (from) strokeLine(context, from, { x, y }, colours.quiet);
      context.translate(x, y);
      if (members.length > 1) this.paintGroup(members.length, radius);
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
      if (colour === "quiet") {
        paintParts(context, counts[i], radius, colours);
        return;
      }
      context.scale(radius * 0.85, radius * 0.85);
      const path = new Path2D(SHAPES[colour]);
      context.lineWidth = 0.35;
      context.strokeStyle = colours.paper;
      context.stroke(path);
      context.fillStyle = colours[colour];
      context.fill(path);
      context.scale(1 / (radius * 0.85), 1 / (radius * 0.85));
    },

    paintGroup(count, radius) {
      const { context, colours } = this;
      fillCircle(context, radius, colours.paper);
      strokeCircle(context, radius, 2.5, colours.accent);
      context.fillStyle = colours.ink;
      context.font = "600 11px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(count < 1000 ? count : `${Math.round(count / 1000)}k`, 0, 0.5);
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

  /* ---- the view: the map, its ground, its controls ---- */

  class View {
    constructor(map, { sites, boundaries, labels, colours }) {
      Object.assign(this, { map, labels, language: "en", chosen: new Set(), joined: [], links: L.layerGroup().addTo(map), edges: L.layerGroup().addTo(map) });
      this.names = Object.keys(colours);
      this.names.forEach((name) => document.documentElement.style.setProperty(`--${name}`, colours[name]));
      followTheme(() => this.layer instanceof L.Layer && this.layer.redraw());
      ["ground", "places", "areas"].forEach((name, i) => {
        map.createPane(name).style.zIndex = 200 + 50 * i;
      });
      this.areaRenderer = L.svg({ pane: "areas", padding: 0.5 });
      map.attributionControl.setPrefix(false);
      map.attributionControl.addAttribution("Natural Earth · GeoNames");
      this.controls = addControls(this);
      this.voice = Object.assign(document.createElement("div"), { className: "voice" });
      this.voice.setAttribute("role", "status");
      document.body.append(this.voice);
      scrollPolitely(this);
      this.stayHome();
      fitPaper(this);
      document.addEventListener("keydown", (event) => event.key === "Escape" && this.send({}));
      map.on("moveend", () => this.labelEdges());
      this.failure = null; // the message to show as soon as the language is known
      const ground = this.loadGround(boundaries).catch(() => { this.failure = "groundless"; });
      this.ready = Promise.all([ground, this.loadSites(sites)]).then(() => {
        this.home ??= L.latLngBounds(this.data.rows.filter(([site, , partner]) => site >= 0 && !partner).map(([site]) => this.placeOf(site)));
        if (this.failure) this.goHome(false);
        return true;
      }).catch(() => {
        this.failure = "failed";
        return false;
      });
    }

    goHome(animate) {
      this.map.invalidateSize({ animate: false }).fitBounds(this.home, { animate, padding: [8, 8] });
    }

    // The frame finds its size late, and turns with a phone: until somebody moves the map, it shows all of Peru.
    stayHome() {
      const box = this.map.getContainer();
      ["pointerdown", "keydown", "wheel", "touchstart"].forEach((name) => box.addEventListener(name, () => { this.moved = true; }, { capture: true, passive: true }));
      new ResizeObserver(() => box.clientWidth && this.fit()).observe(box); // a frame may be hidden
    }

    fit(isPrinted = false) {
      if (this.home && !this.moved && (isPrinted || !this.chosen.size)) this.goHome(false);
      else this.map.invalidateSize({ animate: false });
    }

    async loadGround(url) {
      const ground = await read(url);
      const kinds = (...included) => ({ ...ground, features: ground.features.filter((one) => included.includes(one.properties.kind)) });
      const draw = (what) => L.geoJSON(what, { pane: "ground", renderer: (this.groundRenderer ??= L.svg({ pane: "ground", padding: 0.5 })), interactive: false, style: (one) => ({ className: one.properties.kind }) }).addTo(this.map);
      draw(kinds("neighbour"));
      draw(kinds("region"));
      const peru = draw(kinds("country"));
      this.home = peru.getBounds();
      this.goHome(false);
      this.places = kinds("country", "neighbour").features.map((one) => ({ names: one.properties, at: largestCentre(one.geometry) }));
    }

    async loadSites(url) {
      const { sites, rows } = await read(url);
      const names = ["id", "longitude", "latitude", "precision", "uncertainty", "en", "es", "area"];
      this.data = { rows, sites: sites.map((values) => Object.fromEntries(names.map((name, i) => [name, values[i]]))) };
      this.positions = new Map(this.data.sites.map((site, i) => [site.id, i]));
      this.layer = sites.length > MANY ? new Canvas(this).addTo(this.map) : new Markers(this);
    }

    // Show a state: its rows as bits (null is all), the ids of the sites that are chosen, the language.
    show(state) {
      if (JSON.stringify(state) === JSON.stringify(this.state)) return;
      this.state = state;
      this.language = state.language;
      this.ready.then(() => {
        if (this.state !== state) return;
        const before = this.shown; // what was asked for meanwhile is not before
        this.shown = state;
        if (!before || before.language !== state.language) this.translate();
        if (this.failure) this.say(this.failure, true);
        if (this.failure === "failed") return;
        this.chosen = new Set(state.sites.map((id) => this.positions.get(id)).filter((i) => i !== undefined));
        if (!before || before.rows !== state.rows) this.matching = countSites(this.data, state.rows);
        this.counts = [...this.matching];
        this.drawLinks();
        this.labelEdges();
        this.layer.draw(this.counts, this.chosen);
        if (!before || before.sites.join(",") !== state.sites.join(",")) this.bringIntoView();
        this.map.getContainer().dataset.shown = this.counts.filter(Boolean).length;
      }).catch(() => {
        this.failure = "failed";
        this.say(this.failure, true);
      });
    }

    drawLinks() {
      this.links.clearLayers();
      this.joined = findLinks(this.data, this.chosen);
      this.joined.forEach(([near, far]) => {
        L.polyline([this.placeOf(near), this.placeOf(far)], { className: "link", interactive: false, pane: "areas", renderer: this.areaRenderer }).addTo(this.links);
        this.counts[far] ??= { total: 1, themes: this.counts[near]?.themes.map((n) => Math.min(n, 1)) ?? NONE };
      });
      this.chosen.forEach((i) => { this.counts[i] ??= { total: 0, themes: NONE }; }); // chosen, and hidden by a filter
    }

    // Where a line leaves the view stands what it leads to; a press shows both ends.
    labelEdges() {
      this.edges.clearLayers();
      const size = this.map.getSize();
      const inside = L.bounds([EDGE, EDGE], [size.x - EDGE, size.y - EDGE]);
      this.joined.forEach(([near, far]) => {
        const [from, to] = [near, far].map((i) => this.map.latLngToContainerPoint(this.placeOf(i)));
        const cut = !inside.contains(to) && L.LineUtil.clipSegment(from, to, inside);
        if (!cut) return;
        const name = this.nameOf(this.data.sites[far]);
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${pointTo(from, to)} ${name}` });
        button.setAttribute("aria-label", this.text("toward", { name }));
        L.DomEvent.on(button, "click", (event) => {
          L.DomEvent.stop(event);
          this.map.fitBounds(L.latLngBounds([this.placeOf(near), this.placeOf(far)]).pad(0.1), { animate: !still() });
        });
        const icon = L.divIcon({ className: `edge ${cut[1].x < size.x / 2 ? "left" : "right"}`, html: button, iconSize: [0, 0] });
        L.marker(this.map.containerPointToLatLng(cut[1]), { icon, keyboard: false, interactive: false }).addTo(this.edges);
      });
    }

    placeOf(i) {
      return [this.data.sites[i].latitude, this.data.sites[i].longitude];
    }

    bringIntoView() {
      const bounds = L.latLngBounds([...this.chosen].map((i) => this.placeOf(i)));
      if (!bounds.isValid() || this.map.getBounds().pad(-0.04).contains(bounds)) return;
      if (this.chosen.size === 1) this.map.panTo(bounds.getCenter(), { animate: !still() });
      else this.map.fitBounds(bounds.pad(0.3), { maxZoom: this.map.getZoom(), animate: !still() });
    }

    choose(i) {
      this.send({ site: this.data.sites[i].id });
    }

    // Mark what was chosen, {site} or nothing, and hand it on.
    send(choice) {
      if (this.state) this.show({ ...this.state, sites: choice.site ? [choice.site] : [] });
      this.onChoose?.(choice);
    }

    text(key, values = {}) {
      const text = this.labels[this.language][key];
      return Object.entries(values).reduce((whole, [name, value]) => whole.replace(`(${name})`, () => value), text);
    }

    nameOf(site) {
      return site[this.language];
    }

    describe(site, count) {
      return this.text(count.total === 1 ? "one" : "several", { name: this.nameOf(site), n: count.total });
    }

    say(key, visible, values) {
      this.voice.textContent = this.text(key, values);
      this.voice.classList.toggle("visible", visible);
      clearTimeout(this.silence);
      if (visible && key !== this.failure) this.silence = setTimeout(() => this.voice.classList.remove("visible"), 1800);
    }

    colours() {
      const style = getComputedStyle(this.probe ??= document.body.appendChild(document.createElement("i")));
      return Object.fromEntries(this.names.map((name) => {
        this.probe.style.color = `var(--${name})`;
        return [name, style.color];
      }));
    }

    translate() {
      document.documentElement.lang = this.language;
      this.map.getContainer().setAttribute("aria-label", this.text("map"));
      this.map.getContainer().setAttribute("role", "region");
      Object.entries(this.controls).forEach(([key, button]) => {
        button.title = this.text(key);
        button.setAttribute("aria-label", this.text(key));
      });
      this.placeNames?.remove();
      this.placeNames = L.layerGroup((this.places ?? []).map(({ names, at }) => L.marker(at, {
        pane: "places", interactive: false, keyboard: false,
        icon: L.divIcon({ className: `place ${names.kind}`, html: Object.assign(document.createElement("span"), { textContent: names[`name_${this.language}`], ariaHidden: "true" }), iconSize: [0, 0] }),
      }))).addTo(this.map);
    }
  }

  // The middle of a geometry's largest ring, for its name.
  function largestCentre(geometry) {
    const rings = geometry.type === "Polygon" ? [geometry.coordinates[0]] : geometry.coordinates.map((polygon) => polygon[0]);
    const bounds = rings.map((ring) => L.latLngBounds(ring.map(([x, y]) => [y, x])));
    const area = (one) => (one.getEast() - one.getWest()) * (one.getNorth() - one.getSouth());
    return bounds.reduce((a, b) => (area(b) > area(a) ? b : a)).getCenter();
  }

  // A style in the head may set the theme by its background, anew when that changes; dark is one darker than grey.
  function followTheme(changed) {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.backgroundColor = "var(--background-color, var(--paper))";
    const follow = () => {
      const [r, g, b] = getComputedStyle(probe).backgroundColor.match(/\d+/gu).map(Number);
      const scheme = r + g + b < 384 ? "dark" : "light";
      if (scheme === document.documentElement.style.colorScheme) return;
      document.documentElement.style.colorScheme = scheme;
      changed();
    };
    follow();
    new MutationObserver(follow).observe(document.head, { childList: true });
  }

  function addControls(view) {
    const control = L.control({ position: "topright" });
    const buttons = {};
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar buttons");
      L.DomEvent.disableClickPropagation(bar);
      const actions = {
        zoomIn: ["+", () => view.map.zoomIn(undefined, { animate: !still() })],
        zoomOut: ["−", () => view.map.zoomOut(undefined, { animate: !still() })],
        home: ["⌂", () => view.goHome(!still())],
        tiles: ["▦", () => toggleTiles(view, buttons.tiles)],
      };
      Object.entries(actions).forEach(([key, [sign, act]]) => {
        buttons[key] = Object.assign(L.DomUtil.create("button", key, bar), { type: "button", textContent: sign });
        buttons[key].addEventListener("click", act);
      });
      buttons.tiles.setAttribute("aria-pressed", "false");
      return bar;
    };
    control.addTo(view.map);
    L.control.scale({ imperial: false }).addTo(view.map);
    return buttons;
  }

  // The one thing that asks another server for anything: only after this press, and images only.
  function toggleTiles(view, button) {
    view.tiles ??= L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png", {
      maxZoom: 19, attribution: '© <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">OpenStreetMap</a>',
    });
    const on = !view.map.hasLayer(view.tiles);
    if (on) view.tiles.addTo(view.map);
    else view.tiles.remove();
    button.setAttribute("aria-pressed", String(on));
    view.map.getContainer().classList.toggle("with-tiles", on);
  }

  // One finger and the wheel scroll the page; two fingers, or the wheel with Ctrl or on a map in use, move the map.
  // `map.css` says how wide paper is; the map has to know before it is printed.
  function fitPaper(view) {
    const resize = (printing) => {
      document.documentElement.classList.toggle("paper", printing);
      view.fit(true);
    };
    window.addEventListener("beforeprint", () => resize(true));
    window.addEventListener("afterprint", () => resize(false));
  }

  function scrollPolitely(view) {
    const { map } = view;
    const box = map.getContainer();
    map.scrollWheelZoom.disable();
    if (window.matchMedia("(pointer: coarse)").matches) {
      map.dragging.disable();
      box.addEventListener("touchmove", (event) => event.touches.length === 1 && view.say("fingers", true), { passive: true });
    }
    box.addEventListener("wheel", (event) => {
      const isZoom = event.ctrlKey || event.metaKey || box.contains(document.activeElement);
      if (isZoom) map.scrollWheelZoom.enable();
      else view.say("wheel", true);
    }, { passive: true, capture: true });
    box.addEventListener("focusout", () => map.scrollWheelZoom.disable());
  }

  let view = null;
  window.partnershipMap = {
    // In the page's frame the settings stand in an element, so that the script that calls this is always the same.
    start(map, settings = document.querySelector("#settings").dataset.settings) {
      view = new View(map, decode(settings));
      this.ready = view.ready;
      window.dispatchEvent(new Event("partnershipmap"));
    },
    show: (state) => view.show(state),
    onChoose: (follow) => { view.onChoose = follow; },
    pure: { countSites, findLinks, spread, readBits, groupPoints, fanOut },
  };
})();
