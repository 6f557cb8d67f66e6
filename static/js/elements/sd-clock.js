// <sd-clock zone="Europe/London" now="2026-11-23T10:42:00Z"><b>10:42</b> London</sd-clock>: the time in a zone, by the
// server's clock. Never announced.
customElements.define("sd-clock", class extends HTMLElement {
  connectedCallback() {
    const now = this.getAttribute("now");
    this.ahead = now ? Date.parse(now) - Date.now() : 0;
    const language = document.documentElement.lang || undefined;
    this.format = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.getAttribute("zone") || undefined });
    this.tick();
  }

  disconnectedCallback() { clearTimeout(this.timer); }

  tick() {
    const at = Date.now() + this.ahead;
    const shown = this.querySelector("b") ?? this;
    const text = this.format.format(at);
    if (shown.textContent !== text) shown.textContent = text;
    this.timer = setTimeout(() => this.tick(), 60000 - (at % 60000));
  }
});
