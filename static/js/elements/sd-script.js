// <sd-script>: one step at a time; [ and ] turn it, a click on a step's name goes there. Where a step branches, ] follows
// the answers that stand in #questions; [ goes back the way one came.
const answers = () => Object.fromEntries(
  [...document.querySelectorAll("#questions [data-lineage]")].map((row) => [row.dataset.lineage, row.dataset.value]),
);

// Where one is in it, as long as the same lead lies on the desk: an act may bring the desk anew.
let kept = { lead: "", at: 0, way: [] };

customElements.define("sd-script", class extends HTMLElement {
  connectedCallback() {
    this.steps = [...this.querySelectorAll("[data-step]")];
    const lead = this.closest("#desk")?.dataset.lead ?? "";
    if (kept.lead !== lead || kept.at >= this.steps.length) kept = { lead, at: 0, way: [] };
    this.way = kept.way;
    this.addEventListener("click", (event) => {
      const { step, turn } = event.target.closest("button")?.dataset ?? {};
      if (step) this.go(Number(step));
      else if (turn === "1") this.go(this.next());
      else if (turn) this.back();
    });
    this.show(kept.at);
  }

  at() { return this.steps.findIndex((step) => step.hasAttribute("aria-current")); }

  // The step that follows by the answers given; the next in the order where no branch holds.
  next() {
    const said = answers();
    const here = this.at();
    const branch = JSON.parse(this.steps[here].dataset.branches || "[]")
      .find(({ question, answer }) => !question || said[question] === answer);
    const to = branch ? this.steps.findIndex((step) => Number(step.dataset.number) === branch.to) : here + 1;
    return to < 0 ? here + 1 : to;
  }

  back() {
    const before = this.way.pop();
    this.show(before ?? this.at() - 1);
  }

  go(to) {
    const from = this.at();
    this.show(to);
    if (this.at() !== from) this.way.push(from);
  }

  show(to) {
    const here = Math.min(Math.max(to, 0), this.steps.length - 1);
    this.steps.forEach((step, n) => (n === here ? step.setAttribute("aria-current", "step") : step.removeAttribute("aria-current")));
    this.steps.forEach((step, n) => step.classList.toggle("sd-step-done", n < here));
    this.querySelectorAll("[data-says]").forEach((says, n) => { says.hidden = n !== here; });
    kept.at = here;
    this.mark();
  }

  mark() {
    const next = this.next();
    this.steps.forEach((step, n) => step.toggleAttribute("data-next", n === next));
  }
});

document.addEventListener("htmx:after:swap", () => document.querySelector("sd-script")?.mark?.());
