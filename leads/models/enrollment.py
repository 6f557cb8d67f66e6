from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.campaign import Campaign
from leads.models.leadlist import LeadList
from leads.models.passes import LEASE, EnrollmentQuerySet
from leads.models.window import WindowClass
from leads.states import CALLABLE, ENDED, MOVES, UNDO_MOVES, Stage
from office import clock
from office.models import ClientPart, Refused

if TYPE_CHECKING:
    from leads.models.lead import Lead
    from office.models import User

ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # call_after of a lead that may be called whenever its window is open


class Priority(models.IntegerChoices):
    """The groups of the queue, first to last (4-calling, Whose turn is it)."""

    CALLBACK = 20, _("Callback due")
    FREED = 22, _("A wanted time came free")
    CONFIRM = 25, _("Meeting to confirm")
    HOT = 30, _("Hot lead")
    RETRY = 40, _("Try again")
    NEW = 50, _("Never called")
    VAGUE = 60, _("Vague callback overdue")
    REST = 70, _("Waiting")
    ASIDE = 90, _("Put aside")  # in no group of the queue


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("stage", "ended_at", "end_reason")), pghistory.DeleteEvent()
)
class Enrollment(ClientPart):
    """One working of a lead in one campaign (a pass), and the queue's row. At most one is open per lead.

    The queue orders by (priority, call_after, rank, id). A claim is the number's: `next_number` is unique among
    claimed rows of the whole agency, a setter holds one lead at a time; both are kept by partial unique indexes.
    `due_since`: it fell due then, and stands in the campaign's own order since (`call_after` is ANY_TIME).
    `refused_by`: ids of the setters to whom the lead said no, in this pass or before; they are not offered it again.
    """

    lead = models.ForeignKey(
        "leads.Lead", models.CASCADE, related_name="enrollments", db_constraint=False, db_index=False
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="enrollments", db_constraint=False, db_index=False
    )
    lead_list = models.ForeignKey(LeadList, models.PROTECT, related_name="enrollments", null=True, db_constraint=False)
    number = models.PositiveSmallIntegerField(_("pass"), default=1)
    is_latest = models.BooleanField(default=True)
    began_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=120, blank=True)
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices, default=Stage.NEW)

    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NEW)
    call_after = models.DateTimeField(default=ANY_TIME)
    rank = models.BigIntegerField(default=0)
    window_class = models.ForeignKey(  # its lead's, who keeps the key
        WindowClass, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    next_number = models.CharField(max_length=20, blank=True)
    reserved_for = models.ForeignKey(
        "office.User", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.ForeignKey(
        "office.User", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    due_since = models.DateTimeField(_("ripe since"), null=True, blank=True, db_default=None)
    claimed_at = models.DateTimeField(null=True, blank=True)
    was_hot = models.BooleanField(_("began as a hot lead"), default=False, db_default=False)
    noticed_at = models.DateTimeField(_("first offered to a setter"), null=True, blank=True, db_default=None)
    refused_by = ArrayField(models.BigIntegerField(), default=list, db_default=[])

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=models.Q(ended_at__isnull=True), name="one_open_pass"),
            models.UniqueConstraint(fields=["lead"], condition=models.Q(is_latest=True), name="one_latest_pass"),
            models.UniqueConstraint(fields=["lead", "number"], name="pass_number_once"),
            models.UniqueConstraint(
                fields=["claimed_by"], condition=models.Q(claimed_by__isnull=False), name="one_claim_a_setter"
            ),
            models.UniqueConstraint(
                fields=["next_number"],
                condition=models.Q(claimed_by__isnull=False) & ~models.Q(next_number=""),
                name="one_claim_a_number",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(claimed_by__isnull=True),
                name="ended_is_not_claimed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "window_class", "priority", "reserved_for", "call_after", "rank", "id"],
                condition=models.Q(ended_at__isnull=True, claimed_by__isnull=True)
                & ~models.Q(next_number="")
                & (models.Q(stage__in=CALLABLE) | models.Q(stage=Stage.APPOINTMENT_SET, priority=25)),
                name="queue",
            ),
            models.Index(fields=["client", "stage"], name="enrollment_stage"),
            models.Index(
                fields=["claimed_until"], condition=models.Q(claimed_by__isnull=False), name="enrollment_lapsing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} · {self.number}"

    @classmethod
    @transaction.atomic
    def begin(
        cls, lead: "Lead", *, campaign: Campaign, lead_list: LeadList | None, by: "User | None", **queue: Any
    ) -> "Enrollment":
        """Open the lead's next pass in a campaign. Refused while another pass is open."""
        lead.must_stand()
        before = cls.objects.filter(lead=lead).order_by("-number").first()
        if before and before.ended_at is None:
            raise Refused(_t("This lead is already being worked."))
        cls.objects.filter(lead=lead, is_latest=True).update(is_latest=False)
        made = cls.objects.create(
            client_id=lead.client_id,
            lead=lead,
            campaign=campaign,
            lead_list=lead_list,
            number=before.number + 1 if before else 1,
            window_class=lead.window_class,
            began_at=clock.now(),
            was_hot=queue.get("priority") == Priority.HOT,
            refused_by=before.refused_by if before else [],
            **{"next_number": lead.phone, **queue},
        )
        lead.nurturings.end("new_pass", by=by)
        lead.record(Activity.Kind.ENROLLED, by=by, campaign=campaign.name, number=made.number)
        return made

    def become(self, stage: str, *, reason: str = "", undo: bool = False) -> None:
        """Move to a stage as `MOVES` allows; an end stage closes the pass. The only writer of `stage`."""
        allowed = UNDO_MOVES if undo else MOVES
        if stage != self.stage and stage not in allowed.get(self.stage, ()):
            raise Refused(
                _t("A lead cannot go from “%(old)s” to “%(new)s”.")
                % {"old": Stage(self.stage).label, "new": Stage(stage).label}
            )
        self.stage = stage
        self.ended_at = clock.now() if stage in ENDED else None
        self.end_reason = reason if stage in ENDED else ""
        if self.ended_at:
            self.claimed_by, self.claimed_until = None, None
        self.save()

    def queue_for(self, priority: int, at: datetime, *, reserved_for: "User | None" = None) -> None:
        """Put the lead back into the queue: group, not before, and for whom (nobody: for anyone)."""
        self.priority, self.call_after, self.reserved_for, self.due_since = priority, at, reserved_for, None
        self.claimed_by, self.claimed_until = None, None
        self.save()

    def dialled(self, number: str) -> None:
        """One more attempt: the lease ends, an outcome is owed, and the number dialled is the one that is taken."""
        self.attempts += 1
        self.next_number, self.claimed_until = number, None
        self.become(Stage.WORKING if self.stage == Stage.NEW else self.stage)

    def hold(self, setter: "User", *, owed: bool = False, since: datetime | None = None) -> None:
        """Claim it for a setter, out of turn; `owed`: it was dialled, so the claim lasts until there is an outcome.
        `since`: a claim that is given back began then."""
        if self.ended_at or self.claimed_by_id not in (None, setter.pk):
            raise Refused(_t("A colleague has this lead now."))
        self.claimed_by, self.claimed_at = setter, since or clock.now()
        self.noticed_at = self.noticed_at or self.claimed_at
        self.claimed_until = None if owed else clock.now() + LEASE
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as error:
            raise Refused(_t("Finish the lead that is open first, or let a colleague end the call there.")) from error

    @property
    def waits_since(self) -> datetime | None:
        """Since when it is due; None where any time was right."""
        at = self.due_since if self.call_after == ANY_TIME else self.call_after
        return at if at and at > ANY_TIME else None

    @property
    def is_owed(self) -> bool:
        """Somebody is, or was just now, on a call with it, and owes the outcome."""
        return self.claimed_by_id is not None and self.claimed_until is None

    def said_no_to(self, setter: "User") -> None:
        """In person: it is not offered to this setter in later passes. Saved with what the outcome does."""
        self.refused_by = sorted({*self.refused_by, setter.pk})

    def withdraw(self) -> None:
        """This pass was never begun: what caused it was undone before anybody called. The one before is the last."""
        earlier = Enrollment.objects.filter(lead_id=self.lead_id, number=self.number - 1)
        self.delete()
        earlier.update(is_latest=True)

    def stand_aside(self, *, until: datetime) -> None:
        """Give the lead back to the queue, not before a moment."""
        self.queue_for(self.priority, until, reserved_for=self.reserved_for)

    def leave_queue(self, *, instead: str = "") -> None:
        """The next number may not be dialled now: another `instead`, or none; the pass stays open."""
        self.next_number = instead
        self.stand_aside(until=self.call_after)
