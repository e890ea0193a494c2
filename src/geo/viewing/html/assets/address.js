import { parse } from "./dom.js";

export const CHOICE = ["site", "program"]; // the parameters of the address that are a choice
export const OWN = [...CHOICE, "size"]; // those of map and panel alone
export const BELOW = ["tab", "sort", "hide"]; // those of what stands below the map

// What {site} or {program} chooses, as the panel's `data-chosen` has it; "" is nothing.
export const codeOf = ({ site, program }) => (site ? `site=${site}` : program && `program=${program}`) ?? "";
export const choiceOf = (query) => Object.fromEntries(CHOICE.map((name) => [name, query.get(name)]).filter(([, code]) => code).slice(0, 1));

/* What the address says; it alone writes it. `names` are the page's own parameters in the order in which the server
   writes them, `language` is that of an address without one. `changed` is called after each change. */
export class Address {
  constructor(place, names, language) {
    Object.assign(this, { place, names, language });
    place.connect(() => this.changed?.());
  }

  get choice() {
    return choiceOf(this.place.read());
  }

  // The page's own part of a query as the server writes it, without some parameters.
  write(without = [], query = this.place.read()) {
    if (!query.has("lang")) query.set("lang", this.language);
    return String(parse(this.names.filter((name) => !without.includes(name)).flatMap((name) => query.getAll(name).map((value) => [name, value]))));
  }

  // Write a query, with what of the address is not the page's own; typing replaces what it wrote.
  set(query, isReplaced = false) {
    const foreign = [...this.place.read()].filter(([name]) => !this.names.includes(name));
    const next = String(parse([...parse(this.write([], query)), ...foreign]));
    if (next === String(this.place.read())) return;
    this.place.write(next, isReplaced);
    this.changed?.();
  }

  choose(choice) {
    const query = this.place.read();
    CHOICE.forEach((name) => query.delete(name));
    Object.entries(choiceOf(new Map(Object.entries(choice)))).forEach(([name, code]) => query.set(name, code));
    this.set(query);
  }

  // Add a code to those that filter, or take it out: from what the address says now, not from what is drawn.
  toggle(name, code) {
    const query = this.place.read();
    const codes = query.getAll(name);
    query.delete(name);
    (codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code]).forEach((one) => query.append(name, one));
    this.set(query);
  }

  search(words, isReplaced) {
    const query = this.place.read();
    if (words) query.set("q", words);
    else query.delete("q");
    this.set(query, isReplaced);
  }

  // Size the signs of the map by a kind of money, or by none.
  resize(kind) {
    const query = this.place.read();
    if (kind) query.set("size", kind);
    else query.delete("size");
    this.set(query);
  }

  // Go where a link leads; some parameters stay as they are.
  go(href, kept) {
    const [query, here] = [this.place.parse(href), this.place.read()];
    kept.forEach((name) => {
      query.delete(name);
      here.getAll(name).forEach((value) => query.append(name, value));
    });
    this.set(query);
  }
}
