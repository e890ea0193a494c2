// What a sign stands for, while it is pointed at or focused: its name, how many programmes, the first titles. It stays
// while the pointer is on it, and Escape takes it away (WCAG 2.2, 1.4.13).
const LINGER = 250; // milliseconds for the pointer to get from a sign to what is said of it
const TITLES = 3; // titles, or names of a group's places
const CLEARANCE = 6; // pixels between a sign and it

export class Tip {
  constructor(view) {
    this.view = view;
    this.box = Object.assign(document.createElement("div"), { className: "tip", id: "tip", hidden: true });
    this.box.setAttribute("role", "tooltip");
    view.map.getContainer().append(this.box);
    this.pointer = null; // {clientX, clientY}, while it is on the map
    view.map.getContainer().addEventListener("pointermove", (event) => (this.pointer = event));
    view.map.getContainer().addEventListener("pointerleave", () => (this.pointer = null));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
    view.map.on("movestart zoomstart", () => this.hide());
  }

  // Say what `sites` are, the positions of those that one sign stands for; `spot` is the sign, in pixels of the map.
  show(sites, spot, root = null) {
    clearTimeout(this.leaving);
    if (String(sites) === String(this.sites)) return;
    this.hide();
    Object.assign(this, { sites, spot, root });
    root?.setAttribute("aria-describedby", this.box.id);
    this.write([]);
    this.view.onPoint?.(sites.map((i) => this.view.data.sites[i].id));
  }

  // The titles of a site's programmes, which the page around the map has.
  tell(id, titles) {
    if (this.sites?.length === 1 && this.view.data.sites[this.sites[0]].id === id) this.write(titles);
  }

  write(titles) {
    const { data, counts } = this.view;
    const [first] = this.sites;
    const isOne = this.sites.length === 1;
    const lines = isOne ? titles : this.sites.slice(0, TITLES).map((i) => this.view.nameOf(data.sites[i]));
    const total = isOne ? lines.length : this.sites.length;
    const head = isOne ? this.view.nameOf(data.sites[first]) : this.view.text("places", { n: this.sites.length });
    const facts = isOne ? [this.view.countText(counts[first]), this.view.amountText(first)] : [this.view.amountText(first, this.spot.sums)];
    const list = document.createElement("ul");
    list.append(...[...lines.slice(0, TITLES), ...(total > TITLES ? [this.view.text("more", { n: total - TITLES })] : [])].map((line) => add("li", line)));
    this.box.replaceChildren(add("strong", head), ...facts.filter(Boolean).map((fact) => add("span", fact)), ...(lines.length ? [list] : []));
    this.box.hidden = false;
    this.place();
  }

  // Above the sign, or beneath it where there is no room, and within the map.
  place() {
    const { x, y, radius } = this.spot;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const above = y - radius - CLEARANCE - height;
    this.box.style.left = `${Math.max(4, Math.min(x - width / 2, this.view.map.getSize().x - width - 4))}px`;
    this.box.style.top = `${above < 4 ? y + radius + CLEARANCE : above}px`;
  }

  leave() {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => (this.isPointedAt() ? this.leave() : this.hide()), LINGER);
  }

  // Signs beneath it can be pointed at and clicked, so it gets no events of its own.
  isPointedAt() {
    const { left, right, top, bottom } = this.box.getBoundingClientRect();
    const { clientX: x, clientY: y } = this.pointer ?? {};
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  hide() {
    clearTimeout(this.leaving);
    if (!this.sites) return;
    this.root?.removeAttribute("aria-describedby");
    this.box.hidden = true;
    this.sites = null;
    this.view.onPoint?.([]);
  }
}

const add = (name, textContent) => Object.assign(document.createElement(name), { textContent });
