import { around, find, make, type } from "./dom.js";

const PATIENCE = 800; // milliseconds for which a connection may be gone before the page says so
const MINUTE = 60_000;
const CLOSE = "section[role=dialog] button[aria-label=Close]"; // of Streamlit's own message on a lost connection
const STATE = ["data-test-connection-state", "data-test-script-state"]; // what Streamlit says of itself

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

/* Says when the server does not answer, and when it does again. A server started anew knows nothing of the visit: then
   the page is run again, by Streamlit's own key for that, the panel is asked for again, and a filter is pressed again
   whose message went to the server that died. */
export class Connection {
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
