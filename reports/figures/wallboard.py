"""The floor at a glance: who does what since when, today's numbers, what waits in the queues."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.models import Presence
from leads.models import Campaign
from office.models import Role, User
from reports.figures.cube import Cube
from reports.figures.queues import Queue, queues
from reports.figures.tally import Tally
from reports.models.board import Promises, Times
from reports.scope import Scope

ORDER = ("on_call", "wrap_up", "ready", "paused")
WORDS: dict[str, tuple[str | Promise, str, str]] = {
    "on_call": (_("On call"), "sd-good", "phone-call"),
    "wrap_up": (_("Wrap-up"), "sd-acc", "pencil"),
    "ready": (_("Ready"), "", "headset"),
    "paused": (_("Paused"), "sd-warn", "coffee"),
}


@dataclass(frozen=True, slots=True)
class Doing:
    """What one setter does, and since when (UTC). `label`: why they are on a pause."""

    person: User
    state: str
    since: datetime
    label: str = ""

    @property
    def words(self) -> str | Promise:
        return WORDS[self.state][0]

    @property
    def tone(self) -> str:
        return WORDS[self.state][1]

    @property
    def icon(self) -> str:
        return WORDS[self.state][2]

    @classmethod
    def of(cls, person: User, presence: Presence | None, calls: list[Times]) -> "Doing | None":
        """A call whose outcome is owed says what they do, whatever became of the browser; else pause or desk."""
        owed = next((call for call in calls if call.logged_at is None), None)
        if owed and not owed.ended_at:
            return cls(person, "on_call", owed.answered_at or owed.started_at)
        if owed and owed.ended_at:
            return cls(person, "wrap_up", owed.ended_at)
        if presence is None:
            return None
        if presence.is_pause:
            return cls(person, "paused", presence.began_at, presence.label)
        last = max((call.logged_at for call in calls if call.logged_at), default=presence.began_at)
        return cls(person, "ready", max(last, presence.began_at))


@dataclass(frozen=True)
class Wallboard:
    """`queues` of the running campaigns, the deepest first; callbacks `due` and of these `late`; outcomes `owed`."""

    people: tuple[Doing, ...]
    today: Tally
    queues: tuple[Queue, ...]
    due: int
    late: int
    owed: int
    at: datetime

    @classmethod
    def of(cls, *, user: User, now: datetime) -> "Wallboard":
        """Eight queries; the queues are counted again after twenty seconds, their days after ten minutes."""
        people = at_work(user, now)
        campaigns = list(Campaign.objects.visible_to(user).by_name())
        zones = {campaign.client_id: campaign.client.zone for campaign in campaigns}
        due, late = Promises.seen_by(user).standing(now)
        return cls(
            people=people,
            today=Cube.of(Scope.of(zones, "today", now), user=user, now=now).side("now"),
            queues=queues(user, campaigns, now),
            due=due,
            late=late,
            owed=sum(one.state == "wrap_up" for one in people),
            at=now,
        )

    @property
    def counts(self) -> list[tuple[str | Promise, str, int]]:
        """(words, tone, how many) of each state."""
        return [(WORDS[s][0], WORDS[s][1], sum(one.state == s for one in self.people)) for s in ORDER]

    @property
    def etag(self) -> str:
        """Changes when anything that is shown changes; the clocks run in the browser."""
        people = [(one.person.pk, one.state, one.label, one.since.isoformat()) for one in self.people]
        waiting = [(queue.campaign.pk, queue.waiting, queue.days_left) for queue in self.queues]
        told = (people, self.today, waiting, self.due, self.late, self.owed)
        return f'"{sha256(repr(told).encode()).hexdigest()[:16]}"'


def at_work(user: User, now: datetime) -> tuple[Doing, ...]:
    """Everybody who is at the desk, on a pause or owes an outcome; those on a call first, the longest first."""
    setters = list(User.objects.get_queryset().working_for(user.clients_in_view, [Role.SETTER]).by_name())
    ids = [person.pk for person in setters]
    there = {row.person_id: row for row in Presence.objects.of_people(ids).open() if not row.is_silent(now)}
    calls: dict[int, list[Times]] = {}
    for call in Times.of(ids, now - timedelta(hours=12), now + timedelta(seconds=1)):
        calls.setdefault(call.setter, []).append(call)
    found = (Doing.of(person, there.get(person.pk), calls.get(person.pk, [])) for person in setters)
    return tuple(sorted(filter(None, found), key=lambda one: (ORDER.index(one.state), one.since)))
