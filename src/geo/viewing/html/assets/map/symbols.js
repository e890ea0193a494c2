import { RINGS, SHAPES, THEMES } from "./basics.js";
import { element } from "../drawing.js";
import { radiusOf } from "./sites.js";

// The sign of a site, and on which side of it its name has room.
export const boxAround = (x, y, rx, ry) => ({ left: x - rx, right: x + rx, top: y - ry, bottom: y + ry });
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

// Whether a box lies within a frame, clear of what is taken.
export const isFree = (box, taken, frame) => box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom && !taken.some((other) => meet(box, other));

// On which side of a marker its name has room, and the box that it takes there.
export function findSide({ x, y, radius }, width, frame, taken) {
  const shifts = { right: radius + 5, left: -radius - 5 - width };
  const sides = Object.entries(shifts).map(([name, shift]) => ({ name, box: boxAround(x + shift + width / 2, y, width / 2, 8) }));
  return sides.find(({ box }) => isFree(box, taken, frame)) ?? { name: "none" };
}

// The shortest shift, [x, y], along or away from an edge that takes a box within a frame clear of what is taken.
export function findShift(box, taken, frame) {
  const shifts = Array.from({ length: 50 }, (_, i) => 5 * i).flatMap((far) => [[0, -far], [0, far], [-far, 0], [far, 0]]);
  return shifts.find((by) => isFree(shift(box, by), taken, frame)) ?? [0, 0];
}

export const shift = ({ left, right, top, bottom }, [x, y]) => ({ left: left + x, right: right + x, top: top + y, bottom: bottom + y });

// The sign of a site; `size` is what `sizeAt` says.
export function drawSymbol(site, count, size = null) {
  const radius = radiusOf(count, size);
  const svg = element("svg", { class: "sign", viewBox: "-16 -16 32 32", width: 32, height: 32, "aria-hidden": "true" });
  element("path", { class: "leader", d: "" }, svg);
  drawRing(svg, site.ring, radius + 4);
  element("circle", { class: "ring", r: radius + 4 }, svg);
  const present = THEMES.filter((_, k) => count.themes[k]);
  if (size) drawAmount(svg, present, size);
  else if (present.length === 1) {
    const scale = radius * (count.total > 1 ? 0.95 : 0.85);
    element("path", { class: "shape", d: SHAPES[present[0]], transform: `scale(${scale})`, style: `--theme: var(--${present[0]})` }, svg);
  } else {
    drawSplit(svg, count, radius);
  }
  if (count.total > 1 && !size) element("text", { class: present.length > 1 ? "count dark" : "count", y: present[0] === "security" && present.length === 1 ? 7 : 4 }, svg).textContent = count.total;
  return svg;
}

// Circles as large as what was given and what is planned, with the shape of the theme in their middle.
export const CORE = 5; // pixels, the measure of that shape
function drawAmount(svg, present, { given, planned }) {
  const theme = `--theme: var(--${present.length === 1 ? present[0] : "quiet"})`;
  if (given) element("circle", { class: "given", r: given, style: theme }, svg);
  if (planned) element("circle", { class: "planned", r: planned, style: theme }, svg);
  const shape = SHAPES[present.length === 1 ? present[0] : "people"];
  element("path", { class: given > CORE ? "shape core" : "shape", d: shape, transform: `scale(${CORE})`, style: theme }, svg);
}

// The corners of a square around a sign.
export const cornersAt = (r) => [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([x, y]) => `M${x * r} ${y * (r - 5)}V${y * r}H${x * (r - 5)}`).join("");

function drawRing(svg, ring, radius) {
  if (!RINGS[ring]) return;
  const { name, dash, width } = RINGS[ring];
  const style = { class: `doubt ${name}`, "stroke-dasharray": dash.join(" ") || "none", "stroke-width": width };
  if (name === "region") element("path", { ...style, d: cornersAt(radius) }, svg);
  else element("circle", { ...style, r: radius }, svg);
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
