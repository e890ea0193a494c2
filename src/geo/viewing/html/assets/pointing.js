import { codeOf } from "./address.js";

const WAIT = 150; // milliseconds on a sign after which the page is asked for its titles
const ROWS = "#panel :is(li, a[data-site]), table.rows tbody tr";

// The site of the row that an element is in.
function findSite(target) {
  const row = target.closest?.(ROWS);
  return (row?.matches("a") ? row : row?.querySelector("a[data-site]"))?.dataset.site ?? null;
}

/* What is pointed at or focused: a row of a list or table lights up the sign on the map, and a sign the rows. The map
   has names and counts; the titles it says of a sign are those of the site's panel, which a press would show next. */
export class Pointing {
  constructor(address, panel, map) {
    Object.assign(this, { address, panel, map, titles: new Map(), hovered: null, focused: null });
    document.addEventListener("mouseover", ({ target }) => this.light({ hovered: findSite(target) }));
    document.addEventListener("focusin", ({ target }) => this.light({ focused: findSite(target) }));
    document.addEventListener("focusout", () => this.light({ focused: null }));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && map.map?.dismiss());
  }

  light(change) {
    const before = this.hovered ?? this.focused;
    Object.assign(this, change);
    const site = this.hovered ?? this.focused;
    if (site !== before) this.map.map?.light(site ? [site] : []);
  }

  // Mark the rows of what is pointed at on the map, and say the titles of a single site.
  point(sites) {
    const pointed = new Set(sites);
    document.querySelectorAll("#panel .listed a[data-site], table.rows a[data-site]").forEach((link) => {
      link.closest("li, tr").classList.toggle("lit", pointed.has(link.dataset.site));
    });
    clearTimeout(this.waiting);
    if (sites.length === 1) this.waiting = setTimeout(() => this.tell(sites[0]), WAIT);
  }

  async tell(site) {
    const query = this.address.place.read();
    query.delete("program");
    query.set("site", site);
    const key = this.address.write([], query);
    const titles = this.titles.get(key) ?? await this.loadTitles(site, key);
    if (titles.length) this.titles.set(key, titles); // else they did not come, and are asked for another time
    this.map.map?.tell(site, titles);
  }

  // A site that is chosen has its panel in the page, or on its way.
  async loadTitles(site, query) {
    const { chosen } = this.panel.panel?.dataset ?? {};
    if (codeOf({ site }) === codeOf(this.address.choice)) return chosen === codeOf({ site }) ? listTitles(this.panel.panel) : [];
    const html = await this.panel.load(`${query}&v=${this.panel.edition ?? ""}`, "panel").catch(() => "");
    return listTitles(new DOMParser().parseFromString(html, "text/html"));
  }
}

const listTitles = (panel) => [...panel.querySelectorAll("article :is(h2, h3)")].map((head) => {
  const copy = head.cloneNode(true);
  copy.querySelector(".glyph")?.remove();
  return copy.textContent.trim();
});
