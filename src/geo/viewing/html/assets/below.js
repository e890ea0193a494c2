import { find, morph, moveTo } from "./dom.js";

/* What stands below the map: links to the tabs, the one that is open, the notice of the source. */
export class Below {
  constructor() {
    this.node = find("#below");
  }

  settle() {
    moveTo(".below-place", this.node);
  }

  // Show another state; what is unfolded, focused and scrolled stays so.
  draw(below) {
    if (this.node) morph(this.node, below);
    else this.node = below;
  }
}
