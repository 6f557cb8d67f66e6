// The desk as a place: the setter is here, and how long the work after a call takes.
import "./elements/sd-presence.js";
import "./elements/sd-wrapup.js";
