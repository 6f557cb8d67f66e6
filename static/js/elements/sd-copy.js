// <sd-copy text="…"><button>: puts the text on the clipboard.
customElements.define("sd-copy", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.addEventListener("click", async () => {
      await navigator.clipboard?.writeText(this.getAttribute("text")).catch(() => {});
      button.querySelector(".visually-hidden").textContent = button.dataset.done;
      button.classList.add("sd-done");
    });
  }
});
