/* The page around the map. The address is the state, and `Address` alone writes it. All around the map shows what the
   server draws for it; Streamlit runs for the map alone. A deferred script, which runs before Streamlit's. */
import { around, parse } from "./dom.js";
import { Address } from "./address.js";
import { Connection } from "./connection.js";
import { FirstPage } from "./first-page.js";
import { Head } from "./head.js";
import { MapFrame } from "./map-frame.js";
import { Memory } from "./memory.js";
import { Panel } from "./panel.js";
import { Part } from "./part.js";
import { Pointing } from "./pointing.js";
import { saveCharts } from "./chart.js";

const LENGTH = 200; // characters of a value that the server looks at
const PAIRS = 90; // values that it reads of a panel's query: more than all filters have at once
const [EMBEDDING, EMBEDDINGS] = [["embed", "embed_options"], 9]; // what is read of a frame, once and each option

// The browser's address bar; `run` has Streamlit run the page, as it does after a step of the history.
const bar = new Memory("search");
bar.run = () => window.dispatchEvent(new PopStateEvent("popstate"));

// What the page that shows this one in a frame said of it: every link keeps it.
const listEmbedding = () => [...bar.read()].filter(([name]) => EMBEDDING.includes(name)).slice(-EMBEDDINGS);

// The server reads no query that is longer than any of a person's; what matters most of an address stands last in it.
async function load(query, part, signal) {
  const pairs = [...listEmbedding(), ...[...parse(query)].slice(-PAIRS)];
  const short = parse(pairs.map(([name, value]) => [name, value.slice(0, LENGTH)]));
  const answer = await fetch(new URL(`data/${part}?${short}`, document.baseURI), { signal });
  return answer.ok ? answer.text() : "";
}

// A link to another page gets it where it is followed, by whatever key or menu.
["click", "auxclick", "contextmenu"].forEach((name) => document.addEventListener(name, (event) => {
  panel.correct(event);
  const [link, embedding] = [around(event, 'a[href^="?"], a[href^="items?"], a[href^="dataset?"]'), listEmbedding()];
  if (!link || !embedding.length) return;
  const url = new URL(link.href);
  EMBEDDING.forEach((one) => url.searchParams.delete(one));
  embedding.forEach(([one, value]) => url.searchParams.append(one, value));
  link.href = url;
}, { capture: true }));

const { names, words } = JSON.parse(document.currentScript.dataset.page);
const address = new Address(bar, names, document.documentElement.lang);
const map = new MapFrame(address, words);
const panel = new Panel(address, load, map, { head: new Head(address), below: new Part("below") });
map.pointing = new Pointing(address, panel, map);
saveCharts();
const parts = [new FirstPage(panel), map, new Connection(panel, words)];
const observer = new MutationObserver(() => {
  parts.forEach((part) => part.look());
  panel.settle();
  panel.keepFocus();
});
observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-ready"] });
observer.observe(document.head, { childList: true, subtree: true }); // Streamlit's run writes the title
