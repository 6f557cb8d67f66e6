from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, TypeVar

import structlog
from django.db import connection, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office import clock, isolation
from office.models.client import Client
from office.models.owned import ClientOwned, ClientOwnedQuerySet
from office.models.refused import Refused

if TYPE_CHECKING:
    from office.models.user import User

log = structlog.get_logger(__name__)
_J = TypeVar("_J", bound="Work", covariant=True)

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5  # faults
MAX_DEATHS = 20  # workers that died with the job in hand, without getting any further


class LostLease(Exception):
    """Another worker holds this job now: what was about to be written must not be."""


class JobQuerySet(ClientOwnedQuerySet[_J]):
    def due(self, now: datetime) -> Self:
        waiting = models.Q(state=Work.State.DUE, due_at__lte=now)
        abandoned = models.Q(state=Work.State.RUNNING, lease_until__lt=now)
        return self.filter(waiting | abandoned)

    def failed(self) -> Self:
        return self.filter(state=Work.State.FAILED)

    def sweep(self, *, limit: int = 500) -> int:
        """Work off what is due, client by client, each job in its own lease. Returns how many were taken."""
        taken = 0
        for clients, pk in self._due_anywhere(limit):
            with isolation.seeing(clients):
                job = self.take(pk)
                if job is not None:
                    taken += 1
                    job.run()
        return taken

    def _due_anywhere(self, limit: int) -> list[tuple[list[int], int]]:
        """Which jobs are due, each with the clients whose rows it may see."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT client_id, id FROM sd_due(%s, %s, %s)", [self.model._meta.db_table, clock.now(), limit]
            )
            return [([client_id], pk) for client_id, pk in cursor.fetchall()]

    def take(self, pk: int) -> _J | None:
        """Take the job's lease by one statement: None when another holds it or it is no longer due."""
        now = clock.now()
        table = connection.ops.quote_name(self.model._meta.db_table)
        rows = self.raw(
            f"UPDATE {table} SET state = 'running', lease_until = %s, fence = fence + 1, attempts = attempts + 1 "  # noqa: S608
            "WHERE id = (SELECT id FROM " + table + " WHERE id = %s AND (state = 'due' AND due_at <= %s "
            "OR state = 'running' AND lease_until < %s) FOR UPDATE SKIP LOCKED) RETURNING *",
            [now + LEASE, pk, now, now],
        )
        return next(iter(rows), None)


class HouseWorkQuerySet(JobQuerySet[_J]):
    """The same words for an agency table: its work is the whole house's, and sees every client."""

    def visible_to(self, user: "User") -> Self:
        """To everybody who holds a role at all."""
        return self.all() if user.clients_in_view else self.none()

    def _due_anywhere(self, limit: int) -> list[tuple[list[int], int]]:
        everyone = list(Client.objects.values_list("pk", flat=True))
        due = self.due(clock.now()).order_by("due_at", "pk").values_list("pk", flat=True)[:limit]
        return [(everyone, pk) for pk in due]


class Work(models.Model):
    """Work to be done in the background. The row is the truth; a Celery message is only a nudge.

    Subclasses write `perform()`, which does one step at a time inside `with self.fenced():` and may ask for more
    by setting `state` back to DUE with a new `due_at`. What is committed inside `fenced()` is committed together
    with the lease check: a worker that lost its lease writes nothing.
    """

    class State(models.TextChoices):
        DUE = "due", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        VOID = "void", _("Called off")

    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    due_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.BigIntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True

    def perform(self) -> None:
        raise NotImplementedError

    def run(self) -> None:
        """Do the work; a fault is counted and tried again later, the fifth one is final and readable."""
        try:
            self._attempt()
        except LostLease:  # another worker has it now: nothing is written, not even a fault
            log.info("job_lease_lost", job=str(self._meta.label), pk=self.pk)

    def _attempt(self) -> None:
        if self.attempts > MAX_DEATHS:
            return self._fail(_t("The work was cut off again and again. Nothing was lost; try again."))
        try:
            self.perform()
        except LostLease:
            raise
        except Refused as refusal:
            self._fail(refusal.sentence)
        except Exception as fault:
            log.exception("job_fault", job=str(self._meta.label), pk=self.pk)
            self._try_later(fault)
        return None

    @contextmanager
    def fenced(self) -> Iterator[None]:
        """One transaction that commits only while this worker's lease is the newest; renews the lease."""
        with transaction.atomic():
            self._write(lease_until=clock.now() + LEASE)
            yield

    def finish(self) -> None:
        """Inside `fenced()`: the work is done."""
        self._write(state=self.State.DONE, error="")

    def again_at(self, due_at: datetime) -> None:
        """Inside `fenced()`: this step is done, the next one is due later."""
        self._write(state=self.State.DUE, due_at=due_at, attempts=0)

    def retry(self) -> None:
        """The 'try again' button of a failed job."""
        type(self)._default_manager.filter(pk=self.pk, state=self.State.FAILED).update(
            state=self.State.DUE, due_at=clock.now(), attempts=0, error=""
        )

    def begin(self, **changes: Any) -> bool:
        """Make it due by a person's act. False, and nothing is written, when it went on since it was read."""
        same = type(self)._default_manager.filter(pk=self.pk, state=self.state, fence=self.fence)
        if not same.update(state=self.State.DUE, due_at=clock.now(), attempts=0, error="", **changes):
            return False
        self.refresh_from_db()
        return True

    def _write(self, **changes: Any) -> None:
        mine = type(self)._default_manager.filter(pk=self.pk, fence=self.fence, state=self.State.RUNNING)
        if not mine.update(**changes):
            raise LostLease
        for name, value in changes.items():
            setattr(self, name, value)

    def _fail(self, sentence: str) -> None:
        with transaction.atomic():
            self._write(state=self.State.FAILED, error=sentence)

    def _try_later(self, fault: Exception) -> None:
        if self.attempts >= MAX_ATTEMPTS:
            return self._fail(
                _t("Something went wrong five times (%(fault)s). Nothing was lost; try again.")
                % {"fault": type(fault).__name__}
            )
        with transaction.atomic():
            self._write(
                state=self.State.DUE,
                due_at=clock.now() + timedelta(seconds=5 * 2**self.attempts),
                error=str(fault)[:500],
            )
        return None


class Job(ClientOwned, Work):
    """Work of one client, done under that client's row policy."""

    class Meta:
        abstract = True
