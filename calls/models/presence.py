"""Who is at the desk, and who is on a pause: one interval after the other."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models.pausecode import PauseCode
from leads.models import Enrollment
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

ALIVE = timedelta(seconds=90)  # a desk that gave no sign of life for so long is closed, or its browser is dead
FORGOTTEN = timedelta(hours=12)  # a pause from which nobody came back
RENEWED = timedelta(seconds=10)  # signs of life closer to each other are one


class PresenceQuerySet(models.QuerySet["Presence"]):
    def visible_to(self, user: "User") -> Self:
        """Of the people who work for one of the person's clients."""
        return self.filter(person__memberships__client_id__in=user.clients_in_view).distinct()

    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of(self, person: "User") -> Self:
        return self.filter(person=person)

    def of_people(self, people: list[int]) -> Self:
        return self.filter(person_id__in=people)

    def paused(self) -> Self:
        return self.filter(state=Presence.State.PAUSED)

    def between(self, start: datetime, end: datetime) -> Self:
        """That had begun before the end and had not ended by the start; what is open goes on."""
        still = models.Q(ended_at__isnull=True) | models.Q(ended_at__gt=start)
        return self.filter(still, began_at__lt=end).order_by("began_at", "pk")

    def silent(self, now: datetime) -> Self:
        """At the desk by what they said last, but without a sign of life; or on a pause for half a day."""
        gone = models.Q(state=Presence.State.READY, seen_at__lt=now - ALIVE)
        return self.open().filter(gone | models.Q(state=Presence.State.PAUSED, began_at__lt=now - FORGOTTEN))

    def over(self) -> int:
        """End them at their last sign of life; returns how many there were."""
        return self.update(ended_at=models.F("seen_at"))


class Presence(models.Model):
    """An interval in which a person was at the desk (`ready`) or on a pause. At most one is open a person.

    An agency table: who works for several clients has one day. Of a pause it keeps the words and whether it is paid,
    as they were when it began. Being on a call and wrapping up stand in the attempts (see Doing). A desk that falls
    silent has ended at its last sign of life.
    """

    class State(models.TextChoices):
        READY = "ready", _("Ready")
        PAUSED = "paused", _("Paused")

    person = models.ForeignKey("office.User", models.CASCADE, related_name="presences")
    state = models.CharField(max_length=6, choices=State.choices, default=State.READY)
    label = models.CharField(_("why"), max_length=60, blank=True)
    is_paid = models.BooleanField(_("paid"), default=True)
    began_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at__isnull=True), name="one_presence_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("began_at")),
                name="presence_ends_after_begin",
            ),
        ]
        indexes = [models.Index(fields=["person", "began_at"], name="presence_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"

    @property
    def is_pause(self) -> bool:
        return self.state == self.State.PAUSED

    def is_silent(self, now: datetime) -> bool:
        """The desk is closed, or its browser is dead, whether or not the sweep has been there."""
        return self.ended_at is None and not self.is_pause and self.seen_at < now - ALIVE

    @classmethod
    def now_of(cls, person: "User") -> "Presence | None":
        """The open interval of a person; None when not at work, or when the desk fell silent."""
        found = cls.objects.of(person).open().first()
        return None if found is None or found.is_silent(clock.now()) else found

    @classmethod
    def here(cls, person: "User") -> "Presence":
        """A sign of life of the person's desk: it goes on, or begins. A pause goes on too."""
        now = clock.now()
        found = cls.objects.of(person).open().first()
        if found and found.is_silent(now):
            cls.objects.of(person).open().over()
            found = None
        if found is None:
            return cls._begin(person, now)
        if found.seen_at < now - RENEWED:
            cls.objects.filter(pk=found.pk, ended_at__isnull=True).update(seen_at=now)
            found.seen_at = now
        return found

    @classmethod
    def _begin(cls, person: "User", now: datetime, **told: object) -> "Presence":
        """Open an interval; when another tab did so in this instant, that one counts."""
        try:
            with transaction.atomic():
                return cls.objects.create(person=person, began_at=now, seen_at=now, **told)
        except IntegrityError:
            return cls.objects.of(person).open().get()

    @classmethod
    @transaction.atomic
    def pause(cls, person: "User", code: PauseCode, *, by: "User") -> "Presence":
        """Begin a pause now. A lead that was offered goes back to the queue; a call that goes on is finished first by
        its own outcome, and no other lead comes after it. On a pause already: the new reason counts from now."""
        if code.retired_at is not None:
            raise Refused(_t("This pause is not offered any more."))
        cls._end(person)
        Enrollment.objects.claimed_by(person).offered().released()
        told = {"state": cls.State.PAUSED, "label": code.label, "is_paid": code.is_paid}
        return cls._begin(person, clock.now(), **told)

    @classmethod
    @transaction.atomic
    def resume(cls, person: "User", *, by: "User") -> "Presence":
        """Back at the desk: the pause ends now. Refused when there is none."""
        found = cls.objects.of(person).open().paused().select_for_update().first()
        if found is None:
            raise Refused(_t("You are not on a pause."))
        cls._end(person)
        return cls._begin(person, clock.now())

    @classmethod
    @transaction.atomic
    def leave(cls, person: "User", *, by: "User") -> None:
        """The day is over: the desk is closed on purpose, and an offered lead goes back to the queue."""
        cls._end(person)
        Enrollment.objects.claimed_by(person).offered().released()

    @classmethod
    def _end(cls, person: "User") -> None:
        """What is open ends now; a desk that was silent before, at its last sign of life."""
        now = clock.now()
        for row in cls.objects.of(person).open().select_for_update():
            row.ended_at = row.seen_at if row.is_silent(now) else now
            row.save(update_fields=["ended_at"])

    @classmethod
    def close_silent(cls) -> int:
        """The sweep: desks without a sign of life, and pauses from which nobody came back."""
        return cls.objects.silent(clock.now()).over()

    @classmethod
    def must_be_on(cls, person: "User") -> None:
        """Refused while the person is on a pause."""
        pause = cls.objects.of(person).open().paused().first()
        if pause:
            raise Refused(_t("You are on a pause (%(why)s). End it first, with P.") % {"why": pause.label})
