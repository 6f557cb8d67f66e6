from datetime import timedelta

from django.db import models

from leads.models.leadsweep import EVER, LeadSweep, LeadSweepQuerySet
from leads.models.perhapssame import PerhapsSame
from office import clock

PAUSE = timedelta(minutes=1)  # between two rounds: longer than any one transaction writes leads


class SameSweep(LeadSweep):
    """Looks for leads that may be one person."""

    batch = 2_000

    objects = LeadSweepQuerySet["SameSweep"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client"], name="same_sweep_once")]

    def _begin(self) -> None:
        """The first round sees every lead, so it need not read their history."""
        before = (self._last_event() if self.since == EVER else 0) or self.event_since
        self._write(began_at=clock.now(), at=self.since, lead_mark=0, event_mark=before, event_since=before)

    def look_at(self, leads: list[int]) -> None:
        PerhapsSame.look_at(self.client_id, leads)

    def _end(self) -> None:
        self._next(PAUSE, PAUSE, event_since=self.event_seen or self.event_since, event_seen=self.event_mark)
