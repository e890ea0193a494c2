import { find, parse } from "./dom.js";

const AGAIN = 5000; // milliseconds after which a browser that refused an address is asked again
const SCROLLER = ".stMain"; // what the browser itself does not scroll back
const PREFIXES = { search: "?", hash: "#" };

/* The state, in memory, and in one part of the address ("search" or "hash") as far as the browser writes it: in a frame,
   or asked too often, it may refuse. `clean` takes from a query what is not known here. */
export class Memory {
  constructor(part, clean = (query) => query) {
    Object.assign(this, { part, clean, prefix: PREFIXES[part], tops: new Map() });
    this.look();
  }

  // Take the state from the address.
  look() {
    clearTimeout(this.waiting);
    this.seen = location[this.part];
    this.query = String(this.clean(parse(this.seen.slice(1))));
  }

  read() {
    return parse(this.query);
  }

  // What of the address of a link is known here.
  parse(href) {
    return this.clean(parse(new URL(href, location.href)[this.part].slice(1)));
  }

  link(query = this.query) {
    return new URL(this.prefix + query, location.href).href;
  }

  write(query, isReplaced) {
    this.isReturned = false;
    this.tops.set(this.query, find(SCROLLER)?.scrollTop);
    this.query = String(this.clean(parse(query)));
    this.put(isReplaced);
  }

  // Scroll to where the page was when it left this address, if the browser came back to it; return whether it did.
  scrollBack() {
    const top = this.isReturned ? this.tops.get(this.query) : undefined;
    if (top === undefined) return false;
    find(SCROLLER).scrollTo({ top, behavior: "instant" });
    return true;
  }

  // Write the address; a browser that refuses is asked again.
  put(isReplaced) {
    clearTimeout(this.waiting);
    try {
      history[isReplaced ? "replaceState" : "pushState"](null, "", this.prefix + this.query);
    } catch {
      this.waiting = setTimeout(() => this.put(isReplaced), AGAIN);
      return;
    }
    this.seen = location[this.part];
  }

  // `follow` is called once the browser went to another address; nobody else needs to know.
  connect(follow) {
    ["popstate", "hashchange"].forEach((name) => window.addEventListener(name, (event) => {
      if (!event.isTrusted) return;
      if (location[this.part] !== this.seen) {
        this.look();
        this.isReturned = true;
        follow();
      }
      if (name === "popstate") event.stopImmediatePropagation();
    }));
  }
}
