// <sd-outbox>: an act that the server did not take is kept, the page says so, and it is sent again until it is taken.
// A dial is never sent later: nobody wants a telephone that rings by itself.
import { relogin } from "../relogin.js";

const PAUSES = [1000, 2000, 4000, 8000];

customElements.define("sd-outbox", class extends HTMLElement {
  connectedCallback() {
    this.tries = 0;
    this.querySelector("button").addEventListener("click", () => this.send());
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.show(this.kept ? "kept" : "cut"));
  }

  get isFull() { return Boolean(this.kept); }

  // Keep an act (its form and the button that sent it); false when it must not be sent later.
  keep(form, submitter) {
    if (form.hasAttribute("data-now-or-never")) return false;
    this.kept = { form, submitter, since: this.kept?.since ?? Date.now() };
    this.show("kept");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), PAUSES[Math.min(this.tries, PAUSES.length - 1)]);
    this.tries += 1;
    return true;
  }

  send() {
    clearTimeout(this.timer);
    if (relogin.pending) return;  // it is sent when that is over
    if (this.kept) this.kept.form.requestSubmit(this.kept.submitter);
    else this.show("");
  }

  // The server has answered: for how long (milliseconds) the act lay here.
  taken() {
    const lay = this.kept ? Date.now() - this.kept.since : 0;
    clearTimeout(this.timer);
    this.kept = null;
    this.tries = 0;
    this.show("");
    return lay;
  }

  show(word) {
    this.hidden = !word;
    for (const words of this.querySelectorAll("[data-word]")) words.hidden = words.dataset.word !== word;
    this.querySelector("button").hidden = word !== "kept";
  }
});
