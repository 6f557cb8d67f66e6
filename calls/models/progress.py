from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from office import clock


class Progress(models.Model):
    """How one call goes on, as the provider tells it: dialling, ringing, on call, ended. It only moves forward.

    `given_up_at`: a manager let its lead go before its outcome was told; it owes none any more.
    """

    class State(models.TextChoices):
        DIALLING = "dialling", _("Dialling")
        RINGING = "ringing", _("Ringing")
        ON_CALL = "on_call", _("On call")
        ENDED = "ended", _("Ended")

    state = models.CharField(max_length=8, choices=State.choices, default=State.DIALLING)
    started_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)

    class Meta:
        abstract = True

    def ring(self, at: datetime | None = None) -> None:
        """The provider says: it rings."""
        self._forward(self.State.RINGING, at)

    def answer(self, at: datetime | None = None) -> None:
        """The provider says: answered. It may say so late, after the end."""
        self._forward(self.State.ON_CALL, at)

    def end(self, at: datetime | None = None) -> None:
        """The provider, or the setter, says: it is over."""
        self._forward(self.State.ENDED, at)

    @transaction.atomic
    def _forward(self, state: str, at: datetime | None) -> None:
        """Move on, never back; the same event twice is one event."""
        now = at or clock.now()
        row = type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk)
        if state == self.State.ON_CALL:
            row.answered_at = row.answered_at or now
        elif state == self.State.ENDED:
            row.ended_at = row.ended_at or now
        row.state = max(row.state, state, key=self.State.values.index)
        row.save(update_fields=["state", "answered_at", "ended_at"])
        self.state, self.answered_at, self.ended_at = row.state, row.answered_at, row.ended_at
