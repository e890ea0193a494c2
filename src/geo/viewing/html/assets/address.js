import { parse } from "./dom.js";

const CHOICE = ["site", "program"]; // the parameters of the address that are a choice
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

  // A query with what of the address is not the page's own.
  complete(query) {
    const foreign = [...this.place.read()].filter(([name]) => !this.names.includes(name));
    return String(parse([...parse(this.write([], query)), ...foreign]));
  }

  // Write a query; typing replaces what it wrote.
  set(query, isReplaced = false) {
    const next = this.complete(query);
    if (next === String(this.place.read())) return;
    this.place.write(next, isReplaced);
    this.changed?.();
  }

  choose(choice) {
    this.set(this.chosen(choice));
  }

  // The query of a choice.
  chosen(choice) {
    const query = this.place.read();
    CHOICE.forEach((name) => query.delete(name));
    Object.entries(choiceOf(new Map(Object.entries(choice)))).forEach(([name, code]) => query.set(name, code));
    return query;
  }

  // The query with a code added to those that filter, or taken out.
  toggled(name, code) {
    const query = this.place.read();
    const codes = query.getAll(name);
    query.delete(name);
    (codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code]).forEach((one) => query.append(name, one));
    return query;
  }

  // The query with some codes in the place of others that filter, as `geo.viewing.data.address.Address.toggle` has it.
  replaced(codes) {
    const query = this.place.read();
    const isThere = [...codes].every(([name, code]) => String(query.getAll(name)) === code);
    codes.forEach((code, name) => { if (isThere) query.delete(name); else query.set(name, code); });
    return query;
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

  // The query of a link; some parameters stay as they are.
  followed(href, names) {
    const [query, here] = [this.place.parse(href), this.place.read()];
    names.forEach((name) => {
      query.delete(name);
      here.getAll(name).forEach((value) => query.append(name, value));
    });
    return query;
  }
}
