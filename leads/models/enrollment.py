from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pghistory
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
from office.models import ClientOwned, Refused

if TYPE_CHECKING:
    from leads.models.lead import Lead
    from office.models import User

ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # call_after of a lead that may be called whenever its window is open


class Priority(models.IntegerChoices):
    """The groups of the queue, first to last (4-calling, Whose turn is it)."""

    CALLBACK = 20, _("Callback due")
    HOT = 30, _("Hot lead")
    RETRY = 40, _("Try again")
    NEW = 50, _("Never called")
    REST = 70, _("Waiting")


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("stage", "ended_at", "end_reason")), pghistory.DeleteEvent()
)
class Enrollment(ClientOwned):
    """One working of a lead in one campaign (a pass), and the queue's row. At most one is open per lead.

    The queue orders by (priority, call_after, rank, id). A claim is the number's: `next_number` is unique among
    claimed rows of the whole agency, a setter holds one lead at a time; both are kept by partial unique indexes.
    """

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="enrollments", db_constraint=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="enrollments", db_constraint=False)
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
    window_class = models.ForeignKey(WindowClass, models.PROTECT, related_name="+")
    next_number = models.CharField(max_length=20, blank=True)
    reserved_for = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)

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
                condition=models.Q(ended_at__isnull=True, claimed_by__isnull=True, stage__in=CALLABLE)
                & ~models.Q(next_number=""),
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
    def begin(
        cls, lead: "Lead", *, campaign: Campaign, lead_list: LeadList | None, by: "User | None", **queue: Any
    ) -> "Enrollment":
        """Open the lead's next pass in a campaign. Refused while another pass is open."""
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
            **{"next_number": lead.phone, **queue},
        )
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
        self.priority, self.call_after, self.reserved_for = priority, at, reserved_for
        self.claimed_by, self.claimed_until = None, None
        self.save()

    def dialled(self, number: str) -> None:
        """One more attempt: the lease ends, an outcome is owed, and the number dialled is the one that is taken."""
        self.attempts += 1
        self.next_number, self.claimed_until = number, None
        self.become(Stage.WORKING if self.stage == Stage.NEW else self.stage)

    def hold(self, setter: "User", *, owed: bool = False) -> None:
        """Claim it for a setter, out of turn; `owed`: it was dialled, so the claim lasts until there is an outcome."""
        if self.ended_at or self.claimed_by_id not in (None, setter.pk):
            raise Refused(_t("A colleague has this lead now."))
        self.claimed_by, self.claimed_at = setter, clock.now()
        self.claimed_until = None if owed else clock.now() + LEASE
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as error:
            raise Refused(_t("Finish the lead that is open first, or let a colleague end the call there.")) from error

    def stand_aside(self, *, until: datetime) -> None:
        """Give the lead back to the queue, not before a moment."""
        self.queue_for(self.priority, until, reserved_for=self.reserved_for)

    def leave_queue(self) -> None:
        """No number of this lead may be dialled now; the pass stays open."""
        self.next_number = ""
        self.stand_aside(until=self.call_after)
