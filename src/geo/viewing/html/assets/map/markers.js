import { boxAround, drawSymbol, findSide } from "./symbols.js";
import { colourOf, radiusOf, sizeAt, spread } from "./sites.js";

// Few sites: SVG markers that the keyboard reaches.

export class Markers {
  constructor(view) {
    this.view = view;
    this.markers = new Map();
    this.areas = new Map();
    this.halos = L.layerGroup().addTo(view.map);
    view.map.on("moveend viewreset", () => this.arrange());
  }

  // A choice marks what is there; only other sites, counts or names are drawn anew.
  draw(counts, chosen) {
    const drawn = JSON.stringify([this.view.language, counts, this.view.state.size]);
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
    area.eachLayer((layer) => {
      const shape = layer.getElement();
      shape?.style.setProperty("--theme", `var(--${colourOf(count)})`);
      shape?.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && this.pointIn(event, i));
      shape?.addEventListener("pointerleave", () => this.view.tip.leave());
    });
    this.areas.set(i, area);
  }

  addMarker(site, i, count) {
    const svg = drawSymbol(site, count, sizeAt(this.view.amounts, i));
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
    root.setAttribute("aria-label", this.view.describe(i));
    root.dataset.site = site.id;
    root.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && this.point(i));
    root.addEventListener("focus", () => root.matches(":focus-visible") && this.point(i));
    ["pointerleave", "blur"].forEach((kind) => root.addEventListener(kind, () => this.view.tip.leave()));
    L.DomEvent.on(root, "keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      L.DomEvent.stop(event);
      this.view.choose(i);
    });
    this.markers.set(i, marker);
  }

  radiusAt(i) {
    return radiusOf(this.view.counts[i], sizeAt(this.view.amounts, i));
  }

  point(i) {
    const root = this.markers.get(i).getElement();
    const [sign, map] = [root, this.view.map.getContainer()].map((one) => one.getBoundingClientRect());
    this.view.tip.show([i], { x: sign.x + sign.width / 2 - map.x, y: sign.y + sign.height / 2 - map.y, radius: this.radiusAt(i) + 6 }, root);
  }

  // An area says what its sign does, where the pointer came into it.
  pointIn({ clientX, clientY }, i) {
    const { x, y } = this.view.map.getContainer().getBoundingClientRect();
    this.view.tip.show([i], { x: clientX - x, y: clientY - y, radius: 6 });
  }

  // Light up the signs of what is pointed at in a list.
  light(sites) {
    this.markers.forEach((marker, i) => marker.getElement().classList.toggle("lit", sites.has(i)));
    this.areas.forEach((area, i) => area.eachLayer((layer) => layer.getElement()?.classList.toggle("lit", sites.has(i))));
  }

  // Spread what overlaps, join each marker to its place, draw the halos and the names that have room.
  arrange() {
    const { map, data, counts } = this.view;
    const shown = [...this.markers.keys()];
    const anchors = shown.map((i) => {
      const { x, y } = map.latLngToLayerPoint([data.sites[i].latitude, data.sites[i].longitude]);
      return { x, y, radius: this.radiusAt(i) };
    });
    const offsets = spread(anchors);
    const boxes = anchors.map(({ x, y, radius }, n) => boxAround(x + offsets[n].dx, y + offsets[n].dy, radius, radius));
    const corner = map.containerPointToLayerPoint([0, 0]);
    boxes.push(...this.boxesOfControls(corner));
    const size = map.getSize();
    const frame = { left: corner.x + 2, right: corner.x + size.x - 2, top: corner.y, bottom: corner.y + size.y };
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

  // No name runs under the buttons or the legend.
  boxesOfControls(corner) {
    const map = this.view.map.getContainer();
    const [box, ...bars] = [map, ...map.querySelectorAll(".buttons, .legend")].map((one) => one.getBoundingClientRect());
    const [x, y] = [corner.x - box.left, corner.y - box.top];
    return bars.map(({ left, right, top, bottom }) => ({ left: left + x, right: right + x, top: top + y, bottom: bottom + y }));
  }

  // What else is drawn that the legend explains.
  facts() {
    return { leader: [...this.markers.values()].some((one) => one.getElement().querySelector(".leader").getAttribute("d")) };
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
