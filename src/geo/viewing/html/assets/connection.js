import { find, make } from "./dom.js";

const PATIENCE = 800; // milliseconds for which a connection may be gone before the page says so
const MINUTE = 60_000;
const CLOSE = "section[role=dialog] button[aria-label=Close]"; // of Streamlit's own message on a lost connection
const STATE = "data-test-connection-state"; // what Streamlit says of itself

// Whether the server answers.
const reach = () => fetch(location.pathname, { cache: "no-store" }).then((answer) => answer.ok, () => false);

/* Says when the server does not answer, and when it does again. A server started anew knows nothing of the visit: then
   the page is run and the panel asked for again, for what the address says by then. */
export class Connection {
  constructor(panel, words) {
    Object.assign(this, { panel, words, isLost: false, isOffline: false });
    // A machine that serves itself is offline and well: only the server's silence counts.
    ["offline", "online"].forEach((name) => window.addEventListener(name, async () => {
      this.isOffline = name === "offline" && !(await reach());
      this.judge();
    }));
    panel.answered = (isThere) => (isThere ? !this.isLost && this.hide() : this.show());
  }

  // Streamlit's own message on a lost connection is in English, and over the whole page.
  look() {
    if (this.isLost) find(CLOSE)?.click();
    const app = find(`[${STATE}]`);
    if (!app || app === this.app) return;
    this.app = app;
    new MutationObserver(() => this.judge()).observe(app, { attributeFilter: [STATE] });
  }

  judge() {
    const connection = this.app?.getAttribute(STATE);
    if (connection === "DISCONNECTED_FOREVER") this.revive();
    const isWell = connection === "CONNECTED" && !this.isOffline;
    this.wasWell ||= isWell; // what has not been there yet is not lost
    if (isWell && this.isLost) this.wake();
    else if (!isWell && this.wasWell && !this.isLost) {
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
    this.isLost = false;
    if (this.box) this.panel.say(this.words[document.documentElement.lang].back);
    this.hide();
    this.panel.renew();
    this.panel.address.place.run();
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
