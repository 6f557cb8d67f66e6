// When the session is over the log-in comes to the page in a dialog, so that nothing that was typed is lost. Whatever
// forms the log-in asks for (password, second factor) are fetched and shown one after the other.
const room = () => document.getElementById("sd-relogin");
const isDoor = (url) => new URL(url, location.href).pathname.startsWith("/accounts/");
const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// A request that never redirects but to the log-in need not follow there (redirect: "manual").
export const isOver = (answer) => answer?.type === "opaqueredirect" || Boolean(answer?.redirected && isDoor(answer.url));

// Resolves when the same person is logged in again, with fresh tokens in every form; anybody else gets a new page.
export function relogin() {
  relogin.pending ??= ask().finally(() => { relogin.pending = null; });
  return relogin.pending;
}

// Whoever logs in again, here or in another tab, gets new tokens: a form with an old one is refused, and says so.
export const isStale = (answer) => answer?.headers.has("SD-Stale-Token") ?? false;
export function renewed() {
  relogin.pending ??= renew().finally(() => { relogin.pending = null; });
  return relogin.pending;
}

async function ask() {
  const dialog = room();
  if (!dialog) return leave();
  await show(await fetch(dialog.dataset.door));
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input:not([type=hidden])")?.focus();
  await new Promise((done, left) => {
    dialog.addEventListener("sd:in", done, { once: true });
    dialog.addEventListener("close", left, { once: true });
  });
  dialog.close();
  await renew();
}

async function show(answer) {
  const page = await parsed(answer);
  const form = [...page.querySelectorAll("form[method=post]")].find((each) => isDoor(each.getAttribute("action") || answer.url));
  if (!form) return leave();
  form.action = new URL(form.getAttribute("action") || answer.url, answer.url).href;
  form.querySelector("[name=next]")?.remove();
  for (const field of form.querySelectorAll("[autofocus]")) field.removeAttribute("autofocus");
  room().querySelector("[data-form]").replaceChildren(document.adoptNode(form));
  form.addEventListener("submit", send);
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const body = new FormData(form, event.submitter);
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  room().querySelector("[data-offline]").hidden = Boolean(answer);
  if (!answer) return;
  if (isDoor(answer.url)) {
    await show(answer);
    room().querySelector("[aria-invalid=true], .is-invalid, input:not([type=hidden])")?.focus();
  } else room().dispatchEvent(new Event("sd:in"));
}

// Nothing that waits for the log-in goes on: the page goes.
function leave() {
  location.reload();
  return new Promise(() => {});
}

async function renew() {
  const page = await parsed(await fetch(location.href));
  if (page.documentElement.dataset.person !== document.documentElement.dataset.person) return leave();
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const header = page.body.getAttribute("hx-headers:inherited");
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  for (const part of document.querySelectorAll("[token]")) part.setAttribute("token", token);
  document.body.setAttribute("hx-headers:inherited", header);
}
