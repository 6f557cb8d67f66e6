// The key sheet: each time it opens it lists what this page's own data-key elements answer to.
import { keysAreOn, switchKeys } from "../keys.js";

const caps = (key) => key.split(/[ +]/).map((part) => {
  const cap = document.createElement("kbd");
  cap.textContent = part.length === 1 ? part.toUpperCase() : part;
  return cap;
});

function wordsOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
  return element.getAttribute("aria-label") || copy.textContent.trim().replace(/\s+/g, " ") || element.labels?.[0]?.textContent.trim() || "";
}

customElements.define("sd-keysheet", class extends HTMLElement {
  connectedCallback() {
    const dialog = this.closest("dialog");
    const single = this.querySelector("input");
    single.checked = keysAreOn();
    single.addEventListener("change", () => switchKeys(single.checked));
    new MutationObserver(() => dialog.open && this.fill()).observe(dialog, { attributeFilter: ["open"] });
  }

  fill() {
    const rows = new Map();
    for (const element of document.querySelectorAll("[data-key]")) {
      const words = wordsOf(element);
      if (words && !rows.has(element.dataset.key)) rows.set(element.dataset.key, words);
    }
    this.querySelector("dl").replaceChildren(...[...rows].map(([key, words]) => {
      const row = document.createElement("div");
      const term = document.createElement("dt");
      const what = document.createElement("dd");
      term.textContent = words;
      what.append(...caps(key));
      row.append(term, what);
      return row;
    }));
  }
});
