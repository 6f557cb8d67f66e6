"""What the gate says to a setter, in one sentence each."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from calls.rules import Hold, Rule
from leads.models import Enrollment


def closed(enrollment: Enrollment, opens: datetime | None) -> str:
    """Outside the hours."""
    if opens is None:
        return _t("No calling hours are open for this lead: its time zone is not known.")
    return _t("Outside the calling hours in %(city)s: they open %(when)s.") % _there(enrollment, opens)


def held(enrollment: Enrollment, holds: Sequence[Hold], free: datetime | None) -> str:
    """Called too often, or silent after a refusal or an abandoned call: the one that lasts longest is told."""
    last = max(holds, key=lambda hold: (hold.until is None, hold.until and hold.until.timestamp()))
    match last.kind:
        case "silence":
            why = _t("This lead said no, and is left alone for a while.")
        case "abandoned":
            why = _t("A call to this number was answered and nobody spoke: it is left alone for a while.")
        case _:
            why = ngettext(
                "This number was called %(n)d time, as often as the rules allow.",
                "This number was called %(n)d times, as often as the rules allow.",
                last.calls,
            ) % {"n": last.calls}
    if free is None:
        return why
    again = _t("It may be called again %(when)s (%(city)s).") % _there(enrollment, free)
    return f"{why} {again}"


def registered(name: str) -> str:
    """It stands in an official register."""
    return _t("This number must not be called: it stands on the register “%(name)s”.") % {"name": name}


def too_old(name: str) -> str:
    """The register may not be relied on."""
    return _t("The extract of the register “%(name)s” is too old: nobody may be called before a new one is loaded.") % {
        "name": name
    }


def at_maximum(attempts: int) -> str:
    """The campaign's own limit."""
    return _t("This lead was called %(n)d times: as often as the campaign allows.") % {"n": attempts}


def withheld(rule: Rule) -> str:
    """Nobody has approved the rules of its place."""
    return _t("The calling rules “%(place)s” are not approved yet: an administrator does that under Calling rules.") % {
        "place": rule.title or rule.file
    }


def _there(enrollment: Enrollment, at: datetime) -> dict[str, str]:
    """A moment on the lead's clock."""
    zone = enrollment.lead.zone
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return {"city": zone.rsplit("/", 1)[-1].replace("_", " "), "when": date_format(local, "D j M, H:i")}
