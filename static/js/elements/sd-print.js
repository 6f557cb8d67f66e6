// <sd-print hidden><button>: opens the browser's printer. Without scripts it stays away: the browser's own menu prints.
customElements.define("sd-print", class extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => print());
  }
});
