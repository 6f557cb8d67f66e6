// <sd-leave url="…">: tells the server when the tab goes, so that a lead nobody has dialled goes back soon.
customElements.define("sd-leave", class extends HTMLElement {
  connectedCallback() {
    this.tell = () => {
      const desk = document.getElementById("desk");
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
      if (!desk?.dataset.lead || !token) return;
      navigator.sendBeacon(this.getAttribute("url"), new URLSearchParams({ csrfmiddlewaretoken: token }));
    };
    addEventListener("pagehide", this.tell);
  }

  disconnectedCallback() { removeEventListener("pagehide", this.tell); }
});
