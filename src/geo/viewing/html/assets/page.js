/* The page around the map. The address is the state: Streamlit writes filters, language and tab into it, `Address` alone
   the choice of a site or a programme. Panel and map show what the server draws for the address, whoever changed it.
   A deferred script of the page, which runs before Streamlit's. */
import { Address } from "./address.js";
import { Connection } from "./connection.js";
import { FirstPage } from "./first-page.js";
import { MapFrame } from "./map-frame.js";
import { Panel } from "./panel.js";
import { parse } from "./dom.js";

const LENGTH = 200; // characters of a value that the server looks at
const PAIRS = 90; // values that it reads of a panel's query: more than all filters have at once

// The server reads no query that is longer than any of a person's; what matters most of an address stands last in it.
async function loadPanel(query, signal) {
  const short = parse([...parse(query)].slice(-PAIRS).map(([name, value]) => [name, value.slice(0, LENGTH)]));
  const answer = await fetch(new URL(`data/panel?${short}`, document.baseURI), { signal });
  return answer.ok ? answer.text() : "";
}

/* The browser's address bar, which Streamlit writes as well: `complete` makes of a query what is written. `follow` is
   called after each change, and returns whether Streamlit has to run for a step of the history. */
const bar = {
  read: () => parse(location.search),
  parse: (href) => new URL(href, location.href).searchParams,
  link: (query) => new URL(`?${query}`, location.href).href,
  write: (query) => history.pushState(null, "", `?${query}`),
  go(query) {
    bar.write(query);
    window.dispatchEvent(new PopStateEvent("popstate")); // Streamlit follows, as it does a step of the history
  },
  connect({ complete, follow }) {
    ["pushState", "replaceState"].forEach((name) => {
      const write = history[name].bind(history);
      history[name] = (state, title, url) => {
        const target = new URL(url ?? location.href, location.href);
        target.search = complete(target.searchParams);
        if (target.href !== location.href) write(state, title, target.href); // no second entry for one state
        follow(false);
      };
    });
    window.addEventListener("popstate", (event) => {
      if (event.isTrusted && !follow(true)) event.stopImmediatePropagation();
    });
  },
};

const { names, words } = JSON.parse(document.currentScript.dataset.page);
const address = new Address(bar, names, document.documentElement.lang);
const map = new MapFrame(address, words);
const panel = new Panel(address, loadPanel, map);
const parts = [new FirstPage(panel), map, new Connection(panel, words)];
new MutationObserver(() => {
  parts.forEach((part) => part.look());
  panel.settle();
  panel.markRows();
  panel.keepFocus();
}).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-ready"] });
