// The key sheet: each time it opens it lists what this page's own data-key elements answer to.
import { keysAreOn, ownKeys, switchKeys } from "../keys.js";

const caps = (key) => key.split(/[ +]/).map((part) => {
  const cap = document.createElement("kbd");
  cap.textContent = part.length === 1 ? part.toUpperCase() : part;
  return cap;
});

function plain(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}

// A field is called by its label, never by what stands in it; data-says names what says something else on its face.
function wordsOf(element) {
  const field = element.matches("input, select, textarea");
  return element.dataset.says || element.getAttribute("aria-label") || plain(field ? element.labels[0] ?? element : element);
}

const answers = (element) => !element.disabled && !element.closest("dialog:not(#sd-keysheet)");
const places = (element) => element.dataset.key.startsWith("g ");

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
    const all = [...document.querySelectorAll("[data-key]")].filter(answers);
    for (const element of [...all.filter((one) => !places(one)), ...all.filter(places)]) {
      const words = wordsOf(element);
      if (words && !rows.has(element.dataset.key)) rows.set(element.dataset.key, words);
    }
    this.querySelector("dl").replaceChildren(...[...rows].map(([key, words]) => {
      const row = document.createElement("div");
      const term = document.createElement("dt");
      const what = document.createElement("dd");
      term.textContent = words;
      what.append(...caps(key));
      for (const [mine, does] of Object.entries(ownKeys())) if (does === key) what.append(" / ", ...caps(mine));
      row.append(term, what);
      return row;
    }));
  }
});
