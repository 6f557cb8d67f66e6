// <sd-review>: a digit rates the criterion that is marked (X: it did not come up), and the mark goes on to the next one.
customElements.define("sd-review", class extends HTMLElement {
  connectedCallback() {
    this.rows = [...this.querySelectorAll("fieldset")];
    this.addEventListener("change", (event) => event.target.closest("fieldset") && this.mark(this.after(event.target.closest("fieldset"))));
    this.addEventListener("focusin", (event) => event.target.closest("fieldset") && this.mark(event.target.closest("fieldset")));
    this.mark(this.rows.find((row) => !row.querySelector(":checked")));
  }

  after(row) { return this.rows.slice(this.rows.indexOf(row) + 1).find((next) => !next.querySelector(":checked")) ?? row; }

  mark(row) {
    for (const each of this.rows) {
      each.toggleAttribute("data-current", each === row);
      for (const radio of each.querySelectorAll("[data-digit]")) {
        if (each === row) radio.dataset.key = radio.dataset.digit;
        else delete radio.dataset.key;
      }
    }
  }
});
