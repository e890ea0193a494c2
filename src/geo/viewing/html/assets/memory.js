import { parse } from "./dom.js";

const LONGEST = 200; // characters of a search, as in `geo.viewing.data.filters`

/* The state, in memory: a browser in a frame, or asked too often, may refuse to write it after the # of the address. */
export class Memory {
  constructor(known) {
    this.known = known;
    this.query = String(this.parse(location.hash));
  }

  // What of an address is known here.
  parse(href) {
    const pairs = [...parse(href.slice(href.indexOf("#") + 1))];
    return parse(pairs.filter(([name, value]) => name === "q" || this.known[name]?.includes?.(value)).map(([name, value]) => [name, value.slice(0, LONGEST)]));
  }

  read() {
    return parse(this.query);
  }

  link(query = this.query) {
    return `${location.href.split("#")[0]}#${query}`;
  }

  write(query, isReplaced) {
    this.query = String(this.parse(query));
    try {
      history[isReplaced ? "replaceState" : "pushState"](null, "", `#${this.query}`);
    } catch { /* the page goes on without an address */ }
    this.seen = location.hash;
  }

  connect(follow) {
    this.seen = location.hash;
    ["popstate", "hashchange"].forEach((name) => window.addEventListener(name, () => {
      if (location.hash === this.seen) return;
      this.seen = location.hash;
      this.query = String(this.parse(location.hash));
      follow();
    }));
  }
}
