import { NONE, read, still } from "./basics.js";
import { addControls, fitPaper, followTheme, scrollPolitely } from "./controls.js";
import { countPartners, countSites, findLinks, readAmounts } from "./sites.js";
import { findShift, shift } from "./symbols.js";
import { followChoice, followZoom, limitZoom } from "./limits.js";
import { Canvas } from "./canvas.js";
import { Ground } from "./ground.js";
import { Legend } from "./legend.js";
import { Markers } from "./markers.js";
import { Tip } from "./tip.js";

// The view: the map, its ground, what is shown on it.
const MANY = 300; // sites above which the canvas draws them
const EDGE = 18; // pixels from the map's edge to the label of a line that leaves it

const pointTo = (from, to) => "→↘↓↙←↖↑↗"[(Math.round((Math.atan2(to.y - from.y, to.x - from.x) * 4) / Math.PI) + 8) % 8];

export class View {
  constructor(map, { sites, boundaries, sheets, labels, colours }) {
    Object.assign(this, { map, labels, language: Object.keys(labels)[0], chosen: new Set(), joined: [], links: L.layerGroup().addTo(map), edges: L.layerGroup().addTo(map) });
    this.names = Object.keys(colours);
    this.names.forEach((name) => document.documentElement.style.setProperty(`--${name}`, colours[name]));
    followTheme(() => {
      if (this.layer instanceof L.Layer) this.layer.redraw();
      this.ground?.relief.paint();
    });
    ["places", "areas"].forEach((name, i) => {
      map.createPane(name).style.zIndex = 250 + 50 * i;
    });
    this.ground = new Ground(this, sheets);
    this.areaRenderer = L.svg({ pane: "areas", padding: 0.5 });
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution("Natural Earth · GeoNames");
    this.controls = addControls(this);
    this.legend = new Legend(this);
    this.tip = new Tip(this);
    this.note = Object.assign(map.getContainer().appendChild(document.createElement("div")), { className: "note", role: "status" });
    this.voice = Object.assign(document.createElement("div"), { className: "voice" });
    this.voice.setAttribute("role", "status");
    document.body.append(this.voice);
    scrollPolitely(this);
    this.stayHome();
    fitPaper(this);
    document.addEventListener("keydown", ({ key, target }) => key === "Escape" && target.localName !== "input" && this.send({}));
    this.failure = null; // the message to show as soon as the language is known
    const ground = this.ground.load(boundaries).then((home) => {
      this.home = home;
      this.goHome(false);
    }).catch(() => { this.failure = "groundless"; });
    this.ready = Promise.all([ground, this.loadSites(sites)]).then(() => {
      this.home ??= L.latLngBounds(this.data.rows.filter(([site, , partner]) => site >= 0 && !partner).map(([site]) => this.placeOf(site)));
      if (this.failure) this.goHome(false);
      limitZoom(this);
      followZoom(this);
      this.ground.begin();
      return true;
    }).catch(() => {
      this.failure = "failed";
      return false;
    });
  }

  goHome(animate) {
    this.map.invalidateSize({ animate: false }).fitBounds(this.home, { animate, padding: [8, 8] });
  }

  // The frame finds its size late, and turns with a phone: until somebody moves the map, it shows the whole country.
  stayHome() {
    const box = this.map.getContainer();
    ["pointerdown", "keydown", "wheel", "touchstart"].forEach((name) => box.addEventListener(name, () => { this.moved = true; }, { capture: true, passive: true }));
    new ResizeObserver(() => box.clientWidth && this.fit()).observe(box); // a frame may be hidden
  }

  fit(isPrinted = false) {
    if (this.home && !this.moved && (isPrinted || !this.chosen.size)) this.goHome(false);
    else this.map.invalidateSize({ animate: false });
    limitZoom(this);
  }

  async loadSites(url) {
    const { sites, rows, kinds, statistics } = await read(url);
    const names = ["id", "longitude", "latitude", "ring", "uncertainty", "en", "es", "area"];
    this.data = { rows, kinds, statistics, sites: sites.map((values) => Object.fromEntries(names.map((name, i) => [name, values[i]]))) };
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
      this.note.textContent = state.sites.length && !this.chosen.size ? this.text("nowhere") : "";
      this.amounts = readAmounts(state.size, this.positions);
      this.drawLinks();
      this.layer.draw(this.counts, this.chosen);
      if (this.tip.sites?.some((i) => !this.counts[i])) this.tip.hide(); // its sign is gone, and of it nothing can be said
      this.legend.draw();
      this.map.getContainer().dataset.shown = this.counts.filter(Boolean).length;
      this.ground.labels.update();
      if (before?.sites.join(",") === state.sites.join(",")) return;
      followChoice(this, before, state);
      this.bringIntoView();
    }).catch(() => {
      this.failure = "failed";
      this.say(this.failure, true);
    });
  }

  drawLinks() {
    this.links.clearLayers();
    this.joined = findLinks(this.data, this.chosen);
    const ends = countPartners(this.data, this.chosen);
    this.joined.forEach(([near, far]) => {
      L.polyline([this.placeOf(near), this.placeOf(far)], { className: "link", interactive: false, pane: "areas", renderer: this.areaRenderer }).addTo(this.links);
      this.counts[far] ??= ends.get(far);
    });
    this.chosen.forEach((i) => { this.counts[i] ??= { total: 0, themes: NONE }; }); // chosen, and hidden by a filter
  }

  // Where a line leaves the view, or nearest to it where nothing else is, stands what it leads to; a press shows both ends.
  labelEdges() {
    this.edges.clearLayers();
    if (!this.joined.length) return;
    const size = this.map.getSize();
    const [taken, frame] = [this.ground.labels.listTaken(), { left: 0, top: 0, right: size.x, bottom: size.y }];
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
      const marker = L.marker(this.map.containerPointToLatLng(cut[1]), { icon, keyboard: false, interactive: false }).addTo(this.edges);
      const box = this.ground.labels.boxOf(button);
      const by = findShift(box, taken, frame);
      marker.setLatLng(this.map.containerPointToLatLng(cut[1].add(by)));
      taken.push(shift(box, by));
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

  // The names that signs bear: no town under one bears it again.
  listNames() {
    return this.data.sites.filter((_, i) => this.counts?.[i]).map((site) => this.nameOf(site));
  }

  // How many programmes and statistics a count is of, as `Words.programs` has it.
  countText({ total, statistics = 0 }) {
    const tell = (n, one, several) => this.text(n === 1 ? one : several, { n });
    const programs = statistics && total === statistics ? [] : [tell(total - statistics, "programme", "programmes")];
    const besides = statistics ? [tell(statistics, "statistic", "statistics")] : [];
    return new Intl.ListFormat(this.language).format([...programs, ...besides]);
  }

  // Light up the sites of some ids.
  light(ids) {
    this.layer?.light(new Set(ids.map((id) => this.positions.get(id))));
  }

  describe(i) {
    return [this.nameOf(this.data.sites[i]), this.countText(this.counts[i]), this.amountText(i)].filter(Boolean).join(", ");
  }

  // The money at a site, or some sums, in words, where the signs are sized by it.
  amountText(i, sums = this.amounts?.at.get(i)) {
    if (!this.amounts) return "";
    const { given, planned, words } = sums?.given || sums?.planned ? sums : { words: this.text("amountless") };
    const dollars = (usd) => new Intl.NumberFormat(this.language, { style: "currency", currency: "USD", maximumFractionDigits: 0 }).format(usd);
    const plain = () => [given && dollars(given), planned && `${this.text("planned")} ${dollars(planned)}`].filter(Boolean).join(", ");
    return `${this.text(this.amounts.kind)}: ${words ?? plain()}`;
  }

  say(key, visible, values) {
    this.voice.textContent = this.text(key, values);
    this.voice.classList.toggle("visible", visible);
    clearTimeout(this.silence);
    const time = Math.max(1800, 60 * this.voice.textContent.length); // milliseconds to read it in
    if (visible && key !== this.failure) this.silence = setTimeout(() => this.voice.classList.remove("visible"), time);
  }

  // The colours of the page's scheme, or of one that is named.
  colours(scheme = "inherit") {
    const style = getComputedStyle(this.probe ??= document.body.appendChild(document.createElement("i")));
    this.probe.style.colorScheme = scheme;
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
    this.ground.labels.update();
  }
}
