import { find, morph, moveTo } from "./dom.js";

/* A part of the page that the server draws, by its id: what stands above the map or below it. */
export class Part {
  constructor(name) {
    Object.assign(this, { name, node: find(`#${name}`) });
  }

  // Put it into Streamlit's place for it; return whether it was put.
  settle() {
    return moveTo(`.${this.name}-place`, this.node);
  }

  // Show another state; what is unfolded, focused and scrolled stays so.
  draw(node) {
    if (this.node) morph(this.node, node);
    else this.node = node;
  }
}
