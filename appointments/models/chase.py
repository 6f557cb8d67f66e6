"""Overdue feedback is chased: the rep is reminded, and after a limit the managers are told. Once a day at most, on the
reader's own clock, in one letter for all that is owed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from appointments.models.appointment import Appointment
from appointments.models.poolterms import PoolTerms
from office import clock
from office.models import Client, Message, Notice, Role, User

if TYPE_CHECKING:
    from collections.abc import Callable

MORNING = 8  # nobody is reminded before this hour of their own day


def chase_feedback() -> int:
    """Write to whoever is due; returns how many letters were written. Running twice does no harm."""
    return Client.objects.walk(_chase)


@transaction.atomic
def _chase(pk: int) -> int:
    client = Client.objects.select_for_update(no_key=True).get(pk=pk)
    now, terms = clock.now(), PoolTerms.objects.of_client(client).by_campaign()
    owed = list(Appointment.objects.of_client(client).awaiting_feedback(now).shown())

    def late(meeting: Appointment, hours: "Callable[[PoolTerms], int]") -> bool:
        own = terms.get(meeting.kind.campaign_id) or PoolTerms()
        return meeting.ends_at + timedelta(hours=hours(own)) <= now

    to_remind = [meeting for meeting in owed if late(meeting, lambda own: own.remind_after)]
    to_tell = [meeting for meeting in owed if late(meeting, lambda own: own.tell_after)]
    managers = User.objects.holding(Role.MANAGER, client=client).working() if to_tell else []
    written = sum(_write(client, rep, mine, "rep", now) for rep, mine in _by_rep(to_remind))
    return written + sum(_write(client, manager, to_tell, "manager", now) for manager in managers)


def _by_rep(meetings: Iterable[Appointment]) -> list[tuple[User, list[Appointment]]]:
    found: dict[int, tuple[User, list[Appointment]]] = {}
    for meeting in meetings:
        found.setdefault(meeting.rep_id, (meeting.rep, []))[1].append(meeting)
    return list(found.values())


def _write(client: Client, reader: User, meetings: list[Appointment], who: str, now: datetime) -> bool:
    """A notice and a letter about all of them; False when it is too early in the reader's day, or done today."""
    local = now.astimezone(ZoneInfo(reader.zone))
    key = f"chase:{who}:{reader.pk}:{local:%Y-%m-%d}"
    if local.hour < MORNING or not reader.is_active or Message.objects.of_client(client).keyed(key).exists():
        return False
    with translation.override(reader.language or client.language):
        told = {"meetings": meetings, "who": who, "zone": reader.zone, "base": settings.BASE_URL}
        body = render_to_string("appointments/letters/chase.txt", told).strip() + "\n"
        subject = _subject(who, len(meetings))
        Message.write(client=client, key=key, to=reader.email, subject=subject, body=body, due_at=now)
    url = f"/meetings/{meetings[0].pk}/" if who == "manager" or len(meetings) == 1 else "/meetings/"
    Notice.tell(reader, subject, client=client, url=url)
    return True


def _subject(who: str, n: int) -> str:
    if who == "manager":
        words = ngettext(
            "%(n)s meeting: the rep has not said how it went",
            "%(n)s meetings: the reps have not said how they went",
            n,
        )
    else:
        words = ngettext("Say how %(n)s meeting went", "Say how %(n)s meetings went", n)
    return words % {"n": n}
