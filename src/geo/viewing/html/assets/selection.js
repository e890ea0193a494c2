/* What some filters leave of the rows of the page in one file, each { program, site, isPlaced, isHere, codes, words }. */
// A text without accents and case, as `geo.viewing.data.filters.fold` has it: letter by letter, so that no letter's case
// depends on the next.
const ASCII = /^\p{ASCII}*$/u;
const foldLetter = (letter) => (letter === "ı" ? letter : letter.toLowerCase().toUpperCase().toLowerCase());
export const fold = (text) => (ASCII.test(text) ? text.toLowerCase() : [...text].map(foldLetter).join("").normalize("NFKD").replaceAll(/[\u0300-\u036F]/gu, ""));

// What a search looks at of a feature: its texts and institutions, these by their Spanish names too.
export const listWords = ({ properties }, names, institutions) => names.flatMap((name) => properties[name]).flatMap((text) => [text, institutions.get(text) ?? ""]).map(fold).join("\n");

export const countPrograms = (rows) => new Set(rows.map(({ program }) => program)).size;

// The rows that match a query, but for one dimension of it.
export function match(rows, query, without = "") {
  const sought = fold(query.get("q") ?? "").split(/\s+/u);
  const chosen = [...new Set(query.keys())].filter((name) => name !== without && name in rows[0].codes).map((name) => [name, query.getAll(name)]);
  return rows.filter(({ codes, words }) => sought.every((word) => words.includes(word)) && chosen.every(([name, some]) => some.some((code) => codes[name].includes(code))));
}

// Which of the rows are shown, as `geo.viewing.data.map_data.encode_mask` has it.
export function encode(rows, shown) {
  const [bytes, found] = [new Uint8Array(Math.ceil(rows.length / 8)), new Set(shown)];
  rows.forEach((row, i) => { if (found.has(row)) bytes[i >> 3] |= 128 >> (i & 7); });
  return btoa(String.fromCharCode(...bytes));
}
