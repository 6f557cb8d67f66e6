// The light switch: three radios, auto, light or dark, kept in this browser.
customElements.define("sd-theme", class extends HTMLElement {
  connectedCallback() {
    const wish = localStorage.getItem("sd-theme") || "auto";
    const radio = this.querySelector(`input[value="${wish}"]`);
    if (radio) radio.checked = true;
    this.addEventListener("change", (event) => {
      localStorage.setItem("sd-theme", event.target.value);
      dispatchEvent(new Event("sd:theme"));
    });
  }
});
