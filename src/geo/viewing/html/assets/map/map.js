import { countSites, findLinks, readBits, spread } from "./sites.js";
import { fanOut, groupPoints } from "./canvas.js";
import { View } from "./view.js";
import { decode } from "./basics.js";

/* The map in the browser. `start` draws the ground and fetches the sites, `ready` then says whether they are drawn, `show`
   shows a state of the page: which rows match the filters, which sites are chosen, in which language. What is chosen on
   the map goes to the function given to `onChoose`: {site}, or {} for none. It knows nothing of the page it is in. */
let view = null;
window.partnershipMap = {
  // In the page's frame the settings stand in an element, so that the script that calls this is always the same.
  start(map, settings = document.querySelector("#settings").dataset.settings) {
    view = new View(map, decode(settings));
    this.ready = view.ready;
    window.dispatchEvent(new Event("partnershipmap"));
  },
  show: (state) => view.show(state),
  onChoose: (follow) => { view.onChoose = follow; },
  pure: { countSites, findLinks, spread, readBits, groupPoints, fanOut },
};
