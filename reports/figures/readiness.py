"""Who is ready for a sales role, by the client's own criteria: each figure with its threshold, its cases, its rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from appointments.walltime import day_start, moment
from office import clock
from office.models import Client, Role, User
from reports.models import ReadinessCriterion
from reports.models.meetings import HELD
from reports.models.readiness import (
    TRULY,
    Answers,
    DialsOfSetters,
    Figure,
    MeetingsOfSetters,
    ReviewsOfSetters,
    Span,
)

PERCENT = (Figure.SHOW_RATE, Figure.TRULY)


@dataclass(frozen=True, slots=True)
class Answer:
    """How one setter stands by one criterion. `value` is None where there is no case at all; `n`: of how many."""

    criterion: ReadinessCriterion
    value: float | None
    n: int

    @property
    def is_told(self) -> bool:
        """Whether there are cases enough to judge by."""
        return self.value is not None and (not self.criterion.counts_cases or self.n >= self.criterion.least_n)

    @property
    def is_met(self) -> bool:
        return self.is_told and self.value is not None and self.value >= float(self.criterion.at_least)

    @property
    def is_percent(self) -> bool:
        return self.criterion.figure in PERCENT

    @property
    def tone(self) -> str:
        return "sd-good" if self.is_met else "sd-warn" if self.is_told else ""

    @property
    def reached(self) -> float:
        """For the bar: up to the threshold."""
        return min(self.value or 0, float(self.criterion.at_least))


@dataclass(frozen=True, slots=True)
class Standing:
    """One setter by all criteria of a client."""

    person: User
    answers: tuple[Answer, ...]

    @property
    def met(self) -> int:
        return sum(answer.is_met for answer in self.answers)

    @property
    def untold(self) -> int:
        """Criteria for which there are too few cases."""
        return sum(not answer.is_told for answer in self.answers)

    @property
    def is_ready(self) -> bool:
        return self.met == len(self.answers)


@dataclass(frozen=True, slots=True)
class Readiness:
    """A client's criteria, and the setters of whom the reader may know: the team for a manager, else oneself."""

    client: Client
    criteria: tuple[ReadinessCriterion, ...]
    people: tuple[Standing, ...]
    is_team: bool

    @classmethod
    def of(cls, user: User, *, now: datetime) -> "list[Readiness]":
        """For each client of the reader, in the order of their names. One query a criterion, whatever the team."""
        led, worked = user.clients_as([Role.MANAGER]), user.clients_as([Role.SETTER])
        criteria = list(ReadinessCriterion.objects.visible_to(user).in_force())
        clients = Client.objects.visible_to(user).by_name()
        seen = [client for client in clients if client.pk in led or client.pk in worked]
        return [cls._of(client, criteria, user, client.pk in led, now) for client in seen]

    @classmethod
    def _of(
        cls, client: Client, every: list[ReadinessCriterion], user: User, leads: bool, now: datetime
    ) -> "Readiness":
        criteria = tuple(each for each in every if each.client_id == client.pk)
        told = [(each, answers(each, user=user, now=now)) for each in criteria]
        people = list(User.objects.working().holding(Role.SETTER, client=client).by_name()) if leads else [user]
        standings = [
            Standing(one, tuple(Answer(each, *found.get(one.pk, _none(each))) for each, found in told))
            for one in people
        ]
        return cls(client, criteria, tuple(sorted(standings, key=lambda each: -each.met)), leads)


def _none(criterion: ReadinessCriterion) -> tuple[float | None, int]:
    """Of somebody without a row: a count is 0, a share or a mean is nothing."""
    return (None, 0) if criterion.counts_cases else (0.0, 0)


def span(criterion: ReadinessCriterion) -> Span:
    """The last so many days of the client, today among them."""
    zone = criterion.client.zone
    today = clock.today(zone)
    first, end = today - timedelta(days=criterion.days - 1), today + timedelta(days=1)
    return moment(day_start(zone, first)), moment(day_start(zone, end))


def answers(criterion: ReadinessCriterion, *, user: User, now: datetime) -> Answers:
    """The figure for every setter who has any, and of how many cases."""
    client, over = criterion.client, span(criterion)
    meetings = MeetingsOfSetters.seen_by(user).dated(client, over)
    match criterion.figure:
        case Figure.HELD:
            return meetings.that_were_held().counts()
        case Figure.SHOW_RATE:
            return meetings.that_are_due().shares(HELD)
        case Figure.TRULY:
            return meetings.that_were_held().shares(TRULY)
        case Figure.CONVERSATIONS:
            return DialsOfSetters.seen_by(user).begun(client, over).conversations().counts()
        case Figure.REVIEWS:
            return ReviewsOfSetters.seen_by(user).of_calls_begun(client, over).means()
    return DialsOfSetters.weeks(client, user=user, now=now)


def rows(criterion: ReadinessCriterion, person: User, *, user: User, now: datetime) -> tuple[str, Any]:
    """(kind of row, the rows behind the figure of one setter): `meetings`, `calls` or `reviews`, newest first."""
    client, over = criterion.client, span(criterion)
    meetings = MeetingsOfSetters.seen_by(user).dated(client, over).of_setter(person)
    dials = DialsOfSetters.seen_by(user).by_setter(person)
    match criterion.figure:
        case Figure.HELD | Figure.TRULY:
            return "meetings", meetings.that_were_held().listed()
        case Figure.SHOW_RATE:
            return "meetings", meetings.that_are_due().listed()
        case Figure.CONVERSATIONS:
            return "calls", dials.begun(client, over).conversations().shown()
        case Figure.REVIEWS:
            return "reviews", ReviewsOfSetters.seen_by(user).of_calls_begun(client, over).of_setter(person).newest()
    return "calls", dials.the_first_for(client)
