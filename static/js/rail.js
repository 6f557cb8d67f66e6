// On phones the rail slides in from the side: [data-rail] opens it, Escape or the scrim closes it.
const rail = document.getElementById("sd-rail");
const opener = document.querySelector("[data-rail]");

function show(open) {
  rail.toggleAttribute("data-open", open);
  opener.setAttribute("aria-expanded", String(open));
  document.getElementById("main").inert = open;
  document.querySelector(".sd-scrim")?.remove();
  if (!open) return opener.focus();
  const scrim = Object.assign(document.createElement("div"), { className: "sd-scrim" });
  scrim.addEventListener("click", () => show(false));
  document.body.append(scrim);
  rail.querySelector("a, button").focus();
}

opener?.addEventListener("click", () => show(!rail.hasAttribute("data-open")));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && rail?.hasAttribute("data-open") && !rail.querySelector(":popover-open")) show(false);
});
matchMedia("(min-width: 821px)").addEventListener("change", (wide) => {
  if (wide.matches && rail?.hasAttribute("data-open")) show(false);
});
