import { read } from "./basics.js";

// The light and shade of the mountains (`geo.contract.ground`), a grey picture in the theme's colours, where its pixels are small.
const LEVEL = 128; // grey that is neither
const [WHOLE, GONE] = [6.25, 8.25]; // the zoom up to which it is seen whole, and that from which it is not

export class Relief {
  constructor(view, url) {
    Object.assign(this, { view, url });
    this.pane = view.map.getPane("relief");
    view.map.on("zoomend", () => this.fade());
  }

  // Once nothing else is to do; forced colours have no place for it, and who saves data goes without.
  begin() {
    if (!this.url || window.matchMedia("(forced-colors: active)").matches || navigator.connection?.saveData) return;
    (window.requestIdleCallback ?? setTimeout)(() => this.load().catch(() => null));
  }

  async load() {
    const { frame: [west, south, east, north], image } = await read(this.url);
    const bytes = Uint8Array.from(atob(image), (letter) => letter.codePointAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/webp" }));
    const { width, height } = picture;
    this.context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: true });
    this.context.drawImage(picture, 0, 0);
    const { data } = this.context.getImageData(0, 0, width, height);
    this.grey = new Uint8Array(width * height);
    for (let i = 0; i < this.grey.length; i += 1) this.grey[i] = data[4 * i];
    this.paint();
    L.svgOverlay(this.context.canvas, [[south, west], [north, east]], { pane: "relief", interactive: false }).addTo(this.view.map);
    this.fade();
  }

  // In the colours of the theme, or on paper, each as dense as it is light or dark there.
  paint(scheme) {
    if (!this.grey) return;
    const { shade: dark, shine: light } = this.view.colours(scheme);
    const [shade, shine] = [dark, light].map((colour) => colour.match(/[\d.]+/gu).map(Number));
    const table = new Uint8ClampedArray(4 * 256); // the colour of each grey: a phone paints a million pixels in no time
    for (let grey = 0; grey < 256; grey += 1) {
      const [red, green, blue, density] = grey < LEVEL ? shade : shine;
      table.set([red, green, blue, (Math.abs(grey - LEVEL) / LEVEL) * density * 255], 4 * grey);
    }
    const { width, height } = this.context.canvas;
    const picture = this.context.createImageData(width, height);
    const [colours, pixels] = [table, picture.data].map(({ buffer }) => new Uint32Array(buffer));
    for (let i = 0; i < pixels.length; i += 1) pixels[i] = colours[this.grey[i]];
    this.context.putImageData(picture, 0, 0);
  }

  fade() {
    const share = (GONE - this.view.map.getZoom()) / (GONE - WHOLE);
    this.pane.style.opacity = this.grey ? Math.min(1, Math.max(0, share)) : 0;
  }
}
