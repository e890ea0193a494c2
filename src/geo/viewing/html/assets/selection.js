/* What some filters leave of the rows of the page in one file, each { program, site, isPlaced, isHere, codes, words }. */
import { isFound, parseSearch, suggest, tidy } from "./search.js";

export const countPrograms = (rows) => new Set(rows.map(({ program }) => program)).size;

// The rows that match a query, but for one dimension of it.
export function match(rows, query, without = "") {
  const q = tidy(query.get("q"));
  const sought = parseSearch(q);
  const chosen = [...new Set(query.keys())].filter((name) => name !== without && name in rows[0].codes).map((name) => [name, query.getAll(name)]);
  return rows.filter(({ codes, words }) => (!q || isFound(sought, words)) && chosen.every(([name, some]) => some.some((code) => codes[name].includes(code))));
}

// Queries near one that leaves nothing, each of which leaves something, as `FilterIndex.suggest` has it.
export function suggestQueries(rows, query) {
  const q = tidy(query.get("q"));
  if (!parseSearch(q).length) return [];
  const bare = new URLSearchParams([...query].filter(([name]) => !(name in rows[0].codes)));
  for (const some of [query, bare]) {
    const change = (words) => { const next = new URLSearchParams(some); next.set("q", words); return next; };
    const has = (words) => match(rows, change(words)).length > 0;
    const offers = [...(has(q) ? [q] : []), ...suggest(q, rows.map(({ words }) => words), has)];
    if (offers.length) return offers.map(change);
  }
  return [];
}

// Which of the rows are shown, as `geo.viewing.data.map_data.encode_mask` has it.
export function encode(rows, shown) {
  const [bytes, found] = [new Uint8Array(Math.ceil(rows.length / 8)), new Set(shown)];
  rows.forEach((row, i) => { if (found.has(row)) bytes[i >> 3] |= 128 >> (i & 7); });
  return btoa(String.fromCharCode(...bytes));
}
