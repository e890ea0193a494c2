import { codeOf } from "./address.js";
import { find } from "./dom.js";

/* The map in its frame. It knows nothing of the page: what it shows, what becomes of a choice, and that the page is
   printed is handed to it. */
export class MapFrame {
  constructor(address, words) {
    Object.assign(this, { address, words });
    ["beforeprint", "afterprint"].forEach((name) => window.addEventListener(name, () => this.frame?.contentWindow.dispatchEvent(new Event(name))));
  }

  look() {
    const frame = find(".st-key-map iframe");
    if (!frame || frame === this.frame) return;
    this.frame = frame;
    frame.addEventListener("load", () => {
      const { contentWindow: view } = frame;
      if (view.partnershipMap?.ready) this.begin(view.partnershipMap);
      else view.addEventListener("partnershipmap", () => this.begin(view.partnershipMap), { once: true });
    });
  }

  async begin(map) {
    this.map = map;
    map.onChoose((choice) => codeOf(choice) !== codeOf(this.address.choice) && this.address.choose(choice));
    map.onSize((kind) => this.address.resize(kind));
    map.onPoint((sites) => this.pointing.point(sites));
    if (this.state) this.show(this.state);
    if (await map.ready) this.frame.closest(".st-key-map").setAttribute("data-ready", "");
  }

  zoomTo(site) {
    this.map?.zoomTo(site);
  }

  show(state) {
    this.state = state;
    this.map?.show(state);
    if (this.frame) this.frame.title = this.words[state.language].map;
  }
}
