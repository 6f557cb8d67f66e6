// What every page does: the parts' behaviour, the key map, and honest words when the server does not answer.
import "./elements/sd-clock.js";
import "./elements/sd-hold.js";
import "./elements/sd-keysheet.js";
import "./elements/sd-palette.js";
import "./elements/sd-theme.js";
import "./elements/sd-toast.js";
import "./dialogs.js";
import "./keys.js";
import "./rail.js";
import { say } from "./elements/sd-toast.js";
import { firstError, showFirstError, word } from "./errors.js";
import { isOver, relogin } from "./relogin.js";

showFirstError(document);

// htmx, deferred, would take the page up some task later; now it is before any key or click can come.
document.addEventListener("DOMContentLoaded", () => window.htmx?.process(document.body));

document.addEventListener("htmx:after:swap", (event) => {
  const { response, target } = event.detail.ctx ?? {};
  if (response?.status === 422) showFirstError(target?.isConnected ? target : document);  // or what took its place
  else if (document.title.startsWith(`${word}: `) && !firstError(document)) document.title = document.title.slice(word.length + 2);
});

// A fragment that turned out to be the log-in page means that the session is over.
document.addEventListener("htmx:before:response", (event) => {
  if (!isOver(event.detail.ctx.response.raw)) return;
  event.preventDefault();
  relogin().catch(() => {});
});

document.addEventListener("htmx:response:error", (event) => {
  const { status } = event.detail.ctx.response;
  if (status >= 500) say("failed");
  else if (status === 404 || status === 403) say("gone");
});

document.addEventListener("htmx:error", (event) => say(event.detail.ctx?.request.method === "GET" ? "unreachable" : "offline"));
