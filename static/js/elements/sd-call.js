// <sd-call call state dialer number plan="ring:400 answer:2500">: one call as it goes on. The link dialer hands the number
// to the computer's telephone; the simulator plays the plan and tells the server each event.
import { isOver } from "../relogin.js";

const AGAIN = 3000;
const opened = new Set();
const began = new Map();
const told = new Set();
const STATES = { ring: "ringing", answer: "on_call", end: "ended" };
const ORDER = ["dialling", "ringing", "on_call", "ended"];

customElements.define("sd-call", class extends HTMLElement {
  connectedCallback() {
    this.call = this.getAttribute("call");
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.tell("end"); });
    const since = Date.parse(this.getAttribute("since"));
    if (!began.has(this.call)) began.set(this.call, { at: Date.now(), answered: Number.isNaN(since) ? 0 : since });
    this.show(this.getAttribute("state"));
    if (this.state !== "ended") this[this.getAttribute("dialer")]?.();
    this.clock = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    this.timers?.forEach(clearTimeout);
  }

  tel() {
    if (this.state !== "dialling" || opened.has(this.call)) return;
    opened.add(this.call);
    location.href = `tel:${this.getAttribute("number")}`;
  }

  simulator() {
    const gone = Date.now() - began.get(this.call).at;
    const plan = this.getAttribute("plan").trim().split(/\s+/).map((step) => step.split(":"));
    this.timers = plan.map(([kind, after]) => setTimeout(() => this.tell(kind), Math.max(0, after - gone)));
  }

  show(state) {
    if (this.state && ORDER.indexOf(state) <= ORDER.indexOf(this.state)) return;
    this.state = state;
    this.dataset.state = state;
    if (state === "on_call") began.get(this.call).answered ||= Date.now();
    if (state === "ended") this.timers?.forEach(clearTimeout);
    for (const words of this.querySelectorAll("[role=status] [data-state]")) words.hidden = words.dataset.state !== state;
    this.querySelector("button").hidden = state === "ended";
  }

  tell(kind) {
    this.show(STATES[kind]);
    const once = `${this.call} ${kind}`;
    if (told.has(once)) return;
    told.add(once);
    this.post(kind);
  }

  // What the server did not take (no connection, a session that is over) is told again while the call is on the desk.
  async post(kind) {
    const body = new FormData(this.form);
    body.set("kind", kind);
    const answer = await fetch(this.form.action, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => null);
    const taken = answer && !isOver(answer) && (answer.ok || [404, 422].includes(answer.status));
    if (!taken && this.isConnected) setTimeout(() => this.isConnected && this.post(kind), AGAIN);
  }

  tick() {
    const { answered } = began.get(this.call);
    if (!answered || this.state === "ended") return;
    const seconds = Math.max(0, Math.round((Date.now() - answered) / 1000));
    const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60].map((n) => String(n).padStart(2, "0"));
    this.querySelector(".sd-timer").textContent = `${minutes}:${rest}`;
  }
});
