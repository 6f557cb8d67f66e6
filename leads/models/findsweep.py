from datetime import datetime, timedelta
from typing import Any

from django.db import models

from leads.models.findkey import FindKey
from leads.models.leadsweep import EVER, LeadSweep, LeadSweepQuerySet
from office import clock

OVERLAP = timedelta(minutes=1)  # looked at again: longer than any one transaction writes leads
AT_ONCE = timedelta(seconds=5)  # leads of one moment: some of them may not have their key yet


class FindSweep(LeadSweep):
    """Writes the keys by which leads are found.

    It looks again at a minute or two before the last round. Up to `top` and `event_top` every lead has its key; what
    came or changed later is searched directly.
    """

    batch = 5_000

    top = models.DateTimeField(default=EVER)
    event_top = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(default=EVER)

    objects = LeadSweepQuerySet["FindSweep"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client"], name="find_sweep_once")]

    def _begin(self) -> None:
        """The first round sees every lead, so it need not read their history."""
        now, marks = clock.now(), {}
        if now >= self.seen_at + OVERLAP:
            last = self._last_event()
            before = last if self.since == EVER else self.event_seen
            marks = {"event_since": before, "event_seen": last, "seen_at": now}
        self._write(began_at=now, at=self.since, lead_mark=0, **marks)
        self._write(event_mark=self.event_since, event_top=max(self.event_top, self.event_since))

    def look_at(self, leads: list[int]) -> None:
        FindKey.objects.renew(self.client_id, leads)

    def _seen(self, *, leads_until: datetime | None = None, events_until: int | None = None) -> dict[str, Any]:
        if leads_until:
            return {"top": max(self.top, leads_until - AT_ONCE)}
        return {"event_top": max(self.event_top, events_until or 0)}

    def _end(self) -> None:
        """The next round begins when it is asked again."""
        self._next(OVERLAP)
