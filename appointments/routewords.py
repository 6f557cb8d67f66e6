"""Why somebody meets a lead, in sentences: the trace of `routing`, in the reader's language."""

from typing import Any

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from appointments.routing import Trace


def sentences(trace: Trace) -> list[str]:
    """One sentence a step; none for a trace that is not known."""
    return [words for step in trace if (words := _sentence(step))]


def _sentence(step: dict[str, Any]) -> str:
    match step.get("step"), step.get("said"):
        case "same", "is":
            return _("Has this meeting already: it is only moved.")
        case "same", "away":
            return _("Who has the meeting now is not free then.")
        case "owner", "is":
            return _("Knows this lead: it is their own.")
        case "owner", "away":
            return _("The lead’s owner is not free then, or not in this pool.")
        case "chosen", "by hand":
            return _("Chosen by hand.")
        case "only", None:
            return _only(step)
        case "share", None:
            return _("%(level)s turns for a weight of %(weight)s: the smallest share of %(of)s reps.") % step
        case kind, said:
            words = WORDS.get((str(kind), str(said)))
            return _(words) % {"what": _told(step)} if words else ""


def N_(text: str) -> str:
    """Mark an English sentence for translation where it is shown."""
    return text


WORDS = {
    ("territory", "named"): N_("Their territory: %(what)s."),
    ("territory", "open"): N_("Takes leads of every territory."),
    ("territory", "other"): N_("Nobody whose territory is %(what)s is free then: anyone may."),
    ("language", "named"): N_("Speaks the lead’s language: %(what)s."),
    ("language", "open"): N_("Takes leads of every language."),
    ("language", "other"): N_("Nobody who speaks %(what)s is free then: anyone may."),
    ("skill", "named"): N_("Knows about %(what)s."),
    ("skill", "open"): N_("Takes leads of every kind."),
    ("skill", "other"): N_("Nobody who knows about %(what)s is free then: anyone may."),
}


def _only(step: dict[str, Any]) -> str:
    words = ngettext(
        "The only one who is free then.", "The only one of %(of)s free reps whom this brings to the front.", step["of"]
    )
    return words % {"of": step["of"]}


def _told(step: dict[str, Any]) -> str:
    """A language by its name, all else as it is written."""
    if step["step"] != "language":
        return str(step.get("what", ""))
    try:
        return str(get_language_info(str(step.get("what")))["name_translated"])
    except KeyError:
        return str(step.get("what", ""))
