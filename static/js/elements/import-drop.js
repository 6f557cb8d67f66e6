// A file may be dropped anywhere on the box around the file field; without this the field alone does the same.
class ImportDrop extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=file]");
    this.addEventListener("dragover", (event) => this.over(event));
    this.addEventListener("dragleave", () => this.classList.remove("sd-drop-over"));
    this.addEventListener("drop", (event) => this.drop(event));
  }

  over(event) {
    event.preventDefault();
    this.classList.add("sd-drop-over");
  }

  drop(event) {
    event.preventDefault();
    this.classList.remove("sd-drop-over");
    if (event.dataTransfer.files.length) this.field.files = event.dataTransfer.files;
  }
}

customElements.define("import-drop", ImportDrop);
