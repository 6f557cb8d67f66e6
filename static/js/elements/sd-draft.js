// <sd-draft action="…"> around a textarea: saved 600 ms after the last key; what was not saved is tried again, and
// meanwhile kept in this tab, so that a reload does not lose it. <sd-draft whole>: the form around it is saved with it.
import { isOver, relogin } from "../relogin.js";

const PAUSE = 600;
const AGAIN = 3000;

customElements.define("sd-draft", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.kept = `sd-draft ${this.getAttribute("action")}`;
    this.form = this.hasAttribute("whole") ? this.closest("form") : null;
    (this.form ?? this).addEventListener("input", () => this.wait(PAUSE));
    this.form?.addEventListener("submit", () => this.forget());
    const unsaved = sessionStorage.getItem(this.kept);
    if (unsaved === null || unsaved === this.field.value) return;
    this.field.value = unsaved;
    this.wait(PAUSE);
  }

  // The desk has moved on: the outcome took the notes along.
  disconnectedCallback() { this.forget(); }

  forget() {
    clearTimeout(this.timer);
    sessionStorage.removeItem(this.kept);
  }

  wait(pause) {
    clearTimeout(this.timer);
    sessionStorage.setItem(this.kept, this.field.value);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    const text = this.field.value;
    const body = this.form ? new FormData(this.form) : new FormData();
    body.set("notes", text);
    body.set("csrfmiddlewaretoken", (this.form ?? document.getElementById("log-form")).querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(this.getAttribute("action"), { method: "POST", body, redirect: "manual" }).catch(() => null);
    const saved = answer?.ok && !isOver(answer);
    if ((saved || answer?.status === 404) && this.field.value === text) sessionStorage.removeItem(this.kept);
    if (!this.isConnected) return;
    this.say(saved ? "saved" : "retrying");
    if (isOver(answer)) relogin().then(() => this.wait(0), () => this.wait(AGAIN));
    else if (!saved && answer?.status !== 404) this.wait(AGAIN);
  }

  say(word) {
    for (const words of this.querySelectorAll("[data-word]")) words.hidden = words.dataset.word !== word;
    const time = this.querySelector("[data-time]");
    time.textContent = new Date().toLocaleTimeString(document.documentElement.lang, { hourCycle: "h23", timeZone: this.getAttribute("zone") || undefined });
  }
});
