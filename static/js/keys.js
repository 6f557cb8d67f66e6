// The key map. Whatever can be pressed says so itself: data-key="1", "z", "?", "[", "q 1", "g d" (one after the other),
// "Ctrl+Enter", "Ctrl+k" (Ctrl or Cmd). The key clicks it; a field gets the focus. Single keys work only outside text
// fields and can be switched off (WCAG 2.1.4), and a person may give keys of their own to them (ownKeys; My settings).
const WAIT = 1500;
let prefix = "";
let since = 0;

export const keysAreOn = () => { try { return localStorage.getItem("sd-keys") !== "off"; } catch { return true; } };
export const switchKeys = (on) => { try { localStorage.setItem("sd-keys", on ? "on" : "off"); } catch { /* private mode */ } };

// {"n": "1"}: in this browser n does what 1 does.
export const ownKeys = () => { try { return JSON.parse(localStorage.getItem("sd-keymap")) ?? {}; } catch { return {}; } };
export const keepOwnKeys = (map) => { try { localStorage.setItem("sd-keymap", JSON.stringify(map)); } catch { /* private mode */ } };

// By event.key when it is a Latin letter, else by event.code; digits by code: Greek, QWERTZ and AZERTY all work.
export function nameOf(event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase();
  const sign = /^[!-~]$/.test(event.key) && !/^[a-z0-9]$/i.test(event.key) ? event.key : "";
  const bracket = { BracketLeft: "[", BracketRight: "]" }[event.code];
  const bare = (digit && !event.shiftKey && digit[1]) || sign || letter || bracket || event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl+${bare}` : bare;
}

// The same after a person's own keys.
export function keyOf(event) {
  const pressed = nameOf(event);
  return ownKeys()[pressed] ?? pressed;
}

const typing = (target) => target.closest?.("input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select, [contenteditable]");
const seen = (element) => element.dataset.key === "?" || element.checkVisibility?.({ visibilityProperty: true }) !== false;

export function actFor(key) {
  const room = document.querySelector("dialog[open]") ?? document;
  const found = [...room.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  return found.find((element) => !element.disabled && (seen(element) || element.closest("nav, [popover]")));
}

const leads = (key) => document.querySelector(`[data-key^="${CSS.escape(key)} "]`);

export function press(element) {
  if (element.matches("input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select")) element.focus();
  else element.click();
}

function heard(event) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const key = keyOf(event);
  const chord = key.startsWith("Ctrl+");
  if (event.repeat || (!chord && (typing(event.target) || !keysAreOn()))) return;
  const soon = event.timeStamp - since < WAIT; // when the key went down, however busy the page was
  const whole = prefix && soon && !chord ? `${prefix} ${key}` : key;
  prefix = "";
  const act = actFor(whole) ?? (whole === key ? null : actFor(key));
  if (act) {
    event.preventDefault();
    press(act);
  }
  if (!chord && leads(key) && (!act || whole === key)) [prefix, since] = [key, event.timeStamp];
}

// Not before htmx has the page: until then a click sends a form the plain way.
document.addEventListener("DOMContentLoaded", () => document.addEventListener("keydown", heard));
