// <sd-toast seconds="60">: goes by itself, not while the pointer or the focus is on it. With an undo form it shows, by a
// ring, how long the undo is still offered.
const SVG = "http://www.w3.org/2000/svg";

function ring() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "sd-ring");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("aria-hidden", "true");
  for (let turn = 0; turn < 2; turn += 1) {
    const circle = document.createElementNS(SVG, "circle");
    for (const [name, value] of Object.entries({ cx: 9, cy: 9, r: 7, pathLength: 100 })) circle.setAttribute(name, value);
    svg.append(circle);
  }
  return svg;
}

customElements.define("sd-toast", class extends HTMLElement {
  connectedCallback() {
    if (this.clock) return;
    const duration = 1000 * Number(this.getAttribute("seconds") || 8);
    const form = this.querySelector("form");
    const drawn = form && !this.querySelector(".sd-ring") ? ring() : null;
    if (drawn) form.before(drawn);
    const face = drawn?.lastChild ?? this;
    this.clock = face.animate(drawn ? [{ strokeDashoffset: 0 }, { strokeDashoffset: 100 }] : [], { duration });
    this.clock.onfinish = () => this.remove();
    for (const name of ["pointerenter", "focusin"]) this.addEventListener(name, () => this.clock.pause());
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.clock.play());
    this.addEventListener("click", (event) => event.target.closest("[data-close-toast]") && this.remove());
  }
});

// Say one of the sentences of parts/_words.html, once at a time.
export function say(name) {
  const place = document.getElementById("sd-toasts");
  const words = document.getElementById(`sd-word-${name}`);
  place?.querySelector(`[data-word="${name}"]`)?.remove();
  const toast = words?.content.firstElementChild?.cloneNode(true);
  if (!toast || !place) return;
  toast.dataset.word = name;
  place.append(toast);
}
