// <sd-script>: one step at a time; [ and ] turn it, a click on a step's name goes there.
customElements.define("sd-script", class extends HTMLElement {
  connectedCallback() {
    this.steps = [...this.querySelectorAll("[data-step]")];
    this.addEventListener("click", (event) => {
      const { step, turn } = event.target.closest("button")?.dataset ?? {};
      if (step) this.go(Number(step));
      else if (turn) this.go(this.at() + Number(turn));
    });
  }

  at() { return this.steps.findIndex((step) => step.hasAttribute("aria-current")); }

  go(to) {
    const here = Math.min(Math.max(to, 0), this.steps.length - 1);
    this.steps.forEach((step, n) => (n === here ? step.setAttribute("aria-current", "step") : step.removeAttribute("aria-current")));
    this.steps.forEach((step, n) => step.classList.toggle("sd-step-done", n < here));
    this.querySelectorAll("[data-says]").forEach((says, n) => { says.hidden = n !== here; });
  }
});
