/* Words to rows, as `geo.viewing.data.search` has it: the texts of the rows are those that it made. */
// A text without accents and case, as `fold` there has it: letter by letter, so that no letter's case depends on the next.
const ASCII = /^\p{ASCII}*$/u;
const foldLetter = (letter) => (letter === "ı" ? letter : letter.toLowerCase().toUpperCase().toLowerCase());
export const fold = (text) => (ASCII.test(text) ? text.toLowerCase() : [...text].map(foldLetter).join("").normalize("NFKD").replaceAll(/[\u0300-\u036F]/gu, ""));

const ABBREVIATION = /(?<![\p{L}\p{N}])(?:[\p{L}\p{Nl}\p{No}]\.){2,}/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const AMOUNT = /(?<![\p{L}\p{N}])(?:us ?\$|\$|usd )? ?(?<digits>[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*) ?(?<unit>mil millones|millones|millon|millions?|mm|mn|m|mil|miles|thousand|k|billions?|bn|b|billones|billon)?(?: (?:de )?(?:dollars?|dolares|usd))?(?![\p{L}\p{N}])/gu;
const POWERS = { k: 3, mil: 3, miles: 3, thousand: 3, m: 6, mm: 6, mn: 6, million: 6, millions: 6, millon: 6, millones: 6, b: 9, bn: 9, billion: 9, billions: 9, "mil millones": 9, billon: 12, billones: 12 };
const GROUP = /^[1-9][0-9]{0,2}[.,][0-9]{3}$/u;
const ENDINGS = [["ies", "y"], ["ces", "z"], ["es", ""], ["s", ""], ["y", "ies"], ["z", "ces"], ["", "s"], ["", "es"]];
const [SHORTEST, SURE, OFFERED] = [3, 6, 3];
const cut = (text, pattern) => text.match(pattern) ?? [];

// The words and amounts of a search, each { text, whole, any }: a row matches where it has them all.
export function parseSearch(q) {
  const folded = fold(q.trim().replaceAll(/\s+/gu, " ")).replaceAll(ABBREVIATION, (word) => word.replaceAll(".", ""));
  const found = [];
  let start = 0;
  for (const match of folded.matchAll(AMOUNT)) {
    found.push(...cut(folded.slice(start, match.index), WORD).map(seekWord), seekAmount(match));
    start = match.index + match[0].length;
  }
  return [...found, ...cut(folded.slice(start), WORD).map(seekWord)];
}

function seekWord(word) {
  const forms = [...word].length < SHORTEST ? [] : ENDINGS.filter(([end]) => word.endsWith(end)).map(([end, other]) => word.slice(0, word.length - end.length) + other);
  const whole = [...new Set([word, ...forms.filter((form) => [...form].length >= SHORTEST)])].map((form) => ` ${form} `);
  return { text: word, whole, any: [` ${word}`, ...whole.filter((form) => !form.startsWith(` ${word}`))] };
}

function seekAmount({ 0: text, groups: { digits: spaced, unit = "" } }) {
  const digits = spaced.replaceAll(" ", "");
  const values = listValues(digits, POWERS[unit] ?? 0).map((value) => ` =${value} `);
  const words = ` ${cut(`${digits} ${unit}`, WORD).join(" ")}`;
  return { text: text.trim(), whole: [...values, `${words} `], any: [...values, words] };
}

function listValues(digits, power) {
  const [marks, plain] = [cut(digits, /[.,]/gu), digits.replaceAll(/[.,]/gu, "")];
  const kinds = new Set(marks).size;
  const values = [];
  if (marks.length === 1 || kinds > 1) values.push(shift(plain, power - digits.split(/[.,]/u).at(-1).length));
  if (!marks.length || (kinds === 1 && (marks.length > 1 || GROUP.test(digits)))) values.push(shift(plain, power));
  return values;
}

function shift(digits, power) {
  if (power >= 0) return (digits + "0".repeat(power)).replace(/^0+/u, "") || "0";
  const padded = digits.padStart(1 - power, "0");
  return `${padded.slice(0, power).replace(/^0+/u, "") || "0"}.${padded.slice(power)}`.replace(/0+$/u, "").replace(/\.$/u, "");
}

const isIn = ({ any }, text) => any.some((pattern) => text.includes(pattern));
const isWholeIn = ({ whole }, text) => whole.some((pattern) => text.includes(pattern));
export const isFound = (sought, text) => sought.every((one) => isIn(one, text));

// How well a text that matches does so: 0 by whole words of its title, 1 by whole words, 2 otherwise.
export function rank(sought, text) {
  const [title] = text.split("\n");
  if (sought.every((one) => isWholeIn(one, title))) return 0;
  return sought.every((one) => isWholeIn(one, text)) ? 1 : 2;
}

// The positions of the lines of a text that matches which are enough to hold all that is sought.
export function explain(sought, text) {
  const lines = text.split("\n");
  const found = sought.map((one) => {
    const whole = lines.findIndex((line) => isWholeIn(one, line));
    return whole === -1 ? lines.findIndex((line) => isIn(one, line)) : whole;
  });
  return [...new Set(found.filter((line) => line !== -1))].sort((a, b) => a - b);
}

// Searches near one that finds nothing; `has` says whether one finds a row.
export function suggest(q, texts, has) {
  const words = parseSearch(q).map((one) => (texts.some((text) => isFound(parseSearch(one.text), text)) ? one.text : findNear(one.text, texts)));
  const known = words.filter((word) => word !== null);
  const shorter = known.length > 1 ? known.map((_, i) => known.toSpliced(i, 1)) : [];
  return [...new Set([known, ...shorter].map((some) => some.join(" ")))].filter((one) => one && one !== q && has(one)).slice(0, OFFERED);
}

function findNear(word, texts) {
  if ([...word].length < SHORTEST) return null;
  const counts = new Map();
  texts.forEach((text) => new Set(cut(text, /[^ \n]+/gu)).forEach((one) => [...one].length >= SHORTEST && !one.startsWith("=") && counts.set(one, (counts.get(one) ?? 0) + 1)));
  const most = [...word].length < SURE ? 1 : 2;
  const near = [...counts].map(([one, count]) => [measure(word, one), -count, one]).filter(([distance]) => distance <= most);
  return near.sort(([a, b, c], [x, y, z]) => a - x || b - y || (c < z ? -1 : 1))[0]?.[2] ?? null;
}

// The optimal string alignment distance: insertions, deletions, substitutions, and swaps of two neighbours.
function measure(one, other) {
  const [a, b] = [[...one], [...other]];
  let [before, last] = [[], b.map((_, j) => j)];
  last.push(b.length);
  a.forEach((letter, i) => {
    const row = [i + 1];
    b.forEach((there, j) => {
      const swapped = i > 0 && j > 0 && letter === b[j - 1] && a[i - 1] === there ? before[j - 1] + 1 : Infinity;
      row.push(Math.min(last[j + 1] + 1, row[j] + 1, last[j] + (letter === there ? 0 : 1), swapped));
    });
    [before, last] = [last, row];
  });
  return last[b.length];
}
