/* The page around the map. The address is the state: Streamlit writes filters, language and tab into it, `Address` alone
   the choice of a site or a programme. Panel and map show what the server draws for the address, whoever changed it.
   A deferred script of the page, which runs before Streamlit's. */
(() => {
  "use strict";

  const PHONE = 768; // pixels of width below which the panel is under the map
  const PATIENCE = 800; // milliseconds for which a connection may be gone before the page says so
  const MAPLESS = 5000; // milliseconds after which Streamlit's page is shown without its map
  const MINUTE = 60_000;
  const LENGTH = 200; // characters of a value that the server looks at
  const PAIRS = 90; // values that it reads of a panel's query: more than all filters have at once
  const CHOICE = ["site", "program"]; // the parameters of the address that are a choice
  const BELOW = ["tab", "sort"]; // those that the panel does not depend on
  const SEARCH = ".st-key-q input";
  const CLOSE = "section[role=dialog] button[aria-label=Close]"; // of Streamlit's own message on a lost connection
  const STATE = ["data-test-connection-state", "data-test-script-state"]; // what Streamlit says of itself
  const CHOICES = "a[data-site], a[data-program], a[data-back]";
  const ADDRESSES = "a[data-filter], a[data-sort], a[data-tab], a[data-clear]"; // links that Streamlit runs for
  const ACTIVE = "input, textarea, [contenteditable], [role=dialog], [role=grid], [role=listbox]"; // which use Escape themselves
  // What is scrolled, and what can have the focus: selectors in the first page, and in the page that takes over.
  const SCROLLED = [["", ".stMain"], [".st-key-panel", ".st-key-panel"]];
  const TWINS = [
    ["form input", SEARCH], ["form button", ".stPopover button"],
    ["form nav a", ".st-key-theme button"], [".languages a", ".st-key-language button"],
  ];

  const find = (selector) => document.querySelector(selector);
  const make = (name, values) => document.body.appendChild(Object.assign(document.createElement(name), values));
  const around = (event, selector) => event.target.closest?.(selector) ?? null;
  const isFocusLost = () => [null, document.body].includes(document.activeElement);
  const parse = (text) => new URLSearchParams(text);

  // What {site} or {program} chooses, as the panel's `data-chosen` has it; "" is nothing.
  const codeOf = ({ site, program }) => (site ? `site=${site}` : program && `program=${program}`) ?? "";
  const choiceOf = (query) => Object.fromEntries(CHOICE.map((name) => [name, query.get(name)]).filter(([, code]) => code).slice(0, 1));

  // What finds a link of the same kind and value in the page that is drawn next.
  const selectorOf = ({ dataset }) => Object.entries(dataset).map(([name, value]) => `a[data-${name}="${CSS.escape(value)}"]`).join("");

  // Set the text of a field as typing does, so that React notices.
  function type(field, words) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, words);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Press a control of Streamlit's again, or leave a field again with the words typed into it.
  function repeat({ group, place, words }) {
    const control = document.querySelectorAll(group)[place];
    if (control?.matches("input")) {
      type(control, words);
      control.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    } else control?.click();
  }

  // Whether the server answers.
  const reach = () => fetch(location.pathname, { cache: "no-store" }).then((answer) => answer.ok, () => false);

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
    write: (query) => history.pushState(null, "", `?${query}`),
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

  /* What the address says, and the choice in it. `names` are the page's own parameters in the order in which the server
     writes them, `language` is that of an address without one. */
  class Address {
    constructor(place, names, language) {
      Object.assign(this, { place, names, language, choice: choiceOf(place.read()) });
      this.others = this.write(CHOICE);
      place.connect({ complete: (query) => this.complete(query), follow: (isStep) => this.follow(isStep) });
    }

    // The page's own part of the address as the server writes it, without some parameters.
    write(without = [], query = this.place.read()) {
      if (!query.has("lang")) query.set("lang", this.language);
      return String(parse(this.names.filter((name) => !without.includes(name)).flatMap((name) => query.getAll(name).map((value) => [name, value]))));
    }

    // A query as it is to be written: with the choice, and with what of the address is not the page's own.
    complete(query) {
      CHOICE.forEach((name) => (this.choice[name] ? query.set(name, this.choice[name]) : query.delete(name)));
      const foreign = [...this.place.read()].filter(([name]) => !this.names.includes(name));
      return String(parse([...parse(this.write([], query)), ...foreign]));
    }

    // Take note of what was written, or of where a step of the history led; return whether more than the choice changed.
    follow(isStep) {
      if (isStep) this.choice = choiceOf(this.place.read());
      const before = this.others;
      this.others = this.write(CHOICE);
      this.changed?.();
      return this.others !== before;
    }

    choose(choice) {
      this.choice = choiceOf(new Map(Object.entries(choice)));
      this.place.write(this.write());
    }

    // Go where a link leads; some parameters stay as they are. Streamlit follows, as it does a step of the history.
    go(href, kept = []) {
      const [query, here] = [new URL(href, location.href).searchParams, this.place.read()];
      kept.forEach((name) => (here.has(name) ? query.set(name, here.get(name)) : query.delete(name)));
      this.place.write(query);
      window.dispatchEvent(new PopStateEvent("popstate"));
    }
  }

  /* The map in its frame. It knows nothing of the page: what it shows, what becomes of a choice, and that the page is
     printed is handed to it. */
  class MapFrame {
    constructor(address, words) {
      Object.assign(this, { address, words });
      ["beforeprint", "afterprint"].forEach((name) => window.addEventListener(name, () => this.frame?.contentWindow.dispatchEvent(new Event(name))));
    }

    look() {
      const frame = find(".st-key-map iframe");
      if (!frame || frame === this.frame) return;
      this.frame = frame;
      frame.addEventListener("load", () => {
        const { contentWindow: view } = frame;
        if (view.partnershipMap?.ready) this.begin(view.partnershipMap);
        else view.addEventListener("partnershipmap", () => this.begin(view.partnershipMap), { once: true });
      });
    }

    async begin(map) {
      this.map = map;
      map.onChoose((choice) => codeOf(choice) !== codeOf(this.address.choice) && this.address.choose(choice));
      if (this.state) this.show(this.state);
      if (await map.ready) this.frame.closest(".st-key-map").setAttribute("data-ready", "");
    }

    show(state) {
      this.state = state;
      this.map?.show(state);
      if (this.frame) this.frame.title = this.words[state.language].map;
    }
  }

  /* The panel: what `load` returns for the query of the address. The map, the marks of the table, the focus and a screen
     reader follow it. `answered` is called with whether it came. */
  class Panel {
    constructor(address, load, map) {
      const panel = find("#panel");
      Object.assign(this, { address, load, map, panel });
      this.voice = make("div", { id: "voice", role: "status" });
      this.drawn = panel && address.write(BELOW); // the query of the panel, and of the last that was asked for
      this.asked = this.drawn;
      if (panel) this.showState();
      address.changed = () => this.follow();
      window.addEventListener("pageshow", (event) => event.persisted && this.follow());
      document.addEventListener("click", (event) => this.press(event));
      document.addEventListener("keydown", (event) => this.leave(event), { capture: true });
    }

    // Ask for the panel of the address, unless it is there or on its way; what was asked for before is dropped.
    async follow() {
      const query = this.address.write(BELOW);
      this.markRows();
      if (query === this.asked || !(this.panel ?? this.edition)) return; // where there is no data there is no place for it
      this.asked = query;
      this.request?.abort();
      this.request = new AbortController();
      if (query === this.drawn) this.showState();
      else {
        const html = await this.load(`${this.address.write()}&v=${this.edition ?? ""}`, this.request.signal).catch(() => "");
        if (query !== this.asked) return;
        const panel = new DOMParser().parseFromString(html, "text/html").querySelector("#panel");
        if (panel) this.draw(panel);
        else this.asked = null; // the next occasion asks again
      }
      this.answered?.(this.asked !== null);
    }

    // Ask for it in any case: the server may have another by now.
    renew() {
      Object.assign(this, { asked: null, drawn: null });
      this.follow();
    }

    draw(panel) {
      const before = this.panel;
      if (before?.isEqualNode(panel)) {
        this.drawn = this.asked;
        return;
      }
      const isHeld = before?.contains(document.activeElement);
      before?.replaceWith(panel);
      Object.assign(this, { panel, drawn: this.asked });
      this.settle();
      this.showState();
      if (!before) return;
      if (before.dataset.says !== panel.dataset.says) this.say(panel.dataset.says);
      if (before.dataset.chosen !== panel.dataset.chosen) this.turn(before.dataset.chosen);
      else if (isHeld) this.takeFocus();
    }

    // Put the panel into Streamlit's place for it, which names the edition of the data that the rest of the page shows.
    settle() {
      const place = find(".panel-place");
      if (!place || find("#opening")) return;
      if (this.panel && this.panel.parentElement !== place) place.replaceChildren(this.panel);
      const { edition } = place.dataset;
      if (edition === this.edition) return;
      const isOther = this.edition || !this.panel;
      this.edition = edition;
      if (isOther) this.renew();
    }

    showState() {
      const state = JSON.parse(this.panel.dataset.map);
      document.documentElement.lang = state.language;
      this.map.show(state);
      this.markRows();
    }

    say(text) {
      this.voice.textContent = "";
      setTimeout(() => { this.voice.textContent = text; }, 50);
    }

    // Follow a link of the page without a reload; what is chosen already is let go.
    press(event) {
      const link = around(event, `${CHOICES}, ${ADDRESSES}, a[data-copy]`);
      const isCleared = event.detail === 0 && around(event, ".st-key-clear button, a[data-clear]"); // by keyboard
      this.walked = isCleared ? SEARCH : null;
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      if (link.matches(`#opening :is(${ADDRESSES})`)) return; // a link as any other: Streamlit is not there yet
      event.preventDefault();
      const isClear = "clear" in link.dataset;
      if ("copy" in link.dataset) this.copy(link);
      else if (link.matches(CHOICES)) this.address.choose(codeOf(link.dataset) === codeOf(this.address.choice) ? {} : link.dataset);
      else {
        if (!isClear) this.walked = selectorOf(link);
        this.address.go(link.href, isClear ? BELOW : []);
      }
    }

    leave(event) {
      if (event.key !== "Escape" || !codeOf(this.address.choice) || around(event, ACTIVE)) return;
      if (!find("[data-testid=stPopoverBody]")) this.address.choose({});
    }

    // Mark in the table what is chosen, wherever it was chosen.
    markRows() {
      const [table, chosen] = [find("table.rows"), codeOf(this.address.choice)];
      if (!table || (table === this.table && chosen === this.marked)) return;
      Object.assign(this, { table, marked: chosen });
      table.querySelectorAll("tr.marked").forEach((row) => row.classList.remove("marked"));
      table.querySelectorAll("a[data-site], a[data-program]").forEach((link) => {
        const isChosen = codeOf(link.dataset) === chosen;
        if (isChosen) link.closest("tr").classList.add("marked");
        if (isChosen) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    }

    // Show the beginning of what was chosen.
    turn(before) {
      const isPhone = window.innerWidth < PHONE;
      this.panel.closest(".st-key-panel").scrollTop = 0;
      if (this.panel.querySelector("#details") && (isPhone || this.panel.getBoundingClientRect().top < 0)) {
        const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
        (isPhone ? this.panel : this.panel.closest(".st-key-explorer")).scrollIntoView({ behavior: isStill ? "auto" : "smooth" });
      }
      this.left = before;
      this.takeFocus();
    }

    // Take the focus along where it was lost with the old panel: to the details, or back to what led to them.
    takeFocus() {
      if (this.walked || !isFocusLost()) return;
      const details = this.panel.querySelector("#details");
      const opener = [...this.panel.querySelectorAll(".listed a")].find((link) => codeOf(link.dataset) === this.left);
      (details ?? opener ?? this.panel).focus({ preventScroll: Boolean(details) });
    }

    // A link that Streamlit draws anew takes the focus back.
    keepFocus() {
      if (this.walked && isFocusLost()) find(this.walked)?.focus({ preventScroll: true });
    }

    // Copy the address of what is shown; where the browser keeps the clipboard from pages without TLS, by a selection.
    async copy(link) {
      const [words, href] = [link.textContent, new URL(`?${this.address.write()}`, location.href).href];
      try {
        await navigator.clipboard.writeText(href);
      } catch {
        const field = Object.assign(document.createElement("textarea"), { value: href });
        link.after(field);
        field.select();
        document.execCommand("copy");
        field.remove();
        link.focus();
      }
      link.textContent = link.dataset.copy;
      this.say(link.dataset.copy);
      setTimeout(() => { link.textContent = words; }, 2000);
    }
  }

  /* Says when the server does not answer, and when it does again. A server started anew knows nothing of the visit: then
     the page is run again, by Streamlit's own key for that, the panel is asked for again, and a filter is pressed again
     whose message went to the server that died. */
  class Connection {
    constructor(panel, words) {
      Object.assign(this, { panel, words, isLost: false, isOffline: false, waking: "", pressed: null });
      // A machine that serves itself is offline and well: only the server's silence counts.
      ["offline", "online"].forEach((name) => window.addEventListener(name, async () => {
        this.isOffline = name === "offline" && !(await reach());
        this.judge();
      }));
      ["click", "change"].forEach((name) => document.addEventListener(name, (event) => this.note(event), { capture: true }));
      panel.answered = (isThere) => (isThere ? !this.isLost && this.hide() : this.show());
    }

    // Streamlit's own message on a lost connection is in English, and over the whole page.
    look() {
      if (this.isLost) find(CLOSE)?.click();
      const app = find(`[${STATE[0]}]`);
      if (!app || app === this.app) return;
      this.app = app;
      new MutationObserver(() => this.judge()).observe(app, { attributeFilter: STATE });
    }

    judge() {
      const [connection, script] = STATE.map((name) => this.app?.getAttribute(name));
      if (connection === "DISCONNECTED_FOREVER") this.revive();
      const isWell = connection === "CONNECTED" && !this.isOffline;
      this.wasWell ||= isWell; // what has not been there yet is not lost
      if (isWell && this.isLost) this.wake();
      else if (isWell) this.settle(script);
      else if (this.wasWell && !this.isLost) {
        this.isLost = true;
        setTimeout(() => this.isLost && this.show(), PATIENCE);
      }
    }

    // Streamlit has given up, not the line: the page is loaded again, but not if it was within the last minute.
    revive() {
      const [arrival] = performance.getEntriesByType("navigation");
      if (arrival?.type !== "reload" || performance.now() > MINUTE) location.reload();
      else this.show();
    }

    wake() {
      Object.assign(this, { isLost: false, waking: "asked" });
      if (this.box) this.panel.say(this.words[document.documentElement.lang].back);
      this.hide();
      this.panel.renew();
      const key = { key: "r", code: "KeyR", keyCode: 82, which: 82, bubbles: true };
      ["keydown", "keypress", "keyup"].forEach((name) => document.body.dispatchEvent(new KeyboardEvent(name, key)));
    }

    // Remember which of Streamlit's filters was pressed or typed into, until a run has answered.
    note(event) {
      const part = event.isTrusted && !around(event, ".stPopover") && around(event, "[class*=st-key-]");
      const control = part && around(event, event.type === "click" ? "button" : "input");
      if (!control) return;
      const group = `.${[...part.classList].find((name) => name.startsWith("st-key-"))} ${control.localName}`;
      this.pressed = { group, place: [...document.querySelectorAll(group)].indexOf(control), words: control.value, others: this.panel.address.others };
    }

    // The page has run: that has answered what was pressed, unless it was pressed when the server died.
    settle(script) {
      if (this.waking === "asked" && script === "running") this.waking = "running";
      if (script !== "notRunning" || this.waking === "asked") return;
      const { pressed, waking } = this;
      Object.assign(this, { pressed: null, waking: "" });
      if (waking && pressed?.others === this.panel.address.others) requestAnimationFrame(() => requestAnimationFrame(() => repeat(pressed))); // once React has drawn what the run said;
    }

    show() {
      if (!this.box) {
        this.box = make("div", { id: "lost", role: "alert" });
        const button = Object.assign(document.createElement("button"), { type: "button" });
        button.addEventListener("click", async () => {
          if (!this.isLost) this.panel.follow();
          else if (await reach()) location.reload();
        });
        this.box.append(document.createElement("span"), button);
      }
      const { lost, again } = this.words[document.documentElement.lang];
      [this.box.firstChild.textContent, this.box.lastChild.textContent] = [lost, again];
    }

    hide() {
      this.box?.remove();
      this.box = null;
    }
  }

  /* The first page, which the server drew, stands before Streamlit's until that has drawn its map: what was scrolled,
     typed and focused stays so, and the panel moves as it is. */
  class FirstPage {
    constructor(panel) {
      Object.assign(this, { panel, page: find("#opening"), root: find("#root") });
    }

    look() {
      if (!this.page) return;
      if (this.root.querySelector("[data-ready], .stAlert, .stException")) this.leave();
      else if (this.root.querySelector(".panel-place")) this.waiting ??= setTimeout(() => this.leave(), MAPLESS);
    }

    // What the page that takes over has in the place of an element of this one.
    findTwin(element) {
      if (this.panel.panel.contains(element)) return element;
      const [from, to] = TWINS.find(([name]) => element.matches(name)) ?? [];
      if (from) return this.root.querySelectorAll(to)[[...this.page.querySelectorAll(from)].indexOf(element)];
      return this.root.querySelector(`a[href="${CSS.escape(element.getAttribute("href") ?? "")}"]`);
    }

    leave() {
      const { page, root } = this;
      clearTimeout(this.waiting);
      const focused = page.contains(document.activeElement) ? document.activeElement : null;
      const twin = focused && this.findTwin(focused);
      const scrolled = SCROLLED.map(([from, to]) => [root.querySelector(to), (from ? page.querySelector(from) : page).scrollTop]);
      page.remove();
      this.page = null;
      this.panel.settle();
      scrolled.forEach(([part, top]) => part?.scrollTo({ top, behavior: "instant" }));
      if (twin?.matches("input") && focused.value !== focused.defaultValue) type(twin, focused.value);
      twin?.focus({ preventScroll: true });
    }
  }

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
})();
