// The desk: the parts' behaviour, the heartbeat from a Worker, and no key lost while the server answers.
import "./elements/sd-call.js";
import "./elements/sd-copy.js";
import "./elements/sd-draft.js";
import "./elements/sd-questions.js";
import "./elements/sd-script.js";
import { nameOf } from "./keys.js";

const NEEDS_TIMES = ["b", "r", "Ctrl+Enter"];
const waiting = [];
let acting = false;
let replaying = false;

const work = () => document.getElementById("desk");
const typing = (target) => target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select");
const timesAreComing = () => Boolean(document.querySelector("#desk div#slots"));
const mustWait = (key) => acting || waiting.length > 0 || (NEEDS_TIMES.includes(key) && timesAreComing());

// While an act is under way keys are kept, in their order, and pressed on what the answer brings.
addEventListener("keydown", (event) => {
  const key = nameOf(event);
  const chord = event.ctrlKey || event.metaKey;
  if (replaying || event.repeat || event.altKey || (chord ? key !== "Ctrl+Enter" : typing(event.target) || event.key.length > 1)) return;
  if (!mustWait(key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting.push({ key: event.key, code: event.code, ctrlKey: event.ctrlKey, shiftKey: event.shiftKey, metaKey: event.metaKey });
}, true);

function drain() {
  while (waiting.length && !acting) {
    if (NEEDS_TIMES.includes(nameOf(waiting[0])) && timesAreComing()) return;
    replaying = true;
    document.body.dispatchEvent(new KeyboardEvent("keydown", { ...waiting.shift(), bubbles: true, cancelable: true }));
    replaying = false;
  }
}

addEventListener("submit", (event) => {
  if (event.target.matches("sd-desk form[hx-post], #undo form")) acting = true;
}, true);

document.addEventListener("htmx:finally:request", (event) => {
  if (event.detail.ctx.request.method !== "GET") acting = false;
  setTimeout(drain);
});

// What was typed while the same lead came back from the server stays; the focus goes to the lead's name.
let before = {};
document.addEventListener("htmx:before:swap", () => {
  before = { lead: work()?.dataset.lead, notes: document.getElementById("notes")?.value };
});
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.target?.id !== "desk") return;
  const notes = document.getElementById("notes");
  if (notes && work().dataset.lead === before.lead && notes.value !== before.notes) {
    notes.value = before.notes;
    notes.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (document.activeElement === document.body) work().querySelector("#lead-name, #lull-title")?.focus({ preventScroll: true });
  document.body.dispatchEvent(new CustomEvent("desk:moved"));
});

// Escape leaves a text field: the keys work again.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]") || !typing(event.target)) return;
  document.getElementById("lead-name")?.focus({ preventScroll: true });
});

customElements.define("sd-desk", class extends HTMLElement {
  connectedCallback() {
    this.worker = new Worker(this.getAttribute("worker"));
    this.worker.addEventListener("message", () => this.beat());
  }

  disconnectedCallback() { this.worker.terminate(); }

  async beat() {
    const token = this.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!work()?.dataset.lead || !token) return;
    const answer = await fetch(this.getAttribute("beat"), { method: "POST", headers: { "x-csrftoken": token } }).catch(() => null);
    if (answer?.status === 410) location.reload();
  }
});
