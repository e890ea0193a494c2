import { THEMES } from "./basics.js";

// What is shown: rows, sites and the circles that mark them, without drawing.
const GAP = 8; // pixels between two markers: each is a target of 24 pixels next to its neighbour

export function readBits(rows, count) {
  if (rows === null) return () => true;
  const bytes = Uint8Array.from(atob(rows), (c) => c.charCodeAt(0));
  return (i) => i < count && (bytes[i >> 3] >> (7 - (i & 7))) & 1;
}

// Sum up for each site the programmes shown there: how many, and how many of each theme.
export function countSites(data, rows) {
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
export function findLinks(data, chosen) {
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
export function spread(anchors) {
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
export const colourOf = (count) => (count.themes.filter(Boolean).length === 1 ? THEMES[count.themes.findIndex(Boolean)] : "quiet");
export const radiusOf = (count) => (count.total > 1 ? 14 : 10);
