import { choiceOf, codeOf } from "./address.js";
import { countPrograms, encode, match, suggestQueries } from "./selection.js";
import { explain, parseSearch, rank, tidy } from "./search.js";
import { find, parse } from "./dom.js";

const isField = (name) => name === "q";
const add = (name, className, textContent) => Object.assign(document.createElement(name), { className, textContent });
export const numberText = (count, { locale }) => count.toLocaleString(locale);
// A number of something, in words.
export const tell = (n, kind, words) => words[kind][Number(n !== 1)].replace("{n}", numberText(n, words));
// How many programmes some rows are of, and how many statistics, as `Words.programs` has it.
export function countText(rows, words) {
  const count = countPrograms(rows);
  const besides = countPrograms(rows.filter(({ isStatistic }) => isStatistic));
  const parts = [...(count === besides && besides ? [] : [tell(count - besides, "programs", words)]), ...(besides ? [tell(besides, "statistics", words)] : [])];
  return new Intl.ListFormat(words.locale).format(parts);
}

/* The panel of a query, from the one that the server drew for the same choice. */
export function drawPanel(given, { rows, sizes, words: said }) {
  const query = parse(given);
  const [language, choice] = [query.get("lang"), choiceOf(query)];
  const filters = String(parse([...query].filter(([name]) => isField(name) || name in rows[0].codes)));
  const shown = match(rows, query);
  const code = codeOf(choice);
  const name = [code || (shown.length ? "" : "none"), `lang=${language}`].filter(Boolean).join("&");
  const html = find(`[id="${CSS.escape(name)}"]`).textContent;
  const size = query.get("size");
  if (!filters && !size) return html;
  const panel = new DOMParser().parseFromString(html, "text/html").querySelector("#panel");
  const state = JSON.parse(panel.dataset.map);
  if (size) state.size = filters ? { kind: size } : sizes[language][size]; // as money is counted by the server alone
  if (filters) state.rows = encode(rows, shown);
  panel.dataset.map = JSON.stringify(state);
  if (!filters) return panel.outerHTML;
  panel.dataset.shown = describe(query, shown, said[language]);
  panel.querySelectorAll('a[href^="#"]:not([data-clear], [href^="#item"])').forEach((link) => link.setAttribute("href", link.getAttribute("href").replace("#", `#${filters}&`)));
  if (code) panel.querySelector("[data-back]").after(" ", add("span", "quiet", panel.dataset.shown));
  if (choice.site) trimSite(panel, shown.filter(({ site }) => site === choice.site), said[language]);
  else if (!code) trimOverview(panel, shown, query, said[language]);
  if (!code && !shown.length) addSuggestions(panel, rows, query, said[language]);
  return panel.outerHTML;
}

function trimSite(panel, shown, words) {
  const programs = new Set(shown.map(({ program }) => program));
  panel.querySelectorAll("article").forEach((one) => programs.has(one.dataset.program) || one.remove());
  const count = countText(shown, words);
  panel.querySelector("[data-count]").textContent = count;
  panel.dataset.says = `${panel.querySelector("#details").textContent}: ${count}`;
  if (!programs.size) panel.querySelector("header").after(add("p", "notice", words.hidden));
}

function trimOverview(panel, shown, query, words) {
  const [programs, sites, money] = panel.querySelectorAll(".figures > div");
  const here = shown.filter(({ isHere }) => isHere);
  const sentence = panel.dataset.shown;
  programs.querySelector("dt").textContent = words.counted[Number(shown.some(({ isStatistic }) => isStatistic))];
  programs.querySelector("dd").textContent = numberText(countPrograms(shown), words);
  sites.querySelector("dd").textContent = numberText(new Set(here.map(({ site }) => site)).size, words);
  panel.querySelector(".sentence").textContent = sentence;
  if (!shown.length) return;
  panel.dataset.says = sentence;
  money.remove(); // what is counted once is counted by the server alone
  panel.querySelector("details").replaceWith(add("p", "quiet", words.money));
  panel.querySelectorAll(".listed a").forEach((link) => {
    const found = link.dataset.site ? here.filter(({ site }) => site === link.dataset.site) : shown.filter(({ program, isPlaced }) => program === link.dataset.program && !isPlaced);
    if (!found.length) link.closest("li").remove();
    else if (link.dataset.site) link.querySelector(".quiet").textContent = numberText(found.length, words);
    if (found.length && query.get("q")) explainMatch(link, found, parseSearch(query.get("q")), words);
  });
  if (query.get("q")) panel.querySelectorAll(".listed").forEach(sortByRank);
  panel.querySelectorAll(".listed:empty").forEach((list) => {
    while (!list.previousElementSibling.matches(".group")) list.previousElementSibling.remove();
    list.previousElementSibling.remove();
    list.remove();
  });
}

// Say what of some rows holds what is sought, and remember how well it does, as the server has it.
function explainMatch(link, found, sought, words) {
  const line = link.closest("li");
  line.rank = Math.min(...found.map((row) => rank(sought, row.words)));
  const parts = [...new Set(found.flatMap((row) => explain(sought, row.words)))].sort((a, b) => a - b);
  if (!parts.length || (link.dataset.program && String(parts) === "0")) return;
  const names = new Intl.ListFormat(words.locale).format(parts.map((part) => words.parts[part]));
  line.append(" ", add("small", "quiet", words.matched.replace("{parts}", () => names)));
}

function sortByRank(list) {
  list.append(...[...list.children].sort((a, b) => a.rank - b.rank));
}

function addSuggestions(panel, rows, query, words) {
  const offers = suggestQueries(rows, query);
  if (!offers.length) return;
  const list = add("ul", "listed", "");
  offers.forEach((next) => {
    const [line, link] = ["li", "a"].map((name) => document.createElement(name));
    const isSame = Object.keys(rows[0].codes).every((name) => String(next.getAll(name)) === String(query.getAll(name)));
    const name = (isSame ? words.suggestion : words.suggestionAll).replace("{q}", () => next.get("q"));
    link.setAttribute("href", `#${parse([...next].filter(([one]) => isField(one) || one === "lang" || one in rows[0].codes))}`);
    link.dataset.suggested = "";
    link.append(name, " ", add("span", "quiet", countText(match(rows, next), words)));
    line.append(link);
    list.append(line);
  });
  panel.querySelector(".notice").after(add("p", "quiet", words.suggested), list);
}

// The sentence that says what is shown, as `geo.viewing.words.wording` has it.
function describe(query, shown, words) {
  const list = new Intl.ListFormat(words.locale);
  const form = countPrograms(shown) === 1 ? 0 : 1;
  const phrases = Object.entries(words.phrases).filter(([name]) => query.get(name)).map(([name, forms]) => {
    const values = isField(name) ? tidy(query.get(name)) : list.format(query.getAll(name).map((code) => words.codes[name][code][form]));
    return forms[form].replace("{values}", () => values);
  });
  return [countText(shown, words), ...phrases].join("");
}
