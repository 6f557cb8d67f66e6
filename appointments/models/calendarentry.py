"""A meeting as it stands in a rep's own calendar elsewhere. No number, mail address, answer or note of a lead leaves
the house: those stand behind the log-in, to which the entry's address leads."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from appointments.invites import Entry
from appointments.models.meetings import Place

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment


def entry(meeting: "Appointment", *, stamp: datetime) -> Entry:
    """What is told of a meeting; `stamp`: when it was last changed."""
    goes_there = meeting.place in (Place.THEIRS, Place.OURS, Place.VIDEO)
    return Entry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        stamp=stamp,
        summary=f"{meeting.kind} – {meeting.lead}",
        location=(meeting.where if goes_there else "") or str(meeting.get_place_display()),
        url=f"{settings.BASE_URL.rstrip('/')}{reverse('appointments:meeting', args=[meeting.pk])}",
    )
