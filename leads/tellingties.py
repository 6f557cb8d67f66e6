"""The timeline's sentences of what comes from outside the queue: merges, calls that leads make to us, and what goes
over to a colleague."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from leads.models.activity import Activity

Kind = Activity.Kind


def _merged(told: dict[str, Any], _zone: str) -> str:
    if "name" not in told:
        return ""
    kept, words = told.get("kept"), {"name": told["name"]}
    return _("%(name)s was merged into this lead") % words if kept else _("Was merged into %(name)s") % words


def _split(told: dict[str, Any], _zone: str) -> str:
    return _("The merge with %(name)s was taken apart") % {"name": told["name"]} if "name" in told else ""


def _called_in(told: dict[str, Any], _zone: str) -> str:
    through = told.get("ad") or told.get("code")
    return _("Called us, because of %(ad)s") % {"ad": through} if through else _("Called us")


def _passed_on(told: dict[str, Any], _zone: str) -> str:
    if "away" not in told:
        return ""
    words = {"away": told["away"], "to": told.get("to", "")}
    if told.get("what") == "outcome":
        return _("%(away)s is away and owed an outcome: to be called again") % words
    if words["to"]:
        return _("%(away)s is away: %(to)s calls back") % words
    return _("%(away)s is away: anyone calls back") % words


SENTENCES: dict[Kind, Callable[[dict[str, Any], str], str]] = {
    Kind.MERGED: _merged,
    Kind.SPLIT: _split,
    Kind.CALLED_IN: _called_in,
    Kind.PASSED_ON: _passed_on,
}
