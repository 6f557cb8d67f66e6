"""What the page of a nurture track shows: its mails as one lead reads them, who waits, what became of the others."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import HandOff, NurtureLetter, NurtureStep, NurtureTrack, Nurturing
from leads.models.candidates import candidates
from leads.models.nurtureletter import foot
from leads.models.nurturings import End, NurturingQuerySet
from office.models import LINK

if TYPE_CHECKING:
    from office.models import User

READERS, SHOWN = 20, 25


class Mail(NamedTuple):
    """A mail of the track; `letter`: as the lead reads it, None where there is no lead to show it to."""

    step: NurtureStep
    waiting: int
    letter: NurtureLetter | None


@dataclass(frozen=True)
class TrackSheet:
    """`chosen`: the id (as text) of the return whose lead is to read the mails."""

    track: NurtureTrack
    user: "User"
    chosen: str = ""

    @cached_property
    def readers(self) -> list[HandOff]:
        """Returns with whose lead the mails can be tried: those in the track, then those that could be put in."""
        inside = [each.handoff for each in self._inside.select_related("handoff__lead")[:READERS]]
        waiting = candidates(self.user).of_client(self.track.client_id)[: READERS - len(inside)]
        return [*inside, *waiting]

    @cached_property
    def reader(self) -> HandOff | None:
        """The one that was chosen, else the first."""
        chosen = [each for each in self.readers if str(each.pk) == self.chosen]
        return next(iter(chosen or self.readers), None)

    @cached_property
    def mails(self) -> list[Mail]:
        reader = self.reader
        steps = self._waiting[0]
        return [Mail(step, waits, NurtureLetter.of(step, reader) if reader else None) for step, waits in steps]

    @property
    def beyond(self) -> int:
        """How many have had the last mail and wait for the end."""
        return self._waiting[1]

    @property
    def foot(self) -> str:
        """As it stands beneath each mail; where the reader's own link goes, dots."""
        own = f"{settings.BASE_URL.rstrip('/')}{reverse('leads:unsubscribe', args=['…'])}"
        return foot(self.track.client.name, self.track.language).replace(LINK, unquote(own))

    @property
    def inside(self) -> list[Nurturing]:
        return list(self._inside.newest()[:SHOWN])

    @cached_property
    def told(self) -> dict[str, int]:
        return self.track.told()

    @property
    def ends(self) -> list[tuple[Any, int]]:
        """What became of those who left, in words, the ways that happened only; then how many were met after it."""
        rows: list[tuple[str | Promise, int]] = [
            (end.label, self.told[end.value]) for end in End if self.told.get(end.value)
        ]
        return [*rows, (_("then agreed to a meeting"), self.told["met"])]

    @cached_property
    def _waiting(self) -> tuple[list[tuple[NurtureStep, int]], int]:
        return self.track.waiting()

    @property
    def _inside(self) -> NurturingQuerySet:
        return Nurturing.objects.in_track(self.track).open()
