import { still } from "./basics.js";

// How near and how far the map goes, and the ways to a place and back.
const STEP = 0.25; // of a zoom
const NEAREST = { near: 12, middle: 9.5 }; // the zoom at which a sheet of the ground has no more to show
const COARSE = 8; // that of the boundaries alone
const STREETS = 18; // that of a street map
const SURE = 0.1; // kilometres within which a place is that is known exactly
const CIRCLE = 100; // pixels across half of the smallest circle of uncertainty at the nearest zoom
const EQUATOR = 40_075_016; // metres around the world, which is 256 pixels wide at zoom 0

const metresAt = (zoom, latitude) => (EQUATOR * Math.cos((latitude * Math.PI) / 180)) / (256 * 2 ** zoom);

// The zoom after which neither the ground nor the precision of a place has more to say.
export function findNearest(sites, ground) {
  const finest = sites.filter(({ area }) => !area).map(({ precision, uncertainty, latitude }) => {
    const km = uncertainty ?? (precision === 1 ? SURE : null);
    return km ? Math.log2((metresAt(0, latitude) * CIRCLE) / (km * 1000)) : 0;
  });
  const zoom = finest.reduce((a, b) => Math.max(a, b), ground);
  return Math.min(STREETS, Math.floor(zoom / STEP) * STEP);
}

// Set both ends by what is drawn: asked for again when a street map is switched on or off, or the frame turns.
export function limitZoom(view) {
  const { map, data, home } = view;
  if (!data || !home) return;
  const sheet = Object.keys(NEAREST).find((name) => view.ground.urls?.[name]);
  view.extent ??= L.latLngBounds(data.sites.map((_, i) => view.placeOf(i))).extend(home);
  const fit = Math.min(map.getBoundsZoom(view.extent), map.getBoundsZoom(home));
  map.setMinZoom(Math.max(1, Math.floor((fit - STEP) / STEP) * STEP));
  map.setMaxZoom(view.tiles.isOn ? STREETS : (view.nearest ??= findNearest(data.sites, NEAREST[sheet] ?? COARSE)));
  markEnds(view);
}

function markEnds(view) {
  const { map } = view;
  const ends = { zoomIn: map.getZoom() >= map.getMaxZoom(), zoomOut: map.getZoom() <= map.getMinZoom() };
  Object.entries(ends).forEach(([name, isEnd]) => {
    const button = view.controls[name];
    if ((button.getAttribute("aria-disabled") === "true") === isEnd) return;
    button.setAttribute("aria-disabled", String(isEnd));
    if (isEnd && view.moved) view.say(name === "zoomIn" ? "nearest" : "farthest", false);
  });
}

// Follow the zoom; where a site is chosen and in view, zoom around it, so that it stays there.
export function followZoom(view) {
  const { map } = view;
  map.on("zoomend zoomlevelschange", () => markEnds(view));
  map.setZoom = (zoom, options) => {
    if (zoom > map.getZoom() && map.getZoom() >= map.getMaxZoom()) view.say("nearest", true);
    const bounds = map.getBounds();
    const chosen = [...view.chosen].map((i) => view.placeOf(i)).filter((at) => bounds.contains(at));
    return zoom > map.getZoom() && chosen.length === 1 ? map.setZoomAround(chosen[0], zoom, { animate: !still(), ...options }) : map.setView(map.getCenter(), zoom, { zoom: options });
  };
}

// Go to the view that fits what is known of a site: its area, or the circle that it lies within.
export function zoomTo(view, id) {
  const site = view.data?.sites[view.positions.get(id)];
  if (!site) return;
  const bounds = site.area ? L.geoJSON(site.area).getBounds() : L.latLng(site.latitude, site.longitude).toBounds(2000 * (site.uncertainty ?? SURE));
  view.moved = true;
  view.map.fitBounds(bounds, { padding: [28, 28], animate: !still() });
  view.say("zoomed", false, { name: view.nameOf(site) });
}

// The view from before a choice: remembered when the first is made, gone back to when none is left.
export function followChoice(view, before, state) {
  const { map } = view;
  if (state.sites.length && !before?.sites.length) view.left = before && { centre: map.getCenter(), zoom: map.getZoom() };
  if (state.sites.length || !before?.sites.length) return;
  if (view.left) map.setView(view.left.centre, view.left.zoom, { animate: !still() });
  else view.goHome(!still());
}
