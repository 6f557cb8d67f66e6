// <sd-choose> with a [data-all] box: chooses or frees every box of its form; half-chosen when only some are.
customElements.define("sd-choose", class extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    const all = this.querySelector("[data-all]");
    const boxes = () => [...form.querySelectorAll("input[name=handoffs]")];
    const follow = () => boxes().forEach((box) => { box.checked = all.checked; });
    all.addEventListener("change", follow);
    if (all.checked) follow();  // pressed before this part was there
    form.addEventListener("change", (event) => {
      if (event.target === all) return;
      const chosen = boxes().filter((box) => box.checked).length;
      all.checked = chosen > 0 && chosen === boxes().length;
      all.indeterminate = chosen > 0 && !all.checked;
    });
  }
});
