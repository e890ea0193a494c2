import { SHAPES, THEMES, element } from "./basics.js";
import { radiusOf } from "./sites.js";

// The sign of a site, and on which side of it its name has room.
export const boxAround = (x, y, rx, ry) => ({ left: x - rx, right: x + rx, top: y - ry, bottom: y + ry });
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

// On which side of a marker its name has room, and the box that it takes there.
export function findSide({ x, y, radius }, width, frame, taken) {
  const shifts = { right: radius + 5, left: -radius - 5 - width };
  const sides = Object.entries(shifts).map(([name, shift]) => ({ name, box: boxAround(x + shift + width / 2, y, width / 2, 8) }));
  return sides.find(({ box }) => box.left >= frame.left && box.right <= frame.right && !taken.some((other) => meet(box, other))) ?? { name: "none" };
}

export function drawSymbol(site, count) {
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
