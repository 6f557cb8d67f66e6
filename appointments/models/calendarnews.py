"""What a rep is told of changes to our meetings in a calendar of their own: a meeting is moved or called off here."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appointments.models.letterwords import short
from office.models import Notice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from appointments.models.calendarcopy import CalendarCopy

MOVED = _(
    "Your calendar had the meeting with {lead} at {theirs}. It stands at {ours}, and your calendar says so again. "
    "To move it, move the meeting here."
)
REWORDED = _("The meeting with {lead}, {ours}, was changed in your calendar. What stands here was written there again.")
DELETED = _(
    "The meeting with {lead}, {ours}, was deleted in your calendar. It still stands, and is there again. "
    "To call it off, call off the meeting here."
)
TOOK_AWAY = _(
    "You had changed the meeting with {lead} in your calendar. It is off, or no longer yours, and is gone there."
)


def of(copy: "CalendarCopy", theirs: dict[str, str], *, there: bool) -> "StrPromise | None":
    """What is new about what lies there (`theirs`, as `invites.facts` says it); None when it is ours, or never was."""
    if not copy.written or theirs in [copy.written, *copy.tried]:
        return None
    if copy.wanted == copy.Wanted.GONE:
        return TOOK_AWAY if there else None
    if not there:
        return DELETED
    return MOVED if theirs.get("start") != copy.written.get("start") else REWORDED


def tell(copy: "CalendarCopy", news: "StrPromise", theirs: dict[str, str]) -> None:
    """Leave the rep a notice, on the rep's own clock and in the rep's language."""
    meeting, person, start = copy.appointment, copy.calendar.person, theirs.get("start")
    with translation.override(person.language or settings.LANGUAGE_CODE):
        ours = short(meeting.starts_at, person.zone)
        their = short(datetime.fromisoformat(start), person.zone) if start else "–"
    said: Promise = format_lazy(news, lead=str(meeting.lead), ours=ours, theirs=their)
    Notice.tell(person, said, client=meeting.client, url=f"/meetings/{meeting.pk}/")
