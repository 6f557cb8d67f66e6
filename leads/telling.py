"""The timeline told in sentences: one line of Activity becomes words for a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leads import tellingties
from leads.models.activity import Activity
from leads.models.leadimport import LeadImport
from leads.models.nurturings import End
from leads.states import Stage
from leads.tellingicons import ICONS
from leads.tellingwords import MAILS, MEETINGS, REASONS
from office.templatetags.face import city

if TYPE_CHECKING:
    from office.models import User

Kind = Activity.Kind


@dataclass(frozen=True)
class Line:
    """A line of the timeline: what happened, in whose words, by whom and when."""

    icon: str
    sentence: str
    quote: str
    by: str
    at: datetime

    @classmethod
    def of(cls, activity: Activity, reader: "User") -> "Line":
        details = activity.details
        return cls(
            icon=ICONS.get(Kind(activity.kind), "activity"),
            sentence=sentence(activity.kind, details, reader.zone) or activity.get_kind_display(),
            quote=str(details.get("note") or details.get("text") or details.get("evidence") or changes(details)),
            by=str(activity.by or ""),
            at=activity.at,
        )


def changes(details: dict[str, Any]) -> str:
    """What each changed detail was before, and is since."""
    pairs = details.get("changed", {}).values()
    return " · ".join(f"{before or '–'} → {after or '–'}" for before, after in pairs)


def sentence(kind: str, details: dict[str, Any], zone: str) -> str:
    """The words of one kind; empty where its name alone says enough."""
    tell = SENTENCES.get(Kind(kind))
    return tell({key: value for key, value in details.items() if value not in ("", None, [])}, zone) if tell else ""


def _imported(told: dict[str, Any], _zone: str) -> str:
    if "list" in told:
        return _("Came in with the list “%(list)s”") % {"list": told["list"]}
    return _("Came in with a list")


def _arrived(told: dict[str, Any], _zone: str) -> str:
    """Web form “Audit” · Leaflet (SPRING24) · agreed to (version 2), and the words agreed to are quoted below."""
    door = LeadImport.Door(told["door"]).label if told.get("door") in LeadImport.Door.values else ""
    words = [f"{door} “{told.get('name', '')}”"]
    if code := told.get("ad") or told.get("code"):
        words.append(str(code))
    if told.get("basis"):
        words.append(_("agreed (version %(version)s)") % told if "version" in told else _("agreed"))
    return " · ".join(words)


def _updated(told: dict[str, Any], _zone: str) -> str:
    changed = told.get("fields")
    return _("Details changed: %(fields)s") % {"fields": ", ".join(map(str, changed))} if changed else ""


def _right_person(told: dict[str, Any], _zone: str) -> str:
    if "before" in told:
        return _("The contact here is %(name)s") % {"name": told["name"]}
    words = _("The right person is %(name)s") if told.get("left") else _("%(name)s said that this is the right person")
    return words % {"name": told["name"]} if "name" in told else ""


def _enrolled(told: dict[str, Any], _zone: str) -> str:
    if "campaign" not in told:
        return ""
    words = {"campaign": told["campaign"], "number": told.get("number", 1)}
    return _("Joined the queue of “%(campaign)s”, pass %(number)s") % words


def _printed(told: dict[str, Any], _zone: str) -> str:
    if "setter" not in told or "code" not in told:
        return ""
    words = {"setter": told["setter"], "code": told["code"]}
    return _("On a paper call sheet for %(setter)s, row %(code)s") % words


def _called(told: dict[str, Any], _zone: str) -> str:
    label = told.get("disposition")
    if label and "code" in told:
        return _("Called from a paper call sheet, row %(code)s: %(outcome)s") % {"code": told["code"], "outcome": label}
    return _("Called: %(outcome)s") % {"outcome": label} if label else ""


def _undone(told: dict[str, Any], _zone: str) -> str:
    label = told.get("disposition")
    return _("Took back the outcome “%(outcome)s”") % {"outcome": label} if label else ""


def _callback(told: dict[str, Any], zone: str) -> str:
    return _("Promised to call back on %(at)s") % {"at": moment(told["at"], zone)} if "at" in told else ""


def _qualified(told: dict[str, Any], _zone: str) -> str:
    if "overrule" in told:
        return _("Judged by ear, against the answers: %(reason)s") % {"reason": told["overrule"]}
    if told.get("knocked_out_by"):
        return _("The answers speak against a meeting: %(answers)s") % {"answers": "; ".join(told["knocked_out_by"])}
    if told.get("may_book"):
        return _("The answers allow a meeting")
    return _("Answers recorded, not yet enough for a meeting")


def _booked(told: dict[str, Any], _zone: str) -> str:
    return _("Meeting booked with %(rep)s") % {"rep": told["rep"]} if "rep" in told else ""


def _meeting(told: dict[str, Any], _zone: str) -> str:
    what = MEETINGS.get(str(told.get("what")), "")
    return f"{_(what)}: {told['reason']}" if what and "reason" in told else _(what) if what else ""


def _returned(told: dict[str, Any], _zone: str) -> str:
    if told.get("what") == "closed":
        return _("Marketing closed the return")
    if told.get("what") == "postponed":
        return _("Comes back on %(day)s instead") % {"day": day(told["return_on"])}
    words = {"why": told.get("label") or REASONS.get(str(told.get("reason")), "")}
    if "return_on" in told:
        words["day"] = day(told["return_on"])
        return _("Back to marketing until %(day)s: %(why)s") % words
    return _("Back to marketing: %(why)s") % words


def _suppressed(told: dict[str, Any], _zone: str) -> str:
    if "register" in told:
        return _("A number stands on the register “%(register)s” and is not called") % {"register": told["register"]}
    if "value" in told and "source" in told:
        return _("Do not call %(value)s: %(source)s") % {"value": told["value"], "source": told["source"]}
    return _("Do not call: %(source)s") % {"source": told["source"]} if "source" in told else ""


def _lifted(told: dict[str, Any], _zone: str) -> str:
    if "register" in told:
        return _("A number no longer stands on the register “%(register)s”") % {"register": told["register"]}
    return _("%(value)s may be contacted again") % {"value": told["value"]} if "value" in told else ""


def _because(told: dict[str, Any], _zone: str) -> str:
    return _("Lost: %(reason)s") % {"reason": told["reason"]} if "reason" in told else ""


def _nurtured(told: dict[str, Any], _zone: str) -> str:
    track = {"track": told.get("track", "")}
    if told.get("what") == "sent":
        return _("Mail of “%(track)s” written: %(subject)s") % {**track, "subject": told.get("subject", "")}
    if told.get("what") == "ended":
        why = End(told["why"]).label if told.get("why") in End.values else ""
        return _("Out of “%(track)s”: %(why)s") % {**track, "why": why}
    return _("Put into “%(track)s”") % track


def _mail(told: dict[str, Any], _zone: str) -> str:
    said = MAILS.get(str(told.get("what")), "")
    return _(said) % {"address": told.get("address", ""), "sender": told.get("sender", "")} if said else ""


def _stage(told: dict[str, Any], _zone: str) -> str:
    stage = told.get("stage")
    return _("Stage: %(stage)s") % {"stage": Stage(stage).label} if stage in Stage.values else ""


def moment(text: Any, zone: str) -> str:
    """An instant in ISO form as a day and a time in the reader's zone, by its city; other text as it stands."""
    try:
        at = datetime.fromisoformat(str(text)).astimezone(ZoneInfo(zone))
        return f"{date_format(at, 'D j M, H:i')} {city(zone)}"
    except ValueError:
        return str(text)


def day(text: Any) -> str:
    """A date in ISO form as people write it."""
    try:
        return date_format(date.fromisoformat(str(text)), "j M Y")
    except ValueError:
        return str(text)


SENTENCES = {
    Kind.IMPORTED: _imported,
    Kind.ARRIVED: _arrived,
    Kind.UPDATED: _updated,
    Kind.ENROLLED: _enrolled,
    Kind.PRINTED: _printed,
    Kind.CALLED: _called,
    Kind.UNDONE: _undone,
    Kind.CALLBACK: _callback,
    Kind.RIGHT_PERSON: _right_person,
    Kind.QUALIFIED: _qualified,
    Kind.BOOKED: _booked,
    Kind.MEETING: _meeting,
    Kind.RETURNED: _returned,
    Kind.SUPPRESSED: _suppressed,
    Kind.NURTURED: _nurtured,
    Kind.MAIL: _mail,
    Kind.LIFTED: _lifted,
    Kind.LOST: _because,
    Kind.STAGE: _stage,
    **tellingties.SENTENCES,
}
