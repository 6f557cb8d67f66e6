// Counts down how long a time is still on hold. Not announced: the words beside it say what matters.
class Hold extends HTMLElement {
  connectedCallback() {
    this.left = this.querySelector("[data-left]");
    this.left.setAttribute("aria-hidden", "true");
    this.until = Date.parse(this.getAttribute("until"));
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const seconds = Math.max(0, Math.round((this.until - Date.now()) / 1000));
    this.left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.classList.toggle("sd-hold-late", seconds < 30);
    if (!seconds) clearInterval(this.timer);
  }
}

customElements.define("sd-hold", Hold);
