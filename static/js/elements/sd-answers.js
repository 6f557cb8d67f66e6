// <sd-answers>: what we answer is found as one types what the lead asked: every word, without accents or capitals, Greek
// too. Arrow down goes into the answers, Enter writes the question down with the one chosen; Escape goes back to the field.
const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ς/g, "σ");

customElements.define("sd-answers", class extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("#ask-text");
    this.details = this.querySelector("details");
    this.status = this.querySelector("[role=status]");
    this.found = [...this.querySelectorAll("[name=answer]")].map((button) => ({ button, text: bare(button.textContent) }));
    if (!this.details) return;
    this.field.addEventListener("input", () => this.find());
    this.addEventListener("keydown", (event) => this.walk(event));
  }

  find() {
    const words = bare(this.field.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const fits = this.found.filter(({ text }) => words.every((word) => text.includes(word)));
    for (const each of this.found) each.button.parentElement.hidden = !fits.includes(each);
    this.details.open = words.length > 0 && fits.length > 0;
    this.status.textContent = !words.length ? "" : fits.length ? this.status.dataset.some : this.status.dataset.none;
  }

  walk(event) {
    const shown = this.found.map(({ button }) => button).filter((button) => button.checkVisibility());
    const at = shown.indexOf(event.target);
    if (event.key === "ArrowDown" && shown.length) shown[Math.min(at + 1, shown.length - 1)].focus();
    else if (event.key === "ArrowUp" && at >= 0) (shown[at - 1] ?? this.field).focus();
    else if (event.key === "Escape" && at >= 0) this.field.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
});
