import { countPartners, countSites, findLinks, readBits, readMoney, spread, sumMoney } from "./sites.js";
import { decode, read, readText } from "./basics.js";
import { decodeLine, traceEdges } from "./ground.js";
import { fanOut, groupPoints } from "./canvas.js";
import { findNearest, zoomTo } from "./limits.js";
import { View } from "./view.js";
import { findShift } from "./symbols.js";
import { placeLabels } from "./labels.js";

/* The map in the browser. `start` draws the ground and fetches the sites, `ready` then says whether they are drawn, `show`
   shows a state of the page: which rows match the filters, which sites are chosen, in which language. What is chosen on
   the map goes to the function given to `onChoose`: {site}, or {} for none; what is pointed at there to `onPoint`, as the
   ids of sites, and `tell` gives back a site's titles. `onSize` hears by which kind of money signs are to be sized. `light` lights up what is pointed at elsewhere, `dismiss` takes
   away what the map says of a sign. It knows nothing of the page it is in. */
let view = null;
window.partnershipMap = {
  // In the page's frame the settings stand in an element, so that the script that calls this is always the same.
  start(map, settings = document.querySelector("#settings").dataset.settings) {
    view = new View(map, decode(settings));
    this.ready = view.ready;
    window.dispatchEvent(new Event("partnershipmap"));
  },
  read,
  readText,
  show: (state) => view.show(state),
  onChoose: (follow) => { view.onChoose = follow; },
  onPoint: (follow) => { view.onPoint = follow; },
  onSize: (follow) => { view.onSize = follow; },
  light: (sites) => view.light(sites),
  tell: (site, titles) => view.tip.tell(site, titles),
  dismiss: () => view.tip.hide(),
  zoomTo: (site) => view.ready.then(() => zoomTo(view, site)),
  pure: { countSites, readMoney, sumMoney, findLinks, spread, readBits, groupPoints, fanOut, countPartners, decodeLine, traceEdges, placeLabels, findNearest, findShift },
};
