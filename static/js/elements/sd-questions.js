// <sd-questions>: after Q each digit answers the question that waits, until all are answered or Escape.
let answering = false;

customElements.define("sd-questions", class extends HTMLElement {
  connectedCallback() {
    this.cap = this.querySelector("[data-key=q]");
    this.cap.addEventListener("click", () => this.turn(!answering));
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.turn(false));
    this.turn(answering);
  }

  turn(on) {
    const current = this.querySelector("[data-current]");
    answering = on && Boolean(current);
    this.cap.setAttribute("aria-pressed", String(answering));
    this.toggleAttribute("data-answering", answering);
    for (const option of this.querySelectorAll("[data-digit]")) {
      if (answering && current.contains(option)) option.dataset.key = option.dataset.digit;
      else delete option.dataset.key;
    }
    if (answering) current.querySelector("input:not([type=hidden])")?.focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("sd-questions")?.turn(false);
});
document.addEventListener("submit", (event) => {
  if (!event.target.closest("sd-questions, #slots")) answering = false;
});
