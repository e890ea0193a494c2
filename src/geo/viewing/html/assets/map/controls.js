import { Tiles } from "./tiles.js";
import { still } from "./basics.js";

// The buttons, the theme, the paper, the wheel and the finger.
// A style in the head may set the theme by its background, anew when that changes; dark is one darker than grey.
export function followTheme(changed) {
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

export function addControls(view) {
  const control = L.control({ position: "topright" });
  const buttons = {};
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar buttons");
    L.DomEvent.disableClickPropagation(bar);
    const actions = {
      zoomIn: ["+", () => view.map.zoomIn(undefined, { animate: !still() })],
      zoomOut: ["−", () => view.map.zoomOut(undefined, { animate: !still() })],
      home: ["⌂", () => view.goHome(!still())],
      tiles: ["▦"],
    };
    Object.entries(actions).forEach(([key, [sign, act]]) => {
      buttons[key] = Object.assign(L.DomUtil.create("button", key, bar), { type: "button", textContent: sign });
      if (act) buttons[key].addEventListener("click", act);
    });
    view.tiles = new Tiles(view, buttons.tiles);
    return bar;
  };
  control.addTo(view.map);
  L.control.scale({ imperial: false }).addTo(view.map);
  return buttons;
}

// `map.css` says how wide paper is; the map has to know before it is printed.
export function fitPaper(view) {
  const resize = (printing) => {
    document.documentElement.classList.toggle("paper", printing);
    view.legend.print(printing);
    view.ground.relief.paint(printing ? "light" : undefined);
    view.fit(true);
  };
  window.addEventListener("beforeprint", () => resize(true));
  window.addEventListener("afterprint", () => resize(false));
}

// One finger and the wheel scroll the page; two fingers, or the wheel with Ctrl or on a map in use, move the map. A press
// scrolls nothing.
export function scrollPolitely(view) {
  const { map } = view;
  const box = map.getContainer();
  map.scrollWheelZoom.disable();
  // Leaflet focuses a map that is pressed: that may not scroll a page around its frame from under the pointer.
  box.focus = () => HTMLElement.prototype.focus.call(box, { preventScroll: true });
  if (window.matchMedia("(pointer: coarse)").matches) {
    map.dragging.disable();
    box.addEventListener("touchmove", (event) => event.touches.length === 1 && view.say("fingers", true), { passive: true });
  }
  // Each turn is judged by itself, before Leaflet hears of it.
  box.addEventListener("wheel", (event) => {
    const isLegend = view.legend.box.contains(event.target); // which scrolls itself
    const isZoom = event.ctrlKey || event.metaKey || (!isLegend && document.hasFocus() && box.contains(document.activeElement));
    if (isZoom) map.scrollWheelZoom.enable();
    else map.scrollWheelZoom.disable();
    if (!isZoom && !isLegend) view.say("wheel", true);
  }, { passive: true, capture: true });
}
