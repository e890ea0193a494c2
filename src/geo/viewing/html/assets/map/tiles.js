import { limitZoom } from "./limits.js";

// The street map: the one thing that asks another server for anything. Only after a press, and images only.
const WAIT_FOR_TILES = 10_000; // milliseconds after which a tile that has not come counts as lost

/* The ground stays beneath, so that a tile covers it as it comes. Where none of those in view come (offline, refused,
   blocked), the map says so and is as before. */
export class Tiles {
  constructor(view, button) {
    Object.assign(this, { view, button, came: 0, isLost: false });
    view.map.getPane("tilePane").style.zIndex = 240; // above the ground, beneath all names and signs
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => (this.isOn ? this.stop() : this.start()));
  }

  get isOn() {
    return Boolean(this.layer && this.view.map.hasLayer(this.layer));
  }

  start() {
    this.layer ??= this.build();
    this.button.setAttribute("aria-pressed", "true");
    this.layer.addTo(this.view.map);
    limitZoom(this.view);
  }

  build() {
    const layer = L.tileLayer("https://tile.openstreetmap.org/{z}/{x}/{y}.png", {
      maxZoom: 19, attribution: '© <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">OpenStreetMap</a>',
    });
    return layer.on({
      loading: () => this.expect(),
      tileload: () => this.receive(),
      load: () => this.came || this.fail(),
    });
  }

  // Wait for the tiles of a view; `load` follows when all have come or failed.
  expect() {
    this.came = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.came || this.fail(), WAIT_FOR_TILES);
  }

  receive() {
    this.came += 1;
    this.view.map.getContainer().classList.add("with-tiles");
  }

  fail() {
    if (!this.isOn) return;
    this.stop();
    this.view.say("tileless", true);
  }

  stop() {
    clearTimeout(this.timer);
    this.layer.remove();
    this.button.setAttribute("aria-pressed", "false");
    this.view.map.getContainer().classList.remove("with-tiles");
    limitZoom(this.view);
  }
}
