// <sd-draft action="…"> around a textarea: saved 600 ms after the last key; what was not saved is tried again.
const PAUSE = 600;
const AGAIN = 3000;

customElements.define("sd-draft", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.addEventListener("input", () => this.wait(PAUSE));
  }

  disconnectedCallback() { clearTimeout(this.timer); }

  wait(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    const text = this.field.value;
    const body = new FormData();
    body.set("notes", text);
    body.set("csrfmiddlewaretoken", document.querySelector("#log-form [name=csrfmiddlewaretoken]").value);
    const answer = await fetch(this.getAttribute("action"), { method: "POST", body }).catch(() => null);
    if (!this.isConnected) return;
    this.say(answer?.ok ? "saved" : "retrying");
    if (!answer?.ok && answer?.status !== 404) this.wait(AGAIN);
  }

  say(word) {
    for (const words of this.querySelectorAll("[data-word]")) words.hidden = words.dataset.word !== word;
    const time = this.querySelector("[data-time]");
    time.textContent = new Date().toLocaleTimeString(document.documentElement.lang);
  }
});
