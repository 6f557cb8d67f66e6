from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.gate import lawful_from
from calls.models.cadenceplan import GRACE as USUAL_GRACE
from calls.models.cadenceplan import CadencePlan
from calls.models.told import Slots
from leads.models import UNDO, Activity, Enrollment, Lead, Priority
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

GRACE = timedelta(minutes=USUAL_GRACE)  # a personal promise that is later than this becomes anyone's
MINUTE = timedelta(minutes=1)


class CallbackQuerySet(ClientOwnedQuerySet["Callback"]):
    def open(self) -> Self:
        return self.filter(state=Callback.State.OPEN)

    def due(self, now: datetime) -> Self:
        return self.open().filter(at__lte=now)

    def of_pass(self, enrollment: Enrollment) -> Self:
        return self.filter(enrollment=enrollment)

    def late(self, now: datetime) -> Self:
        """Personal promises that their setter has not kept in time: so long after it (of a vague one: after its last
        stretch) as the campaign says, and never before the tolerance is over."""
        grace = Coalesce(CadencePlan.objects.grace_of_outer("enrollment__campaign_id"), USUAL_GRACE)
        patience = models.ExpressionWrapper(
            Greatest(models.F("tolerance"), grace) * models.Value(MINUTE), models.DurationField()
        )
        found = self.due(now).filter(setter__isnull=False).annotate(patience=patience)
        return found.filter(
            models.Q(until=None, at__lt=now - models.F("patience")) | models.Q(until__lt=now - models.F("patience"))
        ).select_related("enrollment")

    def slipped(self, now: datetime) -> Self:
        """Vague promises whose stretch went by without a call."""
        return self.open().filter(slot_ends__lte=now)

    def passes(self) -> models.QuerySet["Callback", int]:
        """The passes that they promise to, as a subquery."""
        return self.values_list("enrollment_id", flat=True)

    def of(self, setter: "User") -> Self:
        """Mine and anyone's, of leads that are still worked and did not say no to me before. What a colleague has
        promised for anyone is theirs alone while they may still take it back."""
        still = self.filter(enrollment__ended_at__isnull=True).exclude(enrollment__refused_by__contains=[setter.pk])
        settled = models.Q(created_at__lte=clock.now() - UNDO) | models.Q(promised_by=setter)
        return still.filter(models.Q(setter=setter) | models.Q(settled, setter__isnull=True))

    def numbered(self, pks: list[int]) -> Self:
        return self.filter(pk__in=pks)

    def promised_by(self, setter: "User") -> Self:
        """Personal ones, of leads that are still worked."""
        return self.filter(setter=setter, enrollment__ended_at__isnull=True).select_related("lead")

    def before(self, at: datetime) -> Self:
        return self.filter(at__lt=at).order_by("at", "pk")

    def void(self) -> int:
        """Called off."""
        return self.update(state=Callback.State.VOID)

    def reopen(self) -> int:
        """What had made them void was undone."""
        return self.update(state=Callback.State.OPEN, kept_at=None)

    def soonest(self) -> Self:
        return self.select_related("lead", "lead__company", "lead__client", "enrollment").order_by("at", "pk")


class Callback(ClientOwned):
    """A promised time: personal, or anyone's (setter empty). Exact, give or take `tolerance` minutes; or vague, to be
    kept in one of its `slots` (pairs of instants in ISO form), of which `at` to `slot_ends` is the one that runs or
    comes and `until` the end of the last."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        VOID = "void", _("Called off")

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="callbacks", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="callbacks", db_constraint=False)
    setter = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    promised_by = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))
    tolerance = models.PositiveSmallIntegerField(_("minutes before and after"), default=0, db_default=0)
    slots = models.JSONField(default=list, blank=True, db_default=[])
    slot_ends = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(_("promised in zone"), max_length=64)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    kept_at = models.DateTimeField(null=True, blank=True)

    objects = CallbackQuerySet.as_manager()

    voided: list[int] = []  # promises that this one replaces

    personal = ("note",)
    goes_on = models.Q(state="open")  # a promise goes over to the pass that goes on when two leads are merged

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
        cls,
        enrollment: Enrollment,
        *,
        at: datetime,
        by: "User",
        anyone: bool = False,
        note: str = "",
        tolerance: int = 0,
        slots: Slots = (),
    ) -> "Callback":
        """Promise a call at a time, by this setter or by anyone. Moved into the lawful window when it lies outside.
        `slots`: a vague promise, to be kept in one of these stretches (then `at` counts for nothing)."""
        now = clock.now()
        if not slots and at <= now:
            raise Refused(_t("The time of a callback must be in the future."), "when")
        asked = slots[0][0] if slots else at
        lawful, ends = _first_lawful(enrollment, slots, now) if slots else (_lawful(enrollment, at), None)
        replaced = cls.objects.of_pass(enrollment).open()
        voided = list(replaced.values_list("pk", flat=True))
        replaced.void()
        made = cls(promised_by=by, setter=None if anyone else by, at=lawful, slot_ends=ends, created_at=now)
        made.note, made.tolerance = " ".join(note.split())[:200], 0 if slots else tolerance
        made._write(enrollment, slots)
        made.voided = voided
        moved = lawful != asked and not (slots and asked <= now)
        told = {"at": lawful.isoformat(), "moved": moved, "anyone": anyone, "note": made.note}
        enrollment.lead.record(Activity.Kind.CALLBACK, by=by, **told, vague=bool(slots))
        return made

    def _write(self, enrollment: Enrollment, slots: Slots) -> None:
        """Save it, and put the pass into the queue for it."""
        self.client_id, self.enrollment, self.lead_id = enrollment.client_id, enrollment, enrollment.lead_id
        self.zone = enrollment.lead.zone
        self.slots = [[start.isoformat(), end.isoformat()] for start, end in slots]
        self.until = slots[-1][1] if slots else None
        self.save()
        enrollment.queue_for(Priority.CALLBACK, self._offered_from(self.created_at), reserved_for=self.setter)

    def _offered_from(self, now: datetime) -> datetime:
        """The lead may come a little before its time, inside the hours; never while the promise can be taken back."""
        early = self.at - self.tolerance * MINUTE
        return max(min(_lawful(self.enrollment, early), self.at), now + UNDO)

    def keep(self, now: datetime) -> None:
        """The call that was promised took place."""
        self.state, self.kept_at = self.State.KEPT, now
        self.save(update_fields=["state", "kept_at"])

    def move(self, at: datetime) -> None:
        """The rules allow the call only later."""
        self.at = max(self.at, at)
        self.save(update_fields=["at"])

    def call_off(self) -> None:
        """The outcome that promised it was undone."""
        self.state = self.State.VOID
        self.save(update_fields=["state"])

    def open_to_all(self) -> None:
        """Anyone may keep it now."""
        self.pass_on(None)

    @transaction.atomic
    def pass_on(self, setter: "User | None") -> None:
        """A colleague keeps it, or anyone."""
        self.setter = setter
        self.save(update_fields=["setter"])
        Enrollment.objects.reserved(self.enrollment_id).update(reserved_for=setter)

    @transaction.atomic
    def slip(self, now: datetime) -> None:
        """The stretch went by: on to the next one; after the last it is overdue, and comes behind the new leads."""
        enrollment = Enrollment.objects.locked(self.enrollment_id)
        if enrollment.claimed_by_id or enrollment.ended_at or enrollment.priority != Priority.CALLBACK:
            return
        left = [(start, end) for start, end in self.stretches if end > now]
        self.slot_ends = None
        if left:
            self.at, self.slot_ends = _first_lawful(enrollment, tuple(left), now)
        self.save(update_fields=["at", "slot_ends"])
        priority = Priority.CALLBACK if left else Priority.VAGUE
        enrollment.queue_for(priority, max(self.at, now) if left else now, reserved_for=self.setter)

    @property
    def stretches(self) -> Slots:
        return tuple((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in self.slots)


def _lawful(enrollment: Enrollment, at: datetime) -> datetime:
    """The moment, or the opening of the calling hours after it."""
    return lawful_from(enrollment, at) or at


def _first_lawful(enrollment: Enrollment, slots: Slots, now: datetime) -> tuple[datetime, datetime]:
    """Where a vague promise can first be kept: the start (not before now) and the end of that stretch. Where none of
    them is inside the hours, the first opening after the first."""
    for start, end in slots:
        lawful = _lawful(enrollment, max(start, now))
        if lawful < end and end > now:
            return lawful, end
    return _lawful(enrollment, max(slots[0][0], now)), slots[-1][1]


def sweep_late(now: datetime) -> None:
    """Let anyone keep the personal promises that are late, and move the vague ones on."""
    for callback in Callback.objects.late(now):
        callback.open_to_all()
    for callback in Callback.objects.slipped(now):
        callback.slip(now)
    waiting = Enrollment.objects.waiting_in_vain(now - GRACE)
    waiting.exclude(pk__in=Callback.objects.open().passes()).opened_to_all()
