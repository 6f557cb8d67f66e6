// The desk: the parts' behaviour, the heartbeat from a Worker, and no key lost while the server answers.
import "./elements/sd-answers.js";
import "./elements/sd-call.js";
import "./elements/sd-copy.js";
import "./elements/sd-draft.js";
import "./elements/sd-outbox.js";
import "./elements/sd-leave.js";
import "./elements/sd-objections.js";
import "./elements/sd-questions.js";
import "./elements/sd-script.js";
import { keyOf } from "./keys.js";
import { bringBack } from "./refused.js";
import { isOver, isStale, relogin, renewed } from "./relogin.js";

const NEEDS_TIMES = ["b", "r", "Ctrl+Enter"];
const waiting = [];
let acting = false;
let replaying = false;
let sent = null;
let failed = false;
let stale = false;
let isSecond = false;
const STALE = 10_000;  // keys typed ahead of an answer that took longer were meant for a moment that is gone
const PROXY = [502, 503, 504];

const work = () => document.getElementById("desk");
const typing = (target) => target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select");
const timesAreComing = () => Boolean(document.querySelector("#desk div#slots"));
const mustWait = (key) => acting || waiting.length > 0 || (NEEDS_TIMES.includes(key) && timesAreComing());

// While an act is under way keys are kept, in their order, and pressed on what the answer brings.
addEventListener("keydown", (event) => {
  const key = keyOf(event);
  const chord = event.ctrlKey || event.metaKey;
  if (replaying || event.repeat || event.altKey || (chord ? key !== "Ctrl+Enter" : typing(event.target) || event.key.length > 1)) return;
  if (!mustWait(key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting.push({ key: event.key, code: event.code, ctrlKey: event.ctrlKey, shiftKey: event.shiftKey, metaKey: event.metaKey });
}, true);

function drain() {
  while (waiting.length && !acting) {
    if (NEEDS_TIMES.includes(keyOf(waiting[0])) && timesAreComing()) return;
    replaying = true;
    document.body.dispatchEvent(new KeyboardEvent("keydown", { ...waiting.shift(), bubbles: true, cancelable: true }));
    replaying = false;
  }
}

const outbox = () => document.querySelector("sd-outbox");

addEventListener("submit", (event) => {
  if (!event.target.matches("sd-desk form[hx-post], #undo form")) return;
  acting = true;
  failed = stale = false;
  sent = { form: event.target, submitter: event.submitter };
  event.submitter?.setAttribute("data-sent", "");
  document.querySelector("sd-desk")?.hush();
}, true);

const isAct = (ctx) => acting && ctx?.request.method !== "GET";
addEventListener("htmx:error", (event) => {
  if (!isAct(event.detail.ctx)) return;
  failed = true;
  if (!sent.form.hasAttribute("data-now-or-never")) event.stopPropagation();  // the outbox says it
}, true);
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (isAct(ctx) && (PROXY.includes(ctx.response.status) || isOver(ctx.response.raw))) failed = true;
  if (isAct(ctx) && PROXY.includes(ctx.response.status)) event.preventDefault();
  if (!isAct(ctx) || !isStale(ctx.response.raw)) return;
  failed = stale = true;
  event.preventDefault();
});

document.addEventListener("htmx:finally:request", (event) => {
  if (event.detail.ctx.request.method !== "GET" && acting) settle();
  setTimeout(drain);
});

// The act was taken; or it is kept and sent again, also after a new log-in. One with stale tokens goes at once with new
// ones: that is no later, not even for a dial.
function settle() {
  isSecond = stale && !isSecond;
  if (isSecond) return renewed().then(() => sent.form.requestSubmit(sent.submitter), keep);
  keep();
}

function keep() {
  sent.submitter?.removeAttribute("data-sent");
  acting = failed && outbox().keep(sent.form, sent.submitter);
  if (failed && !acting) waiting.length = 0;
  else if (!acting && outbox().taken() > STALE) waiting.length = 0;
  if (acting) relogin.pending?.then(() => outbox().send(), keep);
}

// What was typed while the same lead came back from the server stays; the focus goes to the lead's name.
const TYPED = ["notes", "ask-text"];
let before = {};
document.addEventListener("htmx:before:swap", () => {
  const typed = TYPED.map((id) => [id, document.getElementById(id)?.value]);
  before = { lead: work()?.dataset.lead, typed };
});
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.target?.id !== "desk") return;
  for (const [id, value] of work().dataset.lead === before.lead ? before.typed : []) {
    const field = document.getElementById(id);
    if (!field || value === undefined || field.value === value) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (work().dataset.lead !== before.lead) scrollTo(0, 0);  // on a phone the page itself scrolls: the new lead begins at its name
  if (event.detail.ctx.response?.status === 422 && sent) {
    waiting.length = 0;  // they were meant for the next lead
    bringBack(sent.form, work().querySelector(".sd-refused"));
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

  // Between one lead's outcome and the claim of the next nothing is held: no beat then, and none on its way counts.
  async beat() {
    const token = this.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!work()?.dataset.lead || !token || acting || waiting.length) return;
    this.beating = new AbortController();
    const { signal } = this.beating;
    const answer = await fetch(this.getAttribute("beat"), { method: "POST", headers: { "x-csrftoken": token }, body: new URLSearchParams({ lead: work().dataset.lead }), signal }).catch(() => null);
    if (answer?.status === 410 && !signal.aborted) this.leave();
  }

  // Once: another reload would break off the first before the server has answered it, and so for ever.
  leave() {
    if (this.leaving) return;
    this.leaving = true;
    this.worker.terminate();
    location.reload();
  }

  hush() { this.beating?.abort(); }
});
