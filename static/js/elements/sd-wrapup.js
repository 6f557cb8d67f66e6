// <sd-wrapup seconds ended>: after the call, how much of the time for its notes is gone. Calm: never announced, and nothing
// happens at its end.
const ended = new Map();

customElements.define("sd-wrapup", class extends HTMLElement {
  connectedCallback() {
    this.call = document.querySelector("#desk sd-call");
    this.clock = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnectedCallback() { clearInterval(this.clock); }

  since() {
    const key = this.call?.getAttribute("call");
    const told = Date.parse(this.getAttribute("ended"));
    if (!ended.has(key) && this.call?.dataset.state === "ended") ended.set(key, Number.isNaN(told) ? Date.now() : told);
    return ended.get(key);
  }

  tick() {
    const since = this.since();
    this.hidden = !since;
    if (!since) return;
    const gone = Math.max(0, Math.floor((Date.now() - since) / 1000));
    const whole = Number(this.getAttribute("seconds"));
    const face = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.querySelector("b").textContent = `${face(gone)} / ${face(whole)}`;
    this.classList.toggle("sd-over", gone > whole);
  }
});
