from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.db import models

from leads.models.lead import Lead
from leads.models.order import Beyond
from office import clock, isolation
from office.models import Client, Job, JobQuerySet

EVER = datetime(1970, 1, 1, tzinfo=UTC)
_S = TypeVar("_S", bound="LeadSweep", covariant=True)


class LeadSweepQuerySet(JobQuerySet[_S]):
    def look(self) -> int:
        """Sweep over every client, each of which has its row; what failed is tried again."""
        for client in Client.objects.values_list("pk", flat=True):
            with isolation.seeing([client]):
                row, _new = self.get_or_create(client_id=client)
                row.retry()
        return self.sweep()


class LeadSweep(Job):
    """Does something to leads that came or changed since it last looked. One a client.

    A round takes new leads in the order of (created_at, id) from `since`, then changed ones in the order of their lines
    of history from `event_since`; `at`, `lead_mark` and `event_mark` say how far it is. The next round begins a little
    before where this one began, so that it sees what was being written meanwhile.
    """

    batch: ClassVar[int]  # leads in one transaction
    turns: ClassVar[int] = 20  # batches at a stretch: then other work has its turn

    since = models.DateTimeField(default=EVER)
    at = models.DateTimeField(default=EVER)
    lead_mark = models.BigIntegerField(default=0)
    event_since = models.BigIntegerField(default=0)
    event_mark = models.BigIntegerField(default=0)
    event_seen = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.client_id}"

    def perform(self) -> None:
        """Go on with the round, batch by batch; a batch and its marks are one transaction."""
        for _turn in range(self.turns):
            with self.fenced():
                if self.began_at is None:
                    self._begin()
                elif not (self._look_at_new() or self._look_at_changed()):
                    return self._end()
        with self.fenced():
            self.again_at(clock.now())
        return None

    def _begin(self) -> None:
        """A new round."""
        raise NotImplementedError

    def look_at(self, leads: list[int]) -> None:
        """What is done to some leads (ids)."""
        raise NotImplementedError

    def _seen(self, *, leads_until: datetime | None = None, events_until: int | None = None) -> dict[str, Any]:
        """What else is written with the marks of a batch."""
        return {}

    def _look_at_new(self) -> bool:
        place = (models.Value(self.at), models.Value(self.lead_mark))
        beyond = Beyond(models.F("created_at"), models.F("pk"), *place)
        rows = Lead.objects.of_client(self.client_id).filter(beyond).order_by("created_at", "pk")
        found = list(rows.values_list("pk", "created_at")[: self.batch])
        if found:
            self.look_at([pk for pk, _at in found])
            last, at = found[-1]
            self._write(lead_mark=last, at=at, attempts=0, **self._seen(leads_until=at))
        return bool(found)

    def _look_at_changed(self) -> bool:
        rows = self._events().filter(pgh_id__gt=self.event_mark).order_by("pgh_id")
        found = list(rows.values_list("pgh_id", "pgh_obj_id")[: self.batch])
        if found:
            self.look_at(sorted({pk for _event, pk in found}))
            last = found[-1][0]
            self._write(event_mark=last, attempts=0, **self._seen(events_until=last))
        return bool(found)

    def _next(self, before: timedelta, pause: timedelta = timedelta(0), **marks: Any) -> None:
        """Done; the next round looks again at what was written so long before this one, and comes after a pause."""
        began = self.began_at or clock.now()
        self._write(since=began - before, began_at=None, error="", **marks)
        self.again_at(clock.now() + pause)

    def _end(self) -> None:
        raise NotImplementedError

    def _last_event(self) -> int:
        return max(self._events().order_by("-pgh_id").values_list("pgh_id", flat=True)[:1], default=0)

    def _events(self) -> models.QuerySet[models.Model]:
        """The lines of history of the client's leads."""
        events: models.QuerySet[models.Model] = Lead.pgh_event_model._base_manager  # type: ignore[attr-defined]
        return events.filter(client_id=self.client_id)
