// What the server refused is not lost: the dialog of the act opens again with all that was typed in it, and the sentence
// stands at the field. The fields of a booking keep what was typed as long as the same lead is on the desk.
import { showFirstError } from "./errors.js";

const ABOUT = "sd-refused-words";
const isTyped = (field) => field.name && !["hidden", "submit", "button"].includes(field.type);
const isFree = (field) => isTyped(field) && field.type !== "checkbox" && field.checkVisibility();

function fill(fields, form) {
  for (const old of fields) {
    const field = form.elements[old.name];
    if (field instanceof RadioNodeList) continue;
    if (old.type === "checkbox") field.checked = old.checked;
    else if (field) field.value = old.value;
  }
}

// `sent`: the form as it was when it was sent. `alert`: the sentence on the desk; data-at names the field, if it is about one.
export function bringBack(sent, alert) {
  const before = sent.closest("dialog[id]");
  const dialog = before && document.getElementById(before.id);
  const form = dialog?.querySelectorAll("form")[[...before.querySelectorAll("form")].indexOf(sent)];
  if (!form || !alert) return;
  fill([...sent.elements].filter(isTyped), form);
  if (!dialog.open) dialog.showModal();
  const free = [...form.elements].filter(isFree);
  const field = free.find((each) => each.name === alert.dataset.at) ?? free.find((each) => each.value) ?? free[0];
  const words = document.createElement("p");
  Object.assign(words, { id: ABOUT, className: "invalid-feedback d-block", textContent: alert.textContent.trim() });
  if (!field) return form.prepend(words);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", ABOUT);
  field.classList.add("is-invalid");
  field.after(words);
  showFirstError(form);
}

let lead = "";
let typed = new Map();
const desk = () => document.getElementById("desk");
const ofBooking = (field) => field.form?.id === "log-form" && field.closest("#slots");

document.addEventListener("input", ({ target }) => {
  if (!ofBooking(target)) return;
  if (lead !== desk().dataset.lead) [lead, typed] = [desk().dataset.lead, new Map()];
  typed.set(target.name, target.value);
});

document.addEventListener("htmx:after:swap", () => {
  if (lead !== desk()?.dataset.lead) return;
  for (const field of document.querySelectorAll("#slots [form=log-form]")) {
    const said = typed.get(field.name);
    if (said === undefined || said === field.value) continue;
    if (field.matches("select") && ![...field.options].some((option) => option.value === said)) continue;
    field.value = said;
    const shut = field.closest("details:not([open])");
    if (shut) shut.open = true;
  }
});
