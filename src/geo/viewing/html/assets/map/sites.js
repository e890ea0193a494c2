import { NONE, THEMES } from "./basics.js";

// What is shown: rows, sites and the circles that mark them, without drawing.
const GAP = 8; // pixels between two markers: each is a target of 24 pixels next to its neighbour

export function readBits(rows, count) {
  if (rows === null) return () => true;
  const bytes = Uint8Array.from(atob(rows), (c) => c.charCodeAt(0));
  return (i) => i < count && (bytes[i >> 3] >> (7 - (i & 7))) & 1;
}

/* Sum up for each site the programmes shown there: how many, how many of each theme, and how many of them are but
   statistics, where some are. */
export function countSites(data, rows) {
  const statistics = new Set(data.statistics);
  const shown = readBits(rows, data.rows.length);
  const counts = data.sites.map(() => null);
  data.rows.forEach(([site, theme, partner, program], i) => {
    if (site < 0 || partner || !shown(i)) return;
    counts[site] ??= { total: 0, themes: [...NONE] };
    addOne(counts[site], theme, statistics.has(program));
  });
  return counts;
}

function addOne(count, theme, isStatistic) {
  count.total += 1;
  count.themes[theme] += 1;
  if (isStatistic) count.statistics = (count.statistics ?? 0) + 1;
}

// The numbers of the programmes at some sites.
const findPrograms = ({ rows }, sites) => new Set(rows.filter(([site]) => sites.has(site)).map((row) => row[3]));

// The pairs of sites that a programme joins, where one of them is chosen: [the place at home, the other end].
export function findLinks(data, chosen) {
  if (!chosen.size) return [];
  const ends = new Map([...findPrograms(data, chosen)].map((program) => [program, { here: [], there: [] }]));
  data.rows.forEach(([site, , partner, program]) => {
    if (site >= 0) ends.get(program)?.[partner ? "there" : "here"].push(site);
  });
  const links = new Map();
  ends.forEach(({ here, there }) => {
    there.forEach((far) => here.forEach((near) => links.set(`${near},${far}`, [near, far])));
  });
  return [...links.values()];
}

// What the other ends of chosen places show: the programmes that lead there, by theme. Map(site -> { total, themes })
export function countPartners(data, chosen) {
  if (!chosen.size) return new Map();
  const leading = findPrograms(data, chosen);
  const [counts, statistics] = [new Map(), new Set(data.statistics)];
  data.rows.forEach(([site, theme, partner, program]) => {
    if (site < 0 || !partner || !leading.has(program)) return;
    const count = counts.get(site) ?? { total: 0, themes: [...NONE] };
    addOne(count, theme, statistics.has(program));
    counts.set(site, count);
  });
  return counts;
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

const LARGEST = 28; // pixels, the radius of the largest amount
const SMALLEST = 7; // pixels, the radius of a sign without one

/* By what the signs are sized: the radius of an amount, whose circle is as large as the amount, and the amounts at each
   site, {given, planned, words}. Null where they are not. */
export function readAmounts(size, positions) {
  if (!size?.sites) return null;
  const amounts = { kind: size.kind, ladder: size.legend };
  const sites = Object.entries(size.sites).filter(([id]) => positions.has(id));
  amounts.at = new Map(sites.map(([id, [given, planned, words]]) => [positions.get(id), { given, planned, words }]));
  scaleTo(amounts, amounts.at.values());
  return Object.assign(amounts, { radius: (usd) => LARGEST * Math.sqrt(usd / amounts.most) });
}

// Let the largest of some sums be the largest circle; the legend has the values nearest below it and its fifth.
export function scaleTo(amounts, sums) {
  amounts.most = [...sums].reduce((largest, { given, planned }) => Math.max(largest, given, planned), 1);
  const below = [1, 5].map((part) => amounts.ladder.find(([usd]) => usd <= amounts.most / part));
  amounts.legend = below.filter(Boolean);
}

/* The amounts of many sites, for groups to count each once, from what `geo.viewing.html.sizes` has of the programmes:
   the sums of those at one site alone, and at each site the programmes that are at several, or share dollars. */
export function readMoney({ rows }, mask, programs) {
  const shown = readBits(mask, rows.length);
  const money = new Map(Object.entries(programs).map(([number, [usd, planned, wholes, overlaps]]) => [Number(number), { usd, planned, wholes, overlaps }]));
  const [places, shared, at] = [new Map(), new Set(), new Map()];
  money.forEach(({ wholes, overlaps }, number) => {
    if (wholes.length || overlaps.length) [number, ...wholes, ...overlaps].forEach((one) => shared.add(one));
  });
  rows.forEach(([site, , partner, program], i) => {
    if (site < 0 || partner || !money.has(program) || !shown(i)) return;
    if (places.has(program)) shared.add(program);
    places.set(program, [...(places.get(program) ?? []), site]);
  });
  places.forEach((some, program) => some.forEach((site) => {
    if (!at.has(site)) at.set(site, { sums: [0, 0], programs: [] });
    const { usd, planned } = money.get(program);
    if (shared.has(program)) at.get(site).programs.push(program);
    else at.get(site).sums[planned] += usd;
  }));
  return { money, at };
}

// What was given and what is planned at some sites, each dollar counted once, as `geo.viewing.data.totals` has it.
export function sumMoney({ money, at }, members) {
  const [sums, found, counted] = [[0, 0], new Set(), new Set()];
  members.forEach((i) => {
    const here = at.get(i);
    here?.sums.forEach((usd, planned) => { sums[planned] += usd; });
    here?.programs.forEach((program) => found.add(program));
  });
  const isHeld = (one) => money.get(one).wholes.some((whole) => found.has(whole) && money.get(one).planned >= money.get(whole).planned);
  const roots = [...found].filter((one) => !isHeld(one));
  roots.sort((a, b) => money.get(a).planned - money.get(b).planned || money.get(b).usd - money.get(a).usd || a - b);
  roots.forEach((one) => {
    const { usd, planned, overlaps } = money.get(one);
    if (overlaps.some((other) => counted.has(other))) return;
    counted.add(one);
    sums[planned] += usd;
  });
  return { given: sums[0], planned: sums[1] };
}

// The radii of the amounts at a site, null where the signs are not sized.
export function sizeAt(amounts, i) {
  if (!amounts) return null;
  const { given = 0, planned = 0 } = amounts.at.get(i) ?? {};
  return { given: amounts.radius(given), planned: amounts.radius(planned) };
}

// The radius of a sign, in pixels.
export function radiusOf(count, size = null) {
  if (size) return Math.max(SMALLEST, size.given, size.planned);
  return count.total > 1 ? 14 : 10;
}
