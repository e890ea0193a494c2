import { around, find } from "./dom.js";
import { Part } from "./part.js";

const PAUSE = 150; // milliseconds without a key after which what is typed is searched for
export const SEARCH = ".filters input[name=q]";
const LISTS = ".filters details";

const plain = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

function narrow(field) {
  const words = plain(field.value.trim());
  field.parentElement.querySelectorAll("a").forEach((link) => { link.hidden = !plain(link.textContent).includes(words); });
}

function foldLists() {
  document.querySelectorAll(`${LISTS}[open]`).forEach((list) => { list.open = false; });
}

// Enter in a list follows the first link that is left; Escape folds the list.
function steer(event) {
  if (event.key === "Enter" && event.target.matches?.(".find")) {
    event.preventDefault();
    [...event.target.parentElement.querySelectorAll("a")].find((link) => !link.hidden)?.click();
  }
  const list = document.querySelector(`${LISTS}[open]`);
  if (event.key !== "Escape" || !list) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  foldLists();
  list.querySelector("summary").focus();
}

/* What stands above the map: the search, which follows what is typed, and the lists of filters, each of which folds
   away. The links in it are the panel's to follow. */
export class Head extends Part {
  constructor(address) {
    super("head");
    this.address = address;
    ["input", "change", "submit"].forEach((name) => document.addEventListener(name, (event) => this[name](event), { capture: true }));
    document.addEventListener("keydown", steer, { capture: true });
    document.addEventListener("pointerdown", (event) => around(event, LISTS) ?? foldLists(), { capture: true });
    window.addEventListener("blur", () => document.activeElement?.localName === "iframe" && foldLists()); // a press on the map
  }

  input({ target }) {
    if (target.matches(".find")) narrow(target);
    else if (target.matches(SEARCH)) {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.search(target), PAUSE);
    }
  }

  change({ target }) {
    if (!target.matches(SEARCH)) return;
    this.search(target);
    this.isTyping = false;
  }

  submit(event) {
    if (!event.target.matches(".filters")) return;
    event.preventDefault();
    this.search(event.target.querySelector(SEARCH));
  }

  // All that is typed into the field before it is left is one step of the history.
  search(field) {
    clearTimeout(this.pause);
    this.searched = field.value.trim();
    this.address.search(this.searched, this.isTyping);
    this.isTyping = true;
  }

  // Show what the address searches for, unless more was typed since.
  showSearch(field, words) {
    const typed = field.value.trim();
    if (typed !== words && (field !== document.activeElement || typed === this.searched)) field.value = words;
  }

  // Put the head into Streamlit's place for it, and its link past the map before all else that Tab stops at.
  settle() {
    if (super.settle()) find("#stMain").removeAttribute("tabindex");
  }

  // What is being typed stays so, too.
  draw(head) {
    super.draw(head);
    const field = find(SEARCH);
    if (field) this.showSearch(field, field.defaultValue);
    document.querySelectorAll(".find").forEach((one) => one.value && narrow(one));
  }
}
