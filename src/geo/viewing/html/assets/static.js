/* The page around the map where the whole edition is one file. What is chosen and filtered is in the address after #;
   each change goes there first, and the page follows the address. map.js draws, as in the app. */
(() => {
  "use strict";

  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const read = (selector) => JSON.parse(one(selector).textContent);
  // As geo.viewing.data.filters.fold: accents and case do not matter.
  const fold = (text) => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const SEARCHED = ["title_en", "title_es", "summary_en", "summary_es", "sector_en", "sector_es", "site_en", "site_es", "agencies", "partners"];

  let rows = [];
  let opener = null; // what had the focus when something was chosen, to return to

  function readAddress() {
    const query = new URLSearchParams(location.hash.slice(1));
    const language = query.get("lang") ?? navigator.language.slice(0, 2).toLowerCase();
    const known = (name, property) => (rows.some((row) => row[property] === query.get(name)) ? query.get(name) : null);
    return {
      language: ["en", "es"].includes(language) ? language : "en",
      q: (query.get("q") ?? "").slice(0, 200),
      sectors: new Set(query.getAll("sector").filter((code) => rows.some((row) => row.sector === code))),
      site: known("site", "site"),
      program: known("program", "program"),
    };
  }

  function go(state, replace = false) {
    const query = new URLSearchParams([...state.sectors].sort().map((code) => ["sector", code]));
    ["q", "site", "program"].forEach((name) => state[name] && query.set(name, state[name]));
    query.set("lang", state.language);
    if (replace) history.replaceState(null, "", `#${query}`);
    else history.pushState(null, "", `#${query}`);
    show();
  }

  function choose({ site = null, program = null }) {
    opener = site || program ? document.activeElement : opener;
    go({ ...readAddress(), site, program });
    const target = site || program ? one("#chosen :is([data-about], [data-details]):not([hidden])") : null;
    if (target) (target.querySelector("h2") ?? target).focus();
    else setTimeout(() => findAgain(opener)?.focus(), 0);
    if (target && window.innerWidth < 768) one("#panel").scrollIntoView();
  }

  // The map draws its places anew with each change.
  const findAgain = (element) => (!element || element.isConnected ? element : one(`#map [data-site="${CSS.escape(element.dataset.site)}"]`));

  const matches = (row, { q, sectors }) => (!sectors.size || sectors.has(row.sector)) && fold(q).split(/\s+/u).every((word) => row.words.includes(word));

  function encode(shown) {
    const bytes = new Uint8Array(Math.ceil(shown.length / 8));
    shown.forEach((is, i) => { if (is) bytes[i >> 3] |= 128 >> (i & 7); });
    return btoa(String.fromCharCode(...bytes));
  }

  const count = (some, property = "program") => new Set(some.map((row) => row[property])).size;
  const here = (row) => row.longitude !== null && row.site_role === "site";

  function show() {
    const state = readAddress();
    const shown = rows.map((row) => matches(row, state));
    const left = rows.filter((_, i) => shown[i]);
    showMap(state, shown);
    document.documentElement.lang = state.language;
    all("[data-language]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.language === state.language)));
    showFilters(state);
    one("#shown").textContent = read("#shown-words")[state.language].replace("{programs}", count(left)).replace("{sites}", count(left.filter(here), "site"));
    one("#none").hidden = left.length > 0;
    showLists(left);
    showChosen(state, left);
    all("[data-row]").forEach((line) => {
      line.hidden = !shown[line.dataset.row];
      line.classList.toggle("marked", rows[line.dataset.row].program === state.program || rows[line.dataset.row].site === state.site);
    });
  }

  function showMap(state, shown) {
    const sites = state.site ? [state.site] : rows.filter((row) => row.program === state.program && row.longitude !== null).map((row) => row.site);
    window.partnershipMap.show({ rows: encode(shown), sites: [...new Set(sites)], language: state.language });
  }

  function showFilters(state) {
    const field = one("#q");
    if (field.value !== state.q) field.value = state.q;
    const found = rows.filter((row) => matches(row, { ...state, sectors: new Set() }));
    all("[name=sector]").forEach((box) => { box.checked = state.sectors.has(box.value); });
    all("[data-count]").forEach((place) => { place.textContent = count(found.filter((row) => row.sector === place.dataset.count)); });
    one("#chosen-sectors").textContent = state.sectors.size || "";
    one("#clear").hidden = !state.sectors.size && !state.q;
  }

  function showLists(left) {
    all("[data-programs]").forEach((place) => {
      const programs = count(left.filter((row) => row.site === place.dataset.programs));
      place.textContent = programs;
      place.closest("li").hidden = !programs;
    });
    const programs = new Set(left.map((row) => row.program));
    all("#overview [data-program]").forEach((button) => { button.closest("li").hidden = !programs.has(button.dataset.program); });
    all("#overview > div").forEach((list) => { list.hidden = !list.querySelector("li:not([hidden])"); });
  }

  function showChosen({ site, program }, left) {
    const isChosen = site !== null || program !== null;
    const programs = new Set(site === null ? [program] : left.filter((row) => row.site === site).map((row) => row.program));
    one("#overview").hidden = isChosen;
    one("#chosen").hidden = !isChosen;
    all("[data-about]").forEach((head) => { head.hidden = head.dataset.about !== site; });
    all("[data-details]").forEach((details) => { details.hidden = !programs.has(details.dataset.details); });
  }

  function save() {
    const blob = new Blob([one("#locations").textContent], { type: "application/geo+json" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: one("#save").dataset.file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  function begin() {
    const institutions = read("#institutions"); // their names in Spanish, for the search
    rows = read("#locations").features.map(({ properties }) => {
      const words = [...SEARCHED.flatMap((name) => properties[name]), ...properties.agencies.map((name) => institutions[name] ?? "")];
      return { ...properties, words: fold(words.join("\n")) };
    });
    one("#filters").addEventListener("submit", (event) => event.preventDefault());
    one("#filters").addEventListener("input", () => {
      const sectors = new Set(all("[name=sector]:checked").map((box) => box.value));
      go({ ...readAddress(), q: one("#q").value, sectors }, true);
    });
    one("#filters").addEventListener("reset", (event) => {
      event.preventDefault();
      go({ ...readAddress(), q: "", sectors: new Set() });
      one("#q").focus();
    });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button, a[data-site]");
      if (button?.matches("a")) event.preventDefault();
      if (button?.dataset.site) choose({ site: button.dataset.site });
      else if (button?.dataset.program) choose({ program: button.dataset.program });
      else if (button?.dataset.language) go({ ...readAddress(), language: button.dataset.language }, true);
      else if (button?.id === "back") choose({});
      else if (button?.id === "save") save();
    });
    window.addEventListener("popstate", show);
    window.partnershipMap.onChoose(choose);
    show();
  }

  document.addEventListener("DOMContentLoaded", begin);
})();
