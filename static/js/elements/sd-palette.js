// <sd-palette src token>: a combobox over what the server finds. The focus stays in the field; the arrows move the choice,
// Enter opens it, Shift+Enter takes the lead onto the desk. Of leads looked at it remembers the ids only, in this tab.
const KEPT = 8;
const NAME = "sd-recent";
const kept = () => { try { return JSON.parse(sessionStorage.getItem(NAME) ?? "[]"); } catch { return []; } };

const here = /^\/leads\/(\d+)\/$/.exec(location.pathname)?.[1];
if (here) {
  try { sessionStorage.setItem(NAME, JSON.stringify([here, ...kept().filter((id) => id !== here)].slice(0, KEPT))); } catch { /* private mode */ }
}

customElements.define("sd-palette", class extends HTMLElement {
  connectedCallback() {
    this.dialog = this.closest("dialog");
    this.field = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.field.addEventListener("input", () => this.wait());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointermove", (event) => this.choose(event.target.closest("[role=option]")));
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]"), event.shiftKey));
    document.addEventListener("click", (event) => {
      if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey || this.dialog.open) return;
      event.preventDefault();
      this.dialog.showModal();
    });
    new MutationObserver(() => this.dialog.open && this.begin()).observe(this.dialog, { attributeFilter: ["open"] });
  }

  begin() {
    this.field.value = "";
    this.field.focus();
    this.ask();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 90);
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const words = this.field.value;
    const query = new URLSearchParams({ q: words, recent: kept().join(",") });
    const told = { headers: { "HX-Request": "true" }, signal: this.asking.signal };
    const answer = await fetch(`${this.getAttribute("src")}?${query}`, told).catch(() => null);
    if (!answer?.ok || answer.redirected || words !== this.field.value) return;
    this.list.innerHTML = await answer.text();
    this.choose(this.options[0]);
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }

  get chosen() { return this.list.querySelector("[aria-selected=true]"); }

  choose(option) {
    if (!option) return this.options.length ? undefined : this.field.removeAttribute("aria-activedescendant");
    this.chosen?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    this.field.setAttribute("aria-activedescendant", option.id);
    return option.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.options.length) {
      event.preventDefault();
      const { options } = this;
      this.choose(options[(options.indexOf(this.chosen) + step + options.length) % options.length]);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this.go(this.chosen, event.shiftKey);
    }
  }

  go(option, take) {
    if (!option) return;
    if (take && option.dataset.take) return this.take(option.dataset.take);
    location.assign(option.dataset.url);
  }

  take(url) {
    const form = Object.assign(document.createElement("form"), { method: "post", action: url, hidden: true });
    const token = Object.assign(document.createElement("input"), { name: "csrfmiddlewaretoken", value: this.getAttribute("token") });
    form.append(token);
    document.body.append(form);
    form.submit();
  }
});
