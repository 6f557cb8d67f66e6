"""What the card of a lead shows of the call besides the lead: who called whom, the wrap-up clock, the briefing."""

from functools import cached_property
from typing import Any

from django.conf import settings

from calls.models import CallAttempt, InboundCall
from calls.models.wrapup import USUAL


class OnCall:
    """A part of Card. `found`: the one row that the card asked for."""

    @property
    def found(self) -> dict[str, Any]:
        raise NotImplementedError

    @property
    def attempt(self) -> CallAttempt | None:
        raise NotImplementedError

    @cached_property
    def inbound(self) -> InboundCall | None:
        """The lead called us: through what, and whether they must not be called."""
        if self.attempt is None or self.attempt.direction != CallAttempt.Direction.INBOUND:
            return None
        return InboundCall.objects.of_attempt(self.attempt.pk).first()

    @property
    def dialer(self) -> str:
        """How this deployment dials: `tel` (a link) or `simulator`; `none` when the lead called us."""
        return "none" if self.inbound else str(settings.DIALER)

    @property
    def wrap_up(self) -> int:
        """Seconds for the work after the call; 0: no clock."""
        seconds = self.found["wrap_up"]
        return USUAL if seconds is None else int(seconds)

    @property
    def briefing(self) -> dict[str, Any] | None:
        """The client's current briefing: {"version", "text"}."""
        found: dict[str, Any] | None = self.found["briefing"]
        return found
