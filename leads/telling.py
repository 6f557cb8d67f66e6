"""The timeline told in sentences: one line of Activity becomes words for a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leads.models.activity import Activity
from leads.states import Stage

if TYPE_CHECKING:
    from office.models import User

Kind = Activity.Kind
ICONS = {
    Kind.IMPORTED: "file-import",
    Kind.CREATED: "user-plus",
    Kind.UPDATED: "pencil",
    Kind.ENROLLED: "list-check",
    Kind.CALLED: "phone",
    Kind.CALLBACK: "phone-incoming",
    Kind.UNDONE: "rotate",
    Kind.QUALIFIED: "clipboard-check",
    Kind.BOOKED: "calendar-plus",
    Kind.MEETING: "calendar-event",
    Kind.RETURNED: "arrow-back-up",
    Kind.REENTERED: "repeat",
    Kind.SUPPRESSED: "ban",
    Kind.LIFTED: "lock-open",
    Kind.HANDED_OVER: "switch-horizontal",
    Kind.WON: "trophy",
    Kind.LOST: "thumb-down",
    Kind.ASKED: "question-mark",
    Kind.NOTE: "message",
    Kind.STAGE: "flag",
}


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
            quote=str(details.get("note") or details.get("text") or details.get("evidence") or ""),
            by=str(activity.by or ""),
            at=activity.at,
        )


def sentence(kind: str, details: dict[str, Any], zone: str) -> str:
    """The words of one kind; empty where its name alone says enough."""
    tell = SENTENCES.get(Kind(kind))
    return tell({key: value for key, value in details.items() if value not in ("", None, [])}, zone) if tell else ""


def _imported(told: dict[str, Any], _zone: str) -> str:
    if "list" in told:
        return _("Came in with the list “%(list)s”") % {"list": told["list"]}
    return _("Came in with a list")


def _updated(told: dict[str, Any], _zone: str) -> str:
    changed = told.get("fields")
    return _("Details changed: %(fields)s") % {"fields": ", ".join(map(str, changed))} if changed else ""


def _enrolled(told: dict[str, Any], _zone: str) -> str:
    if "campaign" not in told:
        return ""
    words = {"campaign": told["campaign"], "number": told.get("number", 1)}
    return _("Joined the queue of “%(campaign)s”, pass %(number)s") % words


def _called(told: dict[str, Any], _zone: str) -> str:
    label = told.get("disposition")
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
    return _("Do not call: %(source)s") % {"source": told["source"]} if "source" in told else ""


def _because(told: dict[str, Any], _zone: str) -> str:
    return _("Lost: %(reason)s") % {"reason": told["reason"]} if "reason" in told else ""


def _stage(told: dict[str, Any], _zone: str) -> str:
    stage = told.get("stage")
    return _("Stage: %(stage)s") % {"stage": Stage(stage).label} if stage in Stage.values else ""


def moment(text: Any, zone: str) -> str:
    """An instant in ISO form as a day and a time in the reader's zone; other text as it stands."""
    try:
        return date_format(datetime.fromisoformat(str(text)).astimezone(ZoneInfo(zone)), "D j M, H:i")
    except ValueError:
        return str(text)


def day(text: Any) -> str:
    """A date in ISO form as people write it."""
    try:
        return date_format(date.fromisoformat(str(text)), "j M Y")
    except ValueError:
        return str(text)


def N_(text: str) -> str:
    """Mark an English sentence for translation where it is shown."""
    return text


MEETINGS = {
    "held": N_("The meeting was held"),
    "no_show": N_("The lead did not come to the meeting"),
    "cancelled": N_("The meeting was cancelled"),
    "rescheduled": N_("The meeting was moved"),
    "confirmed": N_("The meeting was confirmed"),
    "won": N_("The meeting was held, and won"),
    "lost": N_("The meeting was held, and lost"),
    "unqualified": N_("The lead was not truly qualified"),
}
REASONS = {
    "permanent": N_("For good"),
    "temporary": N_("Not now"),
    "data": N_("Wrong data"),
    "compliance": N_("May not be called"),
}
SENTENCES = {
    Kind.IMPORTED: _imported,
    Kind.UPDATED: _updated,
    Kind.ENROLLED: _enrolled,
    Kind.CALLED: _called,
    Kind.UNDONE: _undone,
    Kind.CALLBACK: _callback,
    Kind.QUALIFIED: _qualified,
    Kind.BOOKED: _booked,
    Kind.MEETING: _meeting,
    Kind.RETURNED: _returned,
    Kind.SUPPRESSED: _suppressed,
    Kind.LOST: _because,
    Kind.STAGE: _stage,
}
