// data-dialog="id" opens the <dialog id>; data-close inside closes it; so does a press on the ground around it. A dialog
// that arrives in a fragment with data-open opens by itself. The browser gives the focus back on closing.
// The focus goes where the dialog asks for it, else to its title: not to the button that closes it.
function show(dialog) {
  dialog?.showModal();
  if (!dialog || dialog.querySelector("[autofocus]")) return;
  const title = dialog.querySelector("header h2");
  title?.setAttribute("tabindex", "-1");
  title?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    show(document.getElementById(opener.dataset.dialog));
  }
  if (event.target.closest("[data-close]") || event.target.matches("dialog[open]")) event.target.closest("dialog")?.close();
});

function openNew() {
  for (const dialog of document.querySelectorAll("dialog[data-open]:not([open])")) {
    delete dialog.dataset.open;
    show(dialog);
  }
}

document.addEventListener("htmx:after:swap", openNew);
openNew();
