// <sd-objections>: a digit opens what we answer (and counts it); 0 shows all objections again, as does the next opening.
customElements.define("sd-objections", class extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("form");
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.opens) this.show(button.dataset.opens);
      else if (button && "back" in button.dataset) this.show("");
    });
    this.closest("dialog").addEventListener("close", () => this.show(""));
  }

  // After the press that opened it was heard as the form's own: only then is the list put away.
  show(id) {
    setTimeout(() => {
      this.list.hidden = Boolean(id);
      for (const section of this.querySelectorAll("section")) section.hidden = section.id !== id;
      if (id) document.getElementById(id).focus();
    });
  }
});
