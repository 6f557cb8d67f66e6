// <sd-keymap>: keys of one's own, kept in this browser: one key does what another one does.
import { keepOwnKeys, nameOf, ownKeys } from "../keys.js";

customElements.define("sd-keymap", class extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.form = this.querySelector("form");
    [this.mine, this.does] = this.form.querySelectorAll("input");
    for (const field of [this.mine, this.does]) field.addEventListener("keydown", (event) => this.hear(event));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.add(); });
    this.addEventListener("click", (event) => this.drop(event.target.closest("[data-drop]")));
    this.list();
  }

  // The key itself is the word: as it is pressed, on whatever keyboard.
  hear(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
    event.preventDefault();
    event.target.value = nameOf(event);
    if (event.target === this.mine) this.does.focus();
  }

  add() {
    const [mine, does] = [this.mine.value.trim(), this.does.value.trim()];
    if (!mine || !does || mine === does) return (mine ? this.does : this.mine).focus();
    keepOwnKeys({ ...ownKeys(), [mine]: does });
    this.form.reset();
    this.list();
    this.mine.focus();
  }

  drop(button) {
    if (!button) return;
    const { [button.dataset.drop]: _gone, ...left } = ownKeys();
    keepOwnKeys(left);
    this.list();
    this.mine.focus();
  }

  list() {
    const row = this.querySelector("template").content.firstElementChild;
    this.querySelector("ul").replaceChildren(...Object.entries(ownKeys()).map(([mine, does]) => {
      const line = row.cloneNode(true);
      line.querySelector("[data-mine]").textContent = mine.toUpperCase();
      line.querySelector("[data-does]").textContent = does.toUpperCase();
      line.querySelector("button").dataset.drop = mine;
      return line;
    }));
    this.querySelector("[data-none]").hidden = Object.keys(ownKeys()).length > 0;
  }
});
