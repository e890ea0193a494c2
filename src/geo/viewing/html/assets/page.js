/* The page around the map's frame. The map shows what the panel says, whoever drew that. A link of the panel becomes a
   choice without a reload and is shown before Streamlit has run, Escape returns from one, the focus follows it, a screen
   reader hears of it, and a lost connection is told. The one-file edition has no frame and does not load this. */
(() => {
  "use strict";

  const PHONE = 768; // pixels of width below which the panel is under the map
  const PATIENCE = 800; // milliseconds for which a connection may be gone without a word
  const ANSWER = 2000; // milliseconds in which Streamlit is expected to answer a choice
  const LATE = 10_000; // milliseconds after which it no longer does
  const SOON = 100; // milliseconds in which an address that came too late is put right
  const MINUTE = 60_000;
  const CHOSEN = ["site", "program"]; // what of the address is a choice
  const SEARCH = ".st-key-q input";
  const CLOSE = "section[role=dialog] button[aria-label=Close]"; // of Streamlit's own word on a lost connection
  const LINKS = "a[data-site], a[data-program], a[data-back], a[data-clear], a[data-copy]";
  const ADDRESSES = "a[data-filter], a[data-sort], a[data-tab]"; // links that Streamlit follows as it does the back button
  const AT_WORK = "input, textarea, [contenteditable], [role=dialog], [role=grid], [role=listbox]"; // where Escape is theirs

  // Make an element of the page, or find the one that a frame before this one made.
  function provide(page, id, role) {
    const made = page.querySelector(`#${id}`) ?? page.body.appendChild(Object.assign(page.createElement("div"), { id }));
    made.setAttribute("role", role);
    return made;
  }

  // What {site} or {program} chooses, as the panel's `data-chosen` has it; neither is the list.
  const codeOf = ({ site, program }) => (site ? `site=${site}` : program && `program=${program}`) ?? "";

  // What finds a link of the same kind and value in the page that is drawn next.
  const selectorOf = ({ dataset }) => Object.entries(dataset).map(([name, value]) => `a[data-${name}="${CSS.escape(value)}"]`).join("");

  /* Tells when the connection is lost and when it is back. A server started anew knows nothing of the visit: the page
     would show what was, and the first choice be lost. So the page is run again then, by Streamlit's own key for it, and
     a choice that was not answered is sent again. */
  class Connection {
    constructor(page, signal) {
      Object.assign(this, { page, lost: false, offline: false, waking: "", wanted: null });
      this.app = page.document.querySelector("[data-test-connection-state]");
      this.observer = new MutationObserver(() => this.feel());
      this.observer.observe(this.app, { attributeFilter: ["data-test-connection-state", "data-test-script-state"] });
      // A machine that serves itself is offline and well: only the server's silence counts.
      page.window.addEventListener("offline", async () => {
        this.offline = !(await this.reach());
        this.feel();
      }, { signal });
      page.window.addEventListener("online", () => {
        this.offline = false;
        this.feel();
      }, { signal });
    }

    await(choice) {
      this.wanted = choice;
      if (choice && this.lost) this.tell();
    }

    // Streamlit's own word comes later, in English, and over the whole page.
    hush() {
      if (this.lost) this.page.document.querySelector(CLOSE)?.click();
    }

    async reach() {
      const answer = await fetch(this.page.window.location.pathname, { cache: "no-store" }).catch(() => null);
      return answer !== null && answer.ok;
    }

    feel() {
      const { testConnectionState: connection, testScriptState: script } = this.app.dataset;
      if (connection === "DISCONNECTED_FOREVER") this.revive();
      const well = connection === "CONNECTED" && !this.offline;
      if (well && this.lost) this.wake();
      else if (!well && !this.lost) this.miss();
      else this.settle(script);
    }

    // Streamlit has given up, not the line: the page is loaded anew, at most once a minute.
    revive() {
      const { location, sessionStorage } = this.page.window;
      if (Date.now() - Number(sessionStorage.getItem("revived")) < MINUTE) return;
      sessionStorage.setItem("revived", Date.now());
      location.reload();
    }

    miss() {
      this.lost = true;
      setTimeout(() => this.lost && this.tell(), PATIENCE);
    }

    wake() {
      this.lost = false;
      this.waking = "asked";
      if (this.box) this.page.say(this.page.view.text("back"));
      this.box?.remove();
      this.box = null;
      const key = { key: "r", code: "KeyR", keyCode: 82, which: 82, bubbles: true };
      ["keydown", "keypress", "keyup"].forEach((name) => this.page.document.body.dispatchEvent(new KeyboardEvent(name, key)));
    }

    // Once the page has run again, it shows what was wanted, or is asked for it.
    settle(script) {
      if (this.waking === "asked" && script === "running") this.waking = "running";
      if (this.waking !== "running" || script === "running") return;
      this.waking = "";
      if (this.wanted && codeOf(this.wanted) !== this.page.answered) this.page.view.send(this.wanted);
    }

    tell() {
      if (!this.box) {
        this.box = provide(this.page.document, "lost", "alert");
        const button = Object.assign(this.page.document.createElement("button"), { type: "button" });
        button.addEventListener("click", async () => (await this.reach()) && this.page.window.location.reload());
        this.box.append(this.page.document.createElement("span"), button);
      }
      const [words, button] = this.box.children;
      words.textContent = this.page.view.text("lost");
      button.textContent = this.page.view.text("again");
    }
  }

  class Page {
    constructor(view) {
      this.view = view;
      this.window = window.parent;
      this.document = window.parent.document;
      this.voice = provide(this.document, "voice", "status");
      // The step that waits; the last choice that went out, and until when its answer is waited for; what is shown ahead
      // of that; until when an answer to one that Back took back may come.
      Object.assign(this, { next: null, sent: null, foreseen: null, late: 0 });
      const end = new AbortController();
      // Whoever presses anything goes on from there; the key of a connection that is back is no press.
      ["click", "keydown"].forEach((name) => this.document.addEventListener(name, (event) => event.isTrusted && clearInterval(this.staying), { capture: true, signal: end.signal }));
      this.document.addEventListener("click", (event) => this.followLink(event), { signal: end.signal });
      this.document.addEventListener("keydown", (event) => this.leave(event), { capture: true, signal: end.signal });
      this.window.addEventListener("popstate", (event) => event.isTrusted && this.forget(), { signal: end.signal });
      this.connection = new Connection(this, end.signal);
      const observer = new MutationObserver(() => this.followPanel());
      observer.observe(this.document.body, { childList: true, subtree: true });
      this.followPanel();
      window.addEventListener("pagehide", () => {
        end.abort();
        observer.disconnect();
        this.connection.observer.disconnect();
      });
    }

    await(choice) {
      clearInterval(this.staying);
      this.connection.await(choice);
      this.foresee(choice);
      this.takeTurn(() => this.deliver(choice));
    }

    // Streamlit gives up a run for the next, and with it a step of the browser's history; and a late answer would put
    // into the address what was chosen before. So a step waits for the answer to the one before; of several, the last.
    takeTurn(step) {
      clearTimeout(this.waiting);
      this.next = step;
      if (this.isBusy) this.waiting = setTimeout(() => this.go(), this.sent.until - performance.now());
      else this.go();
    }

    get isBusy() {
      return this.sent !== null && performance.now() < this.sent.until;
    }

    go() {
      const step = this.next;
      Object.assign(this, { next: null, sent: null });
      step();
    }

    deliver(choice) {
      if (codeOf(choice) === this.answered) this.takeBack(); // it is not drawn anew: nothing would tell
      else this.sent = { code: codeOf(choice), until: performance.now() + ANSWER };
      this.view.deliver(choice);
    }

    // Nothing is waited for any more: what Streamlit drew last is shown again.
    takeBack() {
      this.connection.await(null);
      this.foreseen?.panel.replaceWith(this.foreseen.aside);
      this.foreseen = null;
      this.showOnMap();
    }

    // The page has run. Where that is the answer to the last choice, the step that waits has its turn.
    answer(panel) {
      this.answered = panel.dataset.chosen;
      if (this.isBusy && this.answered !== this.sent.code) return;
      this.sent = null;
      clearTimeout(this.waiting);
      if (codeOf(this.connection.wanted ?? {}) === this.answered) this.connection.await(null);
      if (this.next) this.go();
    }

    // Whoever goes back or forward wants what is there, and nothing that was chosen before.
    forget() {
      clearTimeout(this.waiting);
      if (this.sent !== null) this.late = performance.now() + LATE;
      if (performance.now() < this.late) this.stay(this.window.location.search);
      Object.assign(this, { next: null, sent: null });
      this.takeBack();
    }

    // Whoever went back before the answer to a choice stays there: the answer puts the choice into the address again, and
    // need not change anything else of the page.
    stay(query) {
      const { history, location } = this.window;
      clearInterval(this.staying);
      this.staying = setInterval(() => {
        if (performance.now() > this.late) clearInterval(this.staying);
        else if (location.search !== query) {
          history.replaceState(null, "", location.pathname + query);
          this.window.dispatchEvent(new PopStateEvent("popstate"));
        }
      }, SOON);
    }

    // Show what a choice will show: its panel comes from an address of its own in a fraction of the time in which
    // Streamlit runs the page. When that has run it draws the same, or what is true by then.
    async foresee(choice) {
      const address = new URL(`data/panel?${this.queryWith(choice)}`, this.document.baseURI);
      const html = await fetch(address).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
      const panel = new DOMParser().parseFromString(html, "text/html").querySelector("#panel");
      if (!panel || !this.panel || this.connection.wanted !== choice) return; // refused, answered already or overtaken
      const aside = this.foreseen?.aside ?? this.panel;
      this.panel.replaceWith(panel);
      this.foreseen = { panel, aside };
    }

    // The query of the address with a choice that may not be in it yet.
    queryWith(choice) {
      const query = new URLSearchParams(this.window.location.search);
      if (choice) CHOSEN.forEach((name) => (choice[name] ? query.set(name, choice[name]) : query.delete(name)));
      query.set("lang", this.view.language);
      return query;
    }

    get chosen() {
      return this.panel?.dataset.chosen ?? "";
    }

    say(text) {
      this.voice.textContent = "";
      setTimeout(() => { this.voice.textContent = text; }, 50);
    }

    followLink(event) {
      const link = event.target.closest?.(`${LINKS}, ${ADDRESSES}`);
      const isCleared = event.detail === 0 && event.target.closest?.(".st-key-clear button, a[data-clear]"); // by keyboard
      this.walked = isCleared ? SEARCH : null;
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const { site, program } = link.dataset;
      if (link.matches(ADDRESSES)) this.walk(link);
      else if ("copy" in link.dataset) this.copy(link);
      else if ("clear" in link.dataset) this.walk(link, [...CHOSEN, "tab", "sort"], this.walked);
      else this.view.send(codeOf(link.dataset) === this.chosen ? {} : { site, program });
    }

    // Mark in the table what is chosen, wherever it was chosen; its link lets it go.
    markRows() {
      const table = this.document.querySelector("table.rows");
      if (!table || (table === this.table && this.chosen === this.marked)) return;
      Object.assign(this, { table, marked: this.chosen });
      table.querySelectorAll("tr.marked").forEach((row) => row.classList.remove("marked"));
      table.querySelectorAll("a[data-site], a[data-program]").forEach((link) => {
        const isChosen = codeOf(link.dataset) === this.chosen;
        if (isChosen) link.closest("tr").classList.add("marked");
        if (isChosen) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    }

    // The address of a link, with some parameters as the page has them: Streamlit draws only one half of the page anew.
    keep(link, ...names) {
      const [address, here] = [new URL(link.href), this.queryWith(this.connection.wanted)];
      names.forEach((name) => (here.has(name) ? address.searchParams.set(name, here.get(name)) : address.searchParams.delete(name)));
      return address.href;
    }

    // Change the address and let the page follow; the link is drawn anew then, and takes the focus back.
    walk(link, kept = CHOSEN, walked = selectorOf(link)) {
      if (this.isBusy) {
        this.takeTurn(() => this.walk(link, kept, walked));
        return;
      }
      this.walked = walked;
      this.window.history.pushState(null, "", this.keep(link, ...kept));
      this.window.dispatchEvent(new PopStateEvent("popstate"));
    }

    keepFocus() {
      const { activeElement, body } = this.document;
      if (this.walked && (!activeElement || activeElement === body)) this.document.querySelector(this.walked)?.focus({ preventScroll: true });
    }

    leave(event) {
      if (event.key !== "Escape" || !this.chosen || event.target.closest?.(AT_WORK)) return;
      if (!this.document.querySelector("[data-testid=stPopoverBody]")) this.view.send({});
    }

    // Copy a link's whole address; where the browser keeps the clipboard from pages without TLS, by way of a selection.
    async copy(link) {
      const [words, address] = [link.textContent, this.keep(link, "tab", "sort")];
      try {
        await this.window.navigator.clipboard.writeText(address);
      } catch {
        const field = Object.assign(this.document.createElement("textarea"), { value: address });
        link.after(field);
        field.select();
        this.document.execCommand("copy");
        field.remove();
        link.focus();
      }
      link.textContent = link.dataset.copy;
      this.say(link.dataset.copy);
      setTimeout(() => { link.textContent = words; }, 2000);
    }

    // Streamlit puts a new panel in the place of the old one when something changed.
    followPanel() {
      this.connection.hush();
      this.keepFocus();
      const panel = this.document.querySelector("#panel");
      if (panel && panel !== this.panel) this.turnTo(panel);
      this.markRows();
    }

    turnTo(panel) {
      const { foreseen, panel: old } = this;
      if (panel !== foreseen?.panel) {
        this.answer(panel);
        if (foreseen && this.isBusy) { // it is from before the last choice, which is shown
          panel.replaceWith(foreseen.panel);
          foreseen.aside = panel;
          return;
        }
        this.foreseen = null;
      }
      this.panel = panel;
      this.showOnMap();
      if (!old) return;
      if (old.dataset.says !== panel.dataset.says) this.say(panel.dataset.says);
      if (old.dataset.chosen !== panel.dataset.chosen) this.turn(old.dataset.chosen);
      else if (foreseen) this.takeFocus();
    }

    // The map follows the panel, in the same frame.
    showOnMap() {
      if (this.panel?.dataset.map) window.partnershipMap.show(JSON.parse(this.panel.dataset.map));
    }

    // Show the beginning of what was chosen.
    turn(before) {
      const still = this.window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.panel.closest(".st-key-panel").scrollTop = 0;
      const details = this.panel.querySelector("#details");
      const { top } = this.panel.getBoundingClientRect();
      if (details && (this.window.innerWidth < PHONE || top < 0)) {
        const part = this.window.innerWidth < PHONE ? this.panel : this.document.querySelector(".st-key-explorer");
        part.scrollIntoView({ behavior: still ? "auto" : "smooth" });
      }
      this.left = before;
      this.takeFocus();
    }

    // Take the focus along where it was lost with the old panel: to the details, or back to what led to them.
    takeFocus() {
      const { activeElement, body } = this.document;
      if (this.walked || (activeElement && activeElement !== body)) return;
      const details = this.panel.querySelector("#details");
      const opener = [...this.panel.querySelectorAll(".listed a")].find((link) => codeOf(link.dataset) === this.left);
      (details ?? opener ?? this.panel).focus({ preventScroll: Boolean(details) });
    }
  }

  window.partnershipPage = (view) => new Page(view);
})();
