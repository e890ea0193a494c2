import { parse } from "./dom.js";

export const CHOICE = ["site", "program"]; // the parameters of the address that are a choice
export const BELOW = ["tab", "sort"]; // those that the panel does not depend on

// What {site} or {program} chooses, as the panel's `data-chosen` has it; "" is nothing.
export const codeOf = ({ site, program }) => (site ? `site=${site}` : program && `program=${program}`) ?? "";
export const choiceOf = (query) => Object.fromEntries(CHOICE.map((name) => [name, query.get(name)]).filter(([, code]) => code).slice(0, 1));

/* What the address says, and the choice in it. `names` are the page's own parameters in the order in which the server
   writes them, `language` is that of an address without one. */
export class Address {
  constructor(place, names, language) {
    Object.assign(this, { place, names, language, choice: choiceOf(place.read()) });
    this.others = this.write(CHOICE);
    place.connect({ complete: (query) => this.complete(query), follow: (isStep) => this.follow(isStep) });
  }

  // The page's own part of the address as the server writes it, without some parameters.
  write(without = [], query = this.place.read()) {
    if (!query.has("lang")) query.set("lang", this.language);
    return String(parse(this.names.filter((name) => !without.includes(name)).flatMap((name) => query.getAll(name).map((value) => [name, value]))));
  }

  // A query as it is to be written: with the choice, and with what of the address is not the page's own.
  complete(query) {
    CHOICE.forEach((name) => (this.choice[name] ? query.set(name, this.choice[name]) : query.delete(name)));
    const foreign = [...this.place.read()].filter(([name]) => !this.names.includes(name));
    return String(parse([...parse(this.write([], query)), ...foreign]));
  }

  // Take note of what was written, or of where a step of the history led; return whether more than the choice changed.
  follow(isStep) {
    if (isStep) this.choice = choiceOf(this.place.read());
    const before = this.others;
    this.others = this.write(CHOICE);
    this.changed?.();
    return this.others !== before;
  }

  choose(choice) {
    this.choice = choiceOf(new Map(Object.entries(choice)));
    this.place.write(this.write());
  }

  // Go where a link leads; some parameters stay as they are.
  go(href, kept = []) {
    const [query, here] = [this.place.parse(href), this.place.read()];
    kept.forEach((name) => (here.has(name) ? query.set(name, here.get(name)) : query.delete(name)));
    this.place.go(query);
  }
}
