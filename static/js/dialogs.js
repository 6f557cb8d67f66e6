// data-dialog="id" opens the <dialog id>; data-close inside closes it; so does a press on the ground around it. A dialog
// that arrives in a fragment with data-open opens by itself. The browser gives the focus back on closing.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    document.getElementById(opener.dataset.dialog)?.showModal();
  }
  if (event.target.closest("[data-close]") || event.target.matches("dialog[open]")) event.target.closest("dialog")?.close();
});

function openNew() {
  for (const dialog of document.querySelectorAll("dialog[data-open]:not([open])")) {
    delete dialog.dataset.open;
    dialog.showModal();
  }
}

document.addEventListener("htmx:after:swap", openNew);
openNew();
