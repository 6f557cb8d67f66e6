// <sd-report>: keying in by keyboard alone. The outcome's key shows the field that it needs; Enter goes to what is
// missing next, and saves when nothing is; Z and Enter in the code takes the last one back. Keys that are pressed while
// the server answers are kept in their order, and typed into what the answer brings; after an error they are let go.
const QUIET = ["reason", "when", "return_on"];
const waiting = [];

customElements.define("sd-report", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.row = this.querySelector("#row");
    this.addEventListener("input", (event) => this.typed(event));
    this.form.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", () => { this.busy = true; });
    this.done = (event) => this.answered(event.detail.ctx);
    document.addEventListener("htmx:finally:request", this.done);
    this.watch = new MutationObserver(() => this.echoed());
    this.watch.observe(this.row, { childList: true });
    this.suit();
    const wrong = this.querySelector("[aria-invalid=true], .is-invalid, [role=alert]");
    if (wrong) waiting.length = 0;
    setTimeout(() => {  // when htmx has given the focus back to where it was
      if (!wrong) this.field("code").focus();
      this.drain();
    });
  }

  disconnectedCallback() {
    this.watch.disconnect();
    document.removeEventListener("htmx:finally:request", this.done);
  }

  field(name) { return this.form.elements[name]; }

  get chosen() {
    const key = this.field("outcome").value.toLowerCase();
    return [...this.row.querySelectorAll("[data-outcome]")].find((one) => key && one.dataset.outcome === key);
  }

  get needed() { return this.chosen?.dataset.needs ?? ""; }

  suit() {
    const { chosen, needed } = this;
    for (const one of this.row.querySelectorAll("[data-outcome]")) one.toggleAttribute("data-chosen", one === chosen);
    for (const name of QUIET) {
      const box = this.querySelector(`[data-field=${name}]`);
      box.hidden = name !== needed && !this.field(name).value && !box.querySelector(".is-invalid");
    }
  }

  typed(event) {
    if (event.target.name === "code") this.asking = true;
    this.suit();
  }

  echoed() {
    this.asking = false;
    this.suit();
    this.drain();
  }

  answered(ctx) {
    if (ctx.request.method === "GET") this.echoed();
    else if (ctx.sourceElement === this.form) {  // and nothing came that took this form's place
      this.busy = false;
      waiting.length = 0;
    }
  }

  // Enter behind the code needs to know whose outcomes these are.
  mustWait(key, field) { return this.busy || (key === "Enter" && this.asking && field.name !== "code"); }

  key(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !target.matches("input")) return;
    if (key !== "Enter" && key.length > 1) return;
    if (waiting.length || this.mustWait(key, target)) {
      event.preventDefault();
      waiting.push(key);
    } else if (key === "Enter") {
      event.preventDefault();
      this.enter(target);
    }
  }

  drain() {
    while (waiting.length && this.contains(document.activeElement) && !this.mustWait(waiting[0], document.activeElement)) {
      const [key, field] = [waiting.shift(), document.activeElement];
      if (key === "Enter") this.enter(field);
      else {
        field.value += key;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }

  enter(field) {
    if (field.name === "code" && /^[zζ]$/i.test(field.value.trim())) {
      this.querySelector(".sd-lately form")?.requestSubmit();
      return;
    }
    const missing = ["code", "outcome", this.needed].filter(Boolean).map((name) => this.field(name)).find((one) => !one.value.trim());
    if (missing) missing.focus();
    else this.form.requestSubmit();
  }
});
