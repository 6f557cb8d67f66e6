from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import rules
from calls.gate import where
from leads.models import Activity, Enrollment, Lead, Priority
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

GRACE = timedelta(minutes=15)  # a personal promise that is later than this becomes anyone's


class CallbackQuerySet(ClientOwnedQuerySet["Callback"]):
    def open(self) -> Self:
        return self.filter(state=Callback.State.OPEN)

    def due(self, now: datetime) -> Self:
        return self.open().filter(at__lte=now)

    def of_pass(self, enrollment: Enrollment) -> Self:
        return self.filter(enrollment=enrollment)

    def late(self, now: datetime) -> Self:
        """Personal promises that their setter has not kept in time."""
        return self.due(now - GRACE).filter(setter__isnull=False).select_related("enrollment")

    def of(self, setter: "User") -> Self:
        """Mine and anyone's."""
        return self.filter(models.Q(setter=setter) | models.Q(setter__isnull=True))

    def void(self) -> int:
        """Called off."""
        return self.update(state=Callback.State.VOID)

    def soonest(self) -> Self:
        return self.select_related("lead", "lead__company", "lead__client", "enrollment").order_by("at", "pk")


class Callback(ClientOwned):
    """A promised time: personal, or anyone's (setter empty)."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        VOID = "void", _("Called off")

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="callbacks", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="callbacks", db_constraint=False)
    setter = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))
    zone = models.CharField(_("promised in zone"), max_length=64)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    kept_at = models.DateTimeField(null=True, blank=True)

    objects = CallbackQuerySet.as_manager()

    personal = ("note",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment"], condition=models.Q(state="open"), name="one_open_callback")
        ]
        indexes = [models.Index(fields=["at"], condition=models.Q(state="open"), name="callback_due")]

    def __str__(self) -> str:
        return f"{self.at:%F %H:%M}"

    @classmethod
    @transaction.atomic
    def promise(
        cls, enrollment: Enrollment, *, at: datetime, by: "User", anyone: bool = False, note: str = ""
    ) -> "Callback":
        """Promise a call at a time, by this setter or by anyone. Moved into the lawful window when it lies outside."""
        if at <= clock.now():
            raise Refused(_t("The time of a callback must be in the future."))
        lawful = rules.next_open(where(enrollment.window_class), at, rules.load()) or at
        setter = None if anyone else by
        cls.objects.of_pass(enrollment).open().void()
        made = cls.objects.create(
            client_id=enrollment.client_id,
            enrollment=enrollment,
            lead_id=enrollment.lead_id,
            setter=setter,
            at=lawful,
            zone=enrollment.lead.zone,
            note=" ".join(note.split())[:200],
            created_at=clock.now(),
        )
        enrollment.queue_for(Priority.CALLBACK, lawful, reserved_for=setter)
        enrollment.lead.record(
            Activity.Kind.CALLBACK, by=by, at=lawful.isoformat(), moved=lawful != at, anyone=anyone, note=made.note
        )
        return made

    def keep(self, now: datetime) -> None:
        """The call that was promised took place."""
        self.state, self.kept_at = self.State.KEPT, now
        self.save(update_fields=["state", "kept_at"])

    def reopen(self) -> None:
        """The call's outcome was undone: the promise stands again."""
        self.state, self.kept_at = self.State.OPEN, None
        self.save(update_fields=["state", "kept_at"])

    def call_off(self) -> None:
        """The outcome that promised it was undone."""
        self.state = self.State.VOID
        self.save(update_fields=["state"])

    @transaction.atomic
    def open_to_all(self) -> None:
        """Anyone may keep it now."""
        self.setter = None
        self.save(update_fields=["setter"])
        Enrollment.objects.reserved(self.enrollment_id).update(reserved_for=None)
