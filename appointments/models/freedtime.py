"""The time that has come free for one who waits: offered to one at a time, never held."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Func, Value

from appointments.walltime import instant, moment

if TYPE_CHECKING:
    from appointments.models.kind import MeetingKind

ONCE = "freed_time_offered_once"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('times that are offered to the waitlist', 0))"
TRIES = 50  # times that are tried for one wish in one sweep


def once() -> ExclusionConstraint:
    """No two wishes are offered times that overlap in one calendar."""
    rep = Func(models.F("slot_rep_id"), models.F("slot_rep_id"), Value("[]"), function="int8range")
    return ExclusionConstraint(
        name=ONCE,
        expressions=[(rep, RangeOperators.OVERLAPS), ("slot", RangeOperators.OVERLAPS)],
        condition=models.Q(state="offered"),
    )


class FreedTime(models.Model):
    """A part of the Wish. `slot` is what a meeting at `slot_at` would take out of the calendar of `slot_rep`, and the
    database refuses two wishes that overlap there. `passed`: starts (seconds) that the lead did not want, those that
    were free when it was put on the list among them.

    Who offers is alone in the whole house until the transaction ends: two UPDATEs that each find the other's range
    would wait for one another.
    """

    offered_at = models.DateTimeField(null=True, blank=True)
    slot: Any = DateTimeRangeField(null=True, blank=True)  # type: ignore[misc]  # the stubs know no empty range
    slot_at = models.DateTimeField(null=True, blank=True)
    slot_rep = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    passed = ArrayField(models.BigIntegerField(), default=list, blank=True)

    state: str
    kind: "MeetingKind"

    class Meta:
        abstract = True

    @property
    def turned_down(self) -> list[int]:
        """With the time that is offered now."""
        return sorted({*self.passed, *([instant(self.slot_at)] if self.slot_at else [])})

    def offer(self, times: Iterable[tuple[int, int]], *, now: datetime) -> bool:
        """Offer it the first of these times (start, rep) that no other wish is offered; False when there is none. In a
        transaction, the wish locked."""
        _alone()
        for start, rep in list(times)[:TRIES]:
            self.state, self.offered_at, self.slot_rep_id = "offered", now, rep
            self.slot_at, self.slot = moment(start), self.kind.blocks(moment(start))
            if self._save_if_free():
                return True
        self._clear()
        return False

    def _save_if_free(self) -> bool:
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as error:
            if ONCE not in str(error):
                raise
            return False
        return True

    def _clear(self) -> None:
        self.state, self.offered_at, self.slot, self.slot_at, self.slot_rep = "waiting", None, None, None, None

    def withdraw(self, *, turned_down: bool = False) -> None:
        """The time is offered no more: it is gone, or the lead did not want it."""
        self.passed = self.turned_down if turned_down else self.passed
        self._clear()
        self.save()

    def open_again(self, **columns: Any) -> None:
        """Somebody else may have been offered its time meanwhile: then it waits."""
        for name, value in columns.items():
            setattr(self, name, value)
        self.state = "offered" if self.slot else "waiting"
        _alone()
        if not self._save_if_free():
            self._clear()
            self.save()


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
