"""An outcome that can be taken back, or said anew, for a minute."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models.disposition import Disposition
from calls.models.draft import Draft
from calls.models.outcome import Outcome
from calls.models.standing import restore
from calls.models.undoing import take_back
from leads.models import UNDO, Activity, Enrollment, Priority
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from calls.models.attempt import CallAttempt
    from office.models import User


class Undoable(models.Model):
    """`before`: what undo needs (see cause and standing)."""

    logged_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(_("what undo restores"), default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def may_undo(self) -> bool:
        return self.logged_at is not None and self.undone_at is None and clock.now() < self.logged_at + UNDO

    @property
    def undo_seconds(self) -> int:
        """How many seconds are left to take it back."""
        return int((self.logged_at + UNDO - clock.now()).total_seconds()) if self.logged_at else 0

    @property
    def again_at(self) -> datetime | None:
        """When the lead is called again, by this outcome."""
        return self._moment("again_at")

    @property
    def asked_for(self) -> datetime | None:
        """The time that was promised, when the calling hours moved it."""
        return self._moment("asked_for")

    @property
    def amendable(self) -> list[dict[str, Any]]:
        """The outcomes that can be said instead, from the desk of the next call (the row came `with_choices`)."""
        apart = (Outcome.BOOKED, Outcome.MOVED, Outcome.RIGHT_PERSON, Outcome.WAITLIST)
        pass_was = Enrollment(priority=self.before.get("priority", Priority.NEW))
        rows: list[dict[str, Any]] = vars(self)["choices"]
        return [row for row in rows if row["outcome"] not in apart and Disposition(**row).fits(pass_was)]

    def _moment(self, name: str) -> datetime | None:
        return datetime.fromisoformat(self.before[name]) if name in self.before else None


def undo(attempt: "CallAttempt", *, by: "User") -> None:
    """Take the outcome of a call from the desk back with everything it caused; see CallAttempt.undo."""
    row, enrollment = _revoked(attempt, by)
    Enrollment.objects.claimed_by(by).offered().released()
    row.outcome, row.reached, row.undone_at = "", "", clock.now()
    if type(row).objects.by_setter(by).owed().exists():
        enrollment.queue_for(Priority.CALLBACK, clock.now(), reserved_for=by)
    else:
        claimed_at = row.before["claimed_at"]
        Draft.keep(enrollment, row.notes, by=by)
        enrollment.hold(by, owed=True, since=claimed_at and datetime.fromisoformat(claimed_at))
        row.disposition, row.logged_at, row.before, row.reason, row.notes = None, None, {}, "", ""
    row.save()


def amend(attempt: "CallAttempt", disposition: Disposition, *, by: "User", **told: Any) -> None:
    """Say the outcome of a call anew, in one act, without opening its lead: the setter is on the next call already."""
    row, _enrollment = _revoked(attempt, by)
    row.amend_to(disposition, by=by, **told)


def _revoked(attempt: "CallAttempt", by: "User") -> "tuple[CallAttempt, Enrollment]":
    """The locked row, with all taken back that its outcome caused, and its pass where it stood."""
    row = type(attempt).objects.locked(attempt.pk)
    if row.setter_id != by.pk or not row.may_undo or row.disposition is None:
        raise Refused(_t("The minute is over: this outcome stands."))
    enrollment = row.enrollment
    if enrollment.claimed_by_id not in (None, by.pk):
        raise Refused(_t("A colleague has this lead now."))
    take_back(row.before, by=by)
    restore(enrollment, row.before)
    enrollment.lead.record(Activity.Kind.UNDONE, by=by, attempt=row.pk, disposition=row.disposition.label)
    return row, enrollment
