/* Words to rows, as `geo.viewing.data.search` and `search_query` have it: the texts of the rows are those that it made. */
// A text without accents and case, as `fold` there has it: letter by letter, so that no letter's case depends on the next.
const ASCII = /^\p{ASCII}*$/u;
const foldLetter = (letter) => (letter === "ı" ? letter : letter.toLowerCase().toUpperCase().toLowerCase());
const fold = (text) => (ASCII.test(text) ? text.toLowerCase() : [...text].map(foldLetter).join("").normalize("NFKD").replaceAll(/[\u0300-\u036F]/gu, ""));

const ABBREVIATION = /(?<![\p{L}\p{N}])(?:(?:[\p{L}\p{Nl}\p{No}]\.){2,}|(?<one>[\p{L}\p{Nl}\p{No}])\k<one>(?:\. ?| )(?<other>[\p{L}\p{Nl}\p{No}])\k<other>(?:\.|(?![\p{L}\p{N}])))/gu;
const ACRONYM = /(?<![\p{L}\p{N}])[A-Z]{3,6}(?![\p{L}\p{N}])/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const QUOTE = /["“”„«»]/gu;
// The words that a search is parsed by: the page in one file has those of the server.
const { asking, months: MONTHS, spelled: SPELLED, powers: POWERS, endings: ENDINGS, bounds: BOUNDS, fractions } = window.searchWords;
const ASKING = new Set(asking);
const MONTH_NUMBERS = Object.fromEntries(
  MONTHS.flatMap((names, i) => names.flatMap((name) => [name, name.slice(0, 3)].map((one) => [one, String(i + 1).padStart(2, "0")]))),
);
const join = (words) => words.sort((a, b) => b.length - a.length).join("|");
const [MONTH, NUMBER, UNIT] = [MONTH_NUMBERS, SPELLED, POWERS].map((words) => join(Object.keys(words)));
const MILLIONS = join(Object.keys(POWERS).filter((unit) => POWERS[unit] > POWERS.k));
const NUMBERS = String.raw`(?:${NUMBER})(?:(?: y | and |[ -])(?:${NUMBER})(?![\p{L}\p{N}]))*`;
const DIGITS = "(?:[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*)";
const CURRENCY = String.raw`(?:us ?\$|\$|usd )`;
const DOLLARS = " (?:de )?(?:dollars?|dolares|usd)";
const BOUND = Object.entries(BOUNDS).map(([name, words]) => `(?<${name}>${words})`).join("|");
const RANGE = `(?:between|entre) (?<from>${CURRENCY}? ?(?:${DIGITS}|${NUMBER})(?: ?(?:${UNIT}))?) (?:and|y) `;
const MONEY = String.raw`(?:${CURRENCY} ?[0-9]|(?:${DIGITS}|${NUMBERS}) ?(?:${MILLIONS}|(?:${UNIT})?${DOLLARS})(?![\p{L}\p{N}]))`;
const WHOLE = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}])(?:(?<iso>(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?)`,
    String.raw`|(?<first>[0-3]?[0-9])[/.-](?<second>[0-3]?[0-9])[/.-](?<last>(?:19|20)[0-9]{2})`,
    String.raw`|(?:(?<before>[0-3]?[0-9]) (?:de )?)?(?<month>${MONTH})\.?(?: (?<after>[0-3]?[0-9])(?:,? ))?(?:,? |-)?(?:del? )?(?<year>(?:19|20)[0-9]{2})`,
    String.raw`|(?<day>[0-3]?[0-9]) (?:de )?(?<of>${MONTH})|(?<in>${MONTH})\.? (?<date>[0-3]?[0-9])(?= |$)`,
    String.raw`|(?:fy|af|fiscal year|ano fiscal|ejercicio fiscal) ?(?:20)?(?<fiscal>[0-9]{2})`,
    String.raw`|(?<region>[a-z]{2}-[a-z0-9]{1,3})|(?<phrase>mil millones)`,
    `|(?:(?<compared>(?:${BOUND}) ?|${RANGE})(?=${MONEY}))?(?:(?<currency>${CURRENCY})? ?(?<digits>${DIGITS})|(?<spelled>${NUMBERS})) ?(?<unit>${UNIT})?`,
    String.raw`(?<dollars>${DOLLARS})?)(?![\p{L}\p{N}])`,
  ].join(""),
  "gu",
);
const GROUP = /^[1-9][0-9]{0,2}[.,][0-9]{3}$/u;
const DECIMAL = /^[0-9]+[.,][0-9]{1,2}$/u;
// What is spelled in two ways, by the British and the Americans anywhere in a word, and abbreviations.
const SPELLINGS = [
  [/(?<=[\p{L}\p{N}]{3}[iy])[sz](?=[eia]|$)/gu, "s", "z"],
  [/(?<=[\p{L}\p{N}]{3})ou?r/gu, "our", "or"],
  [/(?<=[\p{L}\p{N}]{2}(?:en|ti))[cs](?=e)/gu, "c", "s"],
  [/(?<=gra)m(?:me)?(?=s?$)/gu, "mme", "m"],
  [/(?<=log)(?:ue)?(?=s?$)/gu, "ue", ""],
  [/(?<=[\p{L}\p{N}]{3}[aeiou])ll?(?=ed|ing|er|or|ment|s?$)/gu, "ll", "l"],
  [/(?<=cent|heat)(?:re|er)(?=s?$)/gu, "re", "er"],
  [/(?<=met|lit|fib)(?:re|er)(?=s?$)/gu, "re", "er"],
  [/^(?:department|dept)$/gu, "department", "dept"],
  [/^(?:departamento|dpto|depto)$/gu, "departamento", "dpto"],
  [/^(?:government|govt)$/gu, "government", "govt"],
  [/^(?:international|intl)$/gu, "international", "intl"],
  [/^(?:national|natl)$/gu, "national", "natl"],
];
const [SHORTEST, SURE, OFFERED, KIN, WAYS] = [3, 6, 3, 5, 16];
const cut = (text, pattern) => text.match(pattern) ?? [];

// The words and amounts of a search, each { text, whole, any }: a row matches where it has them all.
export function parseSearch(q) {
  let folded = fold(q.trim().replaceAll(/\s+/gu, " ")).replaceAll(ABBREVIATION, (word) => word.replaceAll(/[. ]/gu, ""));
  for (const [pattern, value] of fractions) folded = folded.replaceAll(new RegExp(pattern, "gu"), value);
  const acronyms = new Set(cut(q, ACRONYM).map((word) => word.toLowerCase()));
  const found = folded.split(QUOTE).flatMap((part, i, { length }) => {
    const things = splitIntoThings(part);
    if (i % 2 && i < length - 1 && things.length) return seekPhrase(things, acronyms);
    return things.map((one) => (one.groups ? seekWhole(one) : seekWord(one, acronyms.has(one))));
  });
  const said = found.filter(({ text }) => !ASKING.has(text) || acronyms.has(text));
  return said.length ? said : found;
}

// The words of a search, and what in it is sought as one.
function splitIntoThings(folded) {
  const things = [];
  let start = 0;
  for (const match of folded.matchAll(WHOLE)) {
    things.push(...cut(folded.slice(start, match.index), WORD), match);
    start = match.index + match[0].length;
  }
  return [...things, ...cut(folded.slice(start), WORD)];
}

// Words in quotation marks: whole, and next to each other.
function seekPhrase(things, acronyms) {
  const patterns = things.reduce((begun, one) => {
    const ways = one.groups ? seekWhole(one).whole : [...listSpellings(one), ...(acronyms.has(one) ? [one.toUpperCase()] : [])].map((way) => ` ${way} `);
    return begun.flatMap((words) => ways.map((way) => words.trimEnd() + way)).slice(0, WAYS);
  }, [""]);
  return { text: `"${patterns[0].trim()}"`, whole: patterns, any: patterns };
}

function seekWord(word, isAcronym) {
  const spelled = listSpellings(word);
  const forms = [...word].length < SHORTEST ? [] : spelled.flatMap((one) => ENDINGS.filter(([end]) => one.endsWith(end)).map(([end, other]) => one.slice(0, one.length - end.length) + other));
  const whole = [...new Set([...spelled, ...forms.filter((form) => [...form].length >= SHORTEST)])].map((form) => ` ${form} `);
  const begins = spelled.filter((one) => !spelled.some((other) => one !== other && one.startsWith(other))).map((one) => ` ${one}`);
  const initials = isAcronym ? [` ${word.toUpperCase()}`, `${word.toUpperCase()} `] : []; // of a name, its beginning or its end
  if (isAcronym && ASKING.has(word)) return { text: word, whole: initials, any: initials }; // WHO
  return { text: word, whole: [...whole, ...initials], any: [...begins, ...whole.filter((form) => !begins.some((begin) => form.startsWith(begin))), ...initials] };
}

function listSpellings(word) {
  const spelled = [word];
  for (const [pattern, ...ways] of SPELLINGS) {
    if (word.search(pattern) !== -1) spelled.push(...spelled.flatMap((one) => ways.map((way) => one.replaceAll(pattern, way))));
  }
  return [...new Set(spelled)];
}

function seekWhole(match) {
  const { 0: text, groups } = match;
  if (groups.digits ?? groups.spelled) {
    const amount = groups.digits ? seekAmount(match) : seekNumber(match);
    return groups.compared ? seekMoney(amount, match) : amount;
  }
  let patterns = [` ${text} `, ` ${text.replaceAll("-", " ")} `];
  if (groups.iso || groups.month) patterns = listDates(groups);
  else if (groups.last) {
    const [one, other] = [groups.first, groups.second].map((number) => number.padStart(2, "0"));
    patterns = [` ${groups.last}-${one}-${other} `, ` ${groups.last}-${other}-${one} `];
  } else if (groups.day || groups.date) patterns = listDays(groups.day ?? groups.date, MONTH_NUMBERS[groups.of ?? groups.in]);
  else if (groups.fiscal) patterns = [`20${groups.fiscal}`, groups.fiscal].flatMap((year) => ["fiscal year ", "ano fiscal ", "fy ", "fy"].map((name) => ` ${name}${year} `));
  patterns = [...new Set(patterns)];
  return { text, whole: patterns, any: patterns };
}

// A month or a day as the line of dates has it, then as a text has it.
function listDates({ iso, before, after, month: name, year: written }) {
  const [year, month, day = before ?? after] = iso ? iso.split("-") : [written, MONTH_NUMBERS[name]];
  if (!day) return [` ${year}-${month}`, ...MONTHS[month - 1].flatMap((one) => [` ${one} ${year} `, ` ${one} de ${year} `])];
  const number = day.replace(/^0+/u, "");
  const inTexts = MONTHS[month - 1].flatMap((one) => [` ${number} ${one} ${year} `, ` ${one} ${number} ${year} `, ` ${number} de ${one} de ${year} `]);
  return [` ${year}-${month}-${day.padStart(2, "0")} `, ...inTexts];
}

// A day without its year as the line of dates has it, then as a text has it.
function listDays(day, month) {
  const number = day.replace(/^0+/u, "");
  return [`-${month}-${day.padStart(2, "0")} `, ...MONTHS[month - 1].flatMap((one) => [` ${number} ${one} `, ` ${one} ${number} `, ` ${number} de ${one} `])];
}

// A decimal alone is what an amount in words begins with: 8.5 of $8.5 million.
function seekAmount({ 0: text, groups: { currency, digits: spaced, unit = "" } }) {
  const digits = spaced.replaceAll(" ", "");
  const powers = !unit && !currency && DECIMAL.test(digits) ? [0, 6, 9] : [POWERS[unit] ?? 0];
  const values = powers.flatMap((power) => listValues(digits, power)).map((value) => ` =${value} `);
  const words = ` ${cut(`${digits} ${unit}`, WORD).join(" ")}`;
  return { text: text.trim(), whole: [...values, `${words} `], any: [...values, words] };
}

// What is sought by a number in words: these words, or the number in figures.
function seekNumber({ 0: text, groups: { spelled, unit = "" } }) {
  const value = cut(spelled, WORD).reduce((sum, word) => (word === "hundred" ? (sum || 1) * 100 : sum + (SPELLED[word] ?? 0)), 0);
  const patterns = [` =${shift(String(value), POWERS[unit] ?? 0)} `, `${` ${value} ${unit}`.trimEnd()} `];
  const words = cut(text, WORD);
  const said = words.length === 1 ? seekWord(words[0], false) : { whole: [` ${words.join(" ")} `], any: [` ${words.join(" ")}`] };
  return { text: text.trim(), whole: [...patterns, ...said.whole], any: [...patterns, ...said.any] };
}

// What is sought by a comparison with an amount: dollars, or what a row has in the same words.
function seekMoney(amount, { 0: written, groups: { currency, dollars, from, unit = "", least, more, most } }) {
  const [value, said] = [readValue(amount), ` ${written.replaceAll(/[ .,$]+/gu, " ")} `];
  const seek = (whole, ...between) => ({ text: amount.text, whole, any: whole, between });
  if (from) { // of 1 and 10 million the first is 1 million, of 500,000 and 1 million it is not
    const low = [unit, ""].map((one) => readValue(parseSearch(`${from} ${one}`)[0])).find((one) => Number(one) <= value) ?? value;
    return seek([said, ` =$${low} `, ` =$${value} `], Number(low), Number(value));
  }
  const limit = ` ${least ?? more ? "more" : "less"} than =`;
  const patterns = [said, `${limit}$${value} `, ...(currency ?? dollars ? [] : [`${limit}${value} `]), ...(least ?? most ? [` =$${value} `] : [])];
  return least ?? more ? seek(patterns, Number(value), Infinity) : seek(patterns, -Infinity, Number(value));
}

// The number that an amount is, of several that it can mean the greatest.
const readValue = ({ any }) => any.filter((one) => one.startsWith(" =")).map((one) => one.slice(2).trim()).sort((a, b) => b - a)[0] ?? "nan";

function listValues(digits, power) {
  const [marks, plain, last] = [cut(digits, /[.,]/gu), digits.replaceAll(/[.,]/gu, ""), digits.split(/[.,]/u).at(-1)];
  const [kinds, isGroup] = [new Set(marks).size, GROUP.test(digits)];
  const values = [];
  if ((marks.length === 1 && !(isGroup && last.endsWith("0"))) || kinds > 1) values.push(shift(plain, power - last.length)); // no decimal ends in 0
  if (!marks.length || (kinds === 1 && (marks.length > 1 || isGroup))) values.push(shift(plain, power));
  return values;
}

function shift(digits, power) {
  if (power >= 0) return (digits + "0".repeat(power)).replace(/^0+/u, "") || "0";
  const padded = digits.padStart(1 - power, "0");
  return `${padded.slice(0, power).replace(/^0+/u, "") || "0"}.${padded.slice(power)}`.replace(/0+$/u, "").replace(/\.$/u, "");
}

// Whether a text has one of some patterns, or an amount that lies between those that are sought.
function hasOne(patterns, { between: [low, high] = [] }, text) {
  const amount = Number(text.split(" =$")[1]?.split(" ")[0]);
  return patterns.some((pattern) => text.includes(pattern)) || (low < amount && amount < high);
}
const isIn = (one, text) => hasOne(one.any, one, text);
const isWholeIn = (one, text) => hasOne(one.whole, one, text);
export const isFound = (sought, text) => sought.length > 0 && sought.every((one) => isIn(one, text));
// A search as the server has it: in one line, without what cannot be seen.
export const tidy = (q) => (q ?? "").replaceAll(/[\p{C}\p{Z}\s]+/gu, " ").trim();

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
  const isWord = (word) => texts.some((text) => isFound(parseSearch(word), text));
  const counts = countWords(texts);
  const mend = (word) => [word, word.toUpperCase()].find((one) => isWord(one)) ?? findNear(word, counts) ?? split(word, counts) ?? findKin(word, counts); // FMS, where fms is no word
  const known = parseSearch(q.replaceAll(QUOTE, " ")).map(({ text }) => mend(text)).filter((word) => word !== null);
  const shorter = known.length > 1 ? known.map((_, i) => known.toSpliced(i, 1)) : [];
  return [...new Set([known, ...shorter].map((some) => some.join(" ")))].filter((one) => one && one !== q && has(one)).slice(0, OFFERED);
}

// The words there are, and in how many texts.
function countWords(texts) {
  const counts = new Map();
  const isWord = (one) => [...one].length >= SHORTEST && !one.startsWith("=") && one === one.toLowerCase();
  texts.forEach((text) => new Set(cut(text, /[^ \n]+/gu)).forEach((one) => isWord(one) && counts.set(one, (counts.get(one) ?? 0) + 1)));
  return counts;
}

const byCount = ([one, count], [other, most]) => most - count || (one < other ? -1 : 1);

function findNear(word, counts) {
  if ([...word].length < SHORTEST) return null;
  const most = [...word].length < SURE ? 1 : 2;
  const near = [...counts].map(([one, count]) => [measure(word, one), one, count]).filter(([distance]) => distance <= most);
  return near.sort(([a, ...one], [b, ...other]) => a - b || byCount(one, other))[0]?.[1] ?? null;
}

// The two words that one is written for: blackhawk.
function split(word, counts) {
  const letters = [...word];
  for (let at = SHORTEST; at <= letters.length - SHORTEST; at += 1) {
    const parts = [letters.slice(0, at).join(""), letters.slice(at).join("")];
    if (parts.every((one) => counts.has(one))) return parts.join(" ");
  }
  return null;
}

// The word that begins most as this one does, the most frequent of several: donate for donation.
function findKin(word, counts) {
  const letters = [...word];
  for (let length = letters.length - 1; length >= Math.max(KIN, Math.ceil((letters.length * 3) / 5)); length -= 1) {
    const kin = [...counts].filter(([one]) => one.startsWith(letters.slice(0, length).join("")));
    if (kin.length) return kin.sort(byCount)[0][0];
  }
  return null;
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
