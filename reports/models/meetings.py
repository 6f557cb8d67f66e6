"""The words by which reports ask for meetings. Two dates, never mixed: the day it was set, the day it takes place."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, F, Q, Value

from appointments.models import Appointment, Feedback
from appointments.models.meetings import AppointmentQuerySet
from leads.models import UNDO
from reports.models.slots import narrowed, slot, spanning
from reports.scope import Scope, Side

if TYPE_CHECKING:
    from office.models import User

State = Appointment.State
STANDING = [State.BOOKED, State.CONFIRMED, State.HELD, State.NO_SHOW]
HELD = Q(state=State.HELD)
NO_SHOW = Q(state=State.NO_SHOW)
UNDONE = Q(state=State.CANCELLED, cancelled_at__lte=F("booked_at") + UNDO)
WON = HELD & Q(feedback__result=Feedback.Result.WON)


def due(now: datetime) -> Q:
    """The start has passed, and it was not called off or moved."""
    return Q(state__in=STANDING, starts_at__lte=now)


def _meant(now: datetime) -> dict[str, Q]:
    return {"due": due(now), "held": HELD, "no_shows": NO_SHOW, "won": WON}


def _met(now: datetime) -> dict[str, Count]:
    return {name: Count("pk", filter=meant) for name, meant in _meant(now).items()}


class Meetings(AppointmentQuerySet):
    """`Meetings.seen_by(user)…`"""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(Appointment).visible_to(user)

    def set_in(self, scope: Scope, side: Side | None = None) -> Self:
        """Set in the period: by the day of the booking, whatever became of it later; but not undone in its minute."""
        return self.filter(spanning(scope, "booked_at", side), ~UNDONE, **narrowed(scope))

    def dated_in(self, scope: Scope, side: Side | None = None) -> Self:
        """Taking place in the period: by the day of the meeting."""
        return self.filter(spanning(scope, "starts_at", side), **narrowed(scope))

    def counted_as(self, name: str, scope: Scope, now: datetime) -> Self:
        """The meetings that a figure of the period counts: `booked`, `due`, `held`, `no_shows` or `won`."""
        return self.set_in(scope, "now") if name == "booked" else self.dated_in(scope, "now").filter(_meant(now)[name])

    @classmethod
    def cube(cls, scope: Scope, *, user: "User", now: datetime) -> Any:
        """(slot, setter id and name, list id and name, booked, due, held, no-shows, won), from one query."""
        none = {name: Value(0) for name in ("due", "held", "no_shows", "won")}
        booked = cls.seen_by(user).set_in(scope)._split(scope, "booked_at").annotate(booked=Count("pk"), **none)
        met = cls.seen_by(user).dated_in(scope)._split(scope, "starts_at").annotate(booked=Value(0), **_met(now))
        return booked.union(met, all=True)

    def _split(self, scope: Scope, at: str) -> Any:
        return self.annotate(slot=slot(scope, at)).values_list(
            "slot", "setter_id", "setter__name", "enrollment__lead_list_id", "enrollment__lead_list__name"
        )

    def of_setter(self, setter: "User") -> Self:
        return self.filter(setter=setter)

    def dated_from(self, at: datetime) -> Self:
        return self.filter(starts_at__gte=at)

    def listed(self) -> Self:
        return self.shown().select_related("feedback").order_by("-starts_at", "-pk")
