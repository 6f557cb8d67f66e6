"""What a lead sees of its meeting, and may do with it, on its own page: without a log-in, by a signed address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models.appointment import Appointment
from appointments.models.letterplan import LetterPlan
from appointments.models.letterwords import spoken
from appointments.models.meetings import MOVES, Place
from appointments.models.moving import move
from appointments.models.ownact import OwnAct
from appointments.models.ownlink import read_own_token
from appointments.models.picker import Picker
from appointments.models.relocating import relocate
from appointments.walltime import instant
from leads.models import Activity
from office import clock, isolation
from office.models import Notice, Refused

if TYPE_CHECKING:
    from office.models import User

DAY = timedelta(days=1)
MOST_A_DAY = 12  # acts on one meeting, whoever holds the address
What = OwnAct.What
TOLD: dict[str, Any] = {
    What.CONFIRMED: _("{lead} confirmed the meeting."),
    What.MOVED: _("{lead} moved the meeting to another time."),
    What.CANCELLED: _("{lead} called the meeting off: {said}"),
    What.WHERE: _("{lead} said where the meeting is: {said}"),
}


@dataclass
class OwnPage:
    """One meeting as its lead meets it. Every verb says which `version` of the meeting the lead was shown."""

    token: str
    meeting: Appointment

    @classmethod
    def at(cls, token: str) -> "OwnPage | None":
        """The page of an address that we signed, until the meeting is over. For all else None: whoever guesses learns
        nothing from it."""
        told = read_own_token(token)
        if told is None:
            return None
        with isolation.seeing([told[0]]):
            meeting = Appointment.objects.of_client(told[0]).numbered(told[1]).shown().first()
        return cls(token, meeting) if meeting and meeting.ends_at > clock.now() else None

    @property
    def language(self) -> str:
        return spoken(self.meeting.lead.language, self.meeting)

    @cached_property
    def plan(self) -> LetterPlan:
        return LetterPlan.of(self.meeting.enrollment.campaign_id, client=self.meeting.client_id)

    @property
    def is_off(self) -> bool:
        return self.meeting.state in (Appointment.State.CANCELLED, Appointment.State.RESCHEDULED)

    @property
    def is_open(self) -> bool:
        """Something can still be done with it."""
        return self.meeting.can_be_called_off

    @property
    def can_be_confirmed(self) -> bool:
        return self.is_open and Appointment.State.CONFIRMED in MOVES[self.meeting.state]

    @property
    def asks_where(self) -> bool:
        """The lead knows where: by phone, at their place, by their own link. Our office is known."""
        return self.is_open and self.meeting.place != Place.OURS

    @property
    def cannot_be_moved(self) -> str:
        """Why the lead may not move it (any more), in words; empty when it may."""
        if not self.is_open:
            return _t("This meeting cannot be moved any more.")
        if OwnAct.objects.on(self.meeting).moves().count() >= self.plan.moves:
            return _t("It has been moved as often as can be done here. Call us for another time.")
        if self.meeting.starts_at - clock.now() < timedelta(minutes=self.plan.move_notice):
            return _t("It begins soon: it is too late to move it here. Call it off, or call us.")
        return ""

    def picker(self, day: date | None = None) -> Picker:
        """Times with the same rep; with all of the pool when that rep has none."""
        mine: dict[str, Any] = {"by": None, "day": day}
        same = Picker(self.meeting.lead, self.meeting.kind, rep=self.meeting.rep_id, **mine)
        return same if same.offers else Picker(self.meeting.lead, self.meeting.kind, **mine)

    def confirm(self, *, version: int) -> None:
        """The lead will be there. Twice is once."""
        with self._act(version) as done:
            if self.meeting.state != Appointment.State.CONFIRMED:
                self.meeting.confirm(by=None)
                done(What.CONFIRMED)

    def move(self, starts_at: datetime, *, version: int) -> None:
        """To a time that the picker offers."""
        with self._act(version) as done:
            if why := self.cannot_be_moved:
                raise Refused(why)
            picker = self.picker()
            if instant(starts_at) not in {offer.start for offer in picker.offers}:
                raise Refused(_t("That time is not free any more. Choose another one."))
            block = picker.hold(starts_at)
            assert block.token
            before = self.meeting.rep
            move(self.meeting, hold=block.token, by=None, due_at=clock.now())
            done(What.MOVED, also=before)

    def cancel(self, reason: str, *, version: int) -> None:
        """The lead does not come."""
        with self._act(version) as done:
            if not self.is_open:
                raise Refused(_t("This meeting cannot be called off any more."))
            self.meeting.cancel(by=None, reason=reason)
            done(What.CANCELLED, reason)

    def say_where(self, where: str, *, version: int) -> None:
        """The number to ring, the address to come to, the link to open."""
        with self._act(version) as done:
            if not self.asks_where:
                raise Refused(_t("This meeting cannot be changed any more."))
            relocate(self.meeting, where, by=None)
            done(What.WHERE, where)

    @contextmanager
    def _act(self, version: int) -> Iterator[Callable[..., None]]:
        """One act, in one transaction, on the meeting as it stands: locked, of the version that the lead was shown."""
        with transaction.atomic():
            self.meeting.catch_up()
            if self.meeting.version != version:
                raise Refused(_t("This meeting has changed meanwhile. Look at it again."))
            if OwnAct.objects.on(self.meeting).since(clock.now() - DAY).count() >= MOST_A_DAY:
                raise Refused(_t("That was changed very often today. Call us, please."))
            yield self._done

    def _done(self, what: str, said: str = "", *, also: "User | None" = None) -> None:
        """Keep it, write it into the timeline, tell setter and rep (and `also` who was the rep before)."""
        meeting, said = self.meeting, " ".join(said.split())[:300]
        kept = {"client_id": meeting.client_id, "appointment": meeting, "version": meeting.version}
        OwnAct.objects.create(what=what, said=said, at=clock.now(), **kept)
        meeting.lead.record(Activity.Kind.MEETING, by=None, appointment=meeting.pk, what=f"page_{what}")
        words = format_lazy(TOLD[what], lead=str(meeting.lead), said=said or "–")
        url = reverse("appointments:meeting", args=[meeting.pk])
        for person in {meeting.setter, meeting.rep, *filter(None, [also])}:
            Notice.tell(person, words, client=meeting.client, url=url)
