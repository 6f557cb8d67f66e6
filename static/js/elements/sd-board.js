// <sd-board now>: how long each has done what they do, by the server's clock, and how old the board is. Not announced.
const ANSWERS = ["htmx:before:response", "htmx:finally:request"];

const face = (seconds) => {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${String(rest).padStart(2, "0")}` : `${minutes}:${String(rest).padStart(2, "0")}`;
};

customElements.define("sd-board", class extends HTMLElement {
  connectedCallback() {
    this.ahead = Date.parse(this.getAttribute("now")) - Date.now();
    this.heard = Date.now();
    this.words = this.querySelector("[data-words]").textContent;
    this.hear = (event) => {
      const status = event.detail.ctx?.response?.status;
      if (status === 200 || status === 304) this.heard = Date.now();
    };
    for (const name of ANSWERS) document.addEventListener(name, this.hear);
    this.clock = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    for (const name of ANSWERS) document.removeEventListener(name, this.hear);
  }

  tick() {
    const now = Date.now() + this.ahead;
    for (const row of this.querySelectorAll("[data-since]")) {
      row.querySelector("[data-clock]").textContent = face(Math.max(0, Math.floor((now - Date.parse(row.dataset.since)) / 1000)));
    }
    const age = Math.floor((Date.now() - this.heard) / 1000);
    this.querySelector("[data-age]").textContent = age;
    this.classList.toggle("sd-stale", age > 10);
    this.querySelector("[data-words]").textContent = age > 10 ? this.dataset.stale : this.words;
  }
});
