"""The hours of a day, setter by setter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appointments.walltime import day_start, moment
from calls.models import Presence
from office.models import Role, User
from reports.figures.hours import Spent
from reports.models.board import Times


@dataclass(frozen=True, slots=True)
class Worked:
    """A setter's day."""

    person: User
    spent: Spent

    @classmethod
    def on(cls, day: date, *, user: User, zone: str, now: datetime) -> "list[Worked]":
        """Of everybody who was at work on that day of the zone. Three queries. Of who works for several clients the
        whole day is told, not for whom."""
        start, end = moment(day_start(zone, day)), moment(day_start(zone, day + timedelta(days=1)))
        window = (start, max(start, min(end, now)))
        setters = list(User.objects.get_queryset().working_for(user.clients_in_view, [Role.SETTER]).by_name())
        ids = [person.pk for person in setters]
        calls = Times.of(ids, start, window[1])
        rows = list(Presence.objects.of_people(ids).between(*window))
        found = (cls(person, _spent(person.pk, calls, rows, window, now)) for person in setters)
        return [one for one in found if one.spent != Spent()]


def _spent(
    person: int, calls: list[Times], rows: list[Presence], window: tuple[datetime, datetime], now: datetime
) -> Spent:
    mine = [row for row in rows if row.person_id == person]
    spans = [((row.began_at, row.ended_at or (row.seen_at if row.is_silent(now) else now)), row) for row in mine]
    return Spent.of(
        [call for call in calls if call.setter == person],
        [span for span, row in spans if not row.is_pause],
        [(span, row.is_paid) for span, row in spans if row.is_pause],
        window,
    )
