from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models.attempt import CallAttempt
from calls.models.confirmation import is_about_meeting
from calls.models.presence import Presence
from leads.models import UNDO, Activity, Ad, Campaign, Enrollment, HandOff, Lead, Nurturing, Priority, Suppression
from leads.models.ad import folded
from leads.models.nurturings import End
from leads.states import Stage
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

SPEAKING = {"allowed": True, "rules": ["inbound"]}  # whoever calls us may be spoken to, at any hour


class InboundCallQuerySet(ClientOwnedQuerySet["InboundCall"]):
    def of_attempt(self, attempt: int | None) -> Self:
        return self.filter(attempt_id=attempt).select_related("ad", "campaign", "attempt", "lead", "client")

    def of_setter(self, setter: "User") -> Self:
        return self.filter(attempt__setter=setter).select_related("lead", "attempt", "client")


class InboundCall(ClientOwned):
    """What is known of a call that a lead made to us: through which ad or code, from which number, and whether nobody
    knew the lead before. The call itself is its CallAttempt, and has its outcome there like any other.

    `lifted`: ids of the suppressions that the caller took back on this call.
    """

    attempt = models.OneToOneField(CallAttempt, models.CASCADE, related_name="inbound_call", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="inbound_calls", db_constraint=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="inbound_calls", db_constraint=False)
    ad = models.ForeignKey(Ad, models.SET_NULL, null=True, blank=True, related_name="calls", db_constraint=False)
    code = models.CharField(_("code as they said it"), max_length=40, blank=True)
    number = models.CharField(_("called from"), max_length=40, blank=True)
    is_new = models.BooleanField(_("nobody knew the lead before"), default=False)
    lifted = ArrayField(models.BigIntegerField(), default=list)
    lifted_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    objects = InboundCallQuerySet.as_manager()

    personal = ("number",)

    class Meta:
        indexes = [models.Index(fields=["client", "at"], name="inbound_call_at")]

    def __str__(self) -> str:
        return f"{self.lead_id} · {self.at:%F %H:%M}"

    @classmethod
    @transaction.atomic
    def take(
        cls,
        lead: Lead,
        *,
        by: "User",
        campaign: Campaign | None = None,
        number: str = "",
        code: str = "",
        new: bool = False,
    ) -> "InboundCall":
        """A lead is on the line: its pass is hot and on this setter's desk, the call has begun.

        What was offered to the setter goes back to the queue. A pass that is over is followed by a new one. Refused
        while the setter owes an outcome or is on a pause, and while a colleague speaks with the lead.
        """
        lead.must_stand()
        ad = Ad.objects.of_client(lead.client_id).coded(code).first() if code else None
        cls._must_be_free(by)
        Nurturing.lift_out(lead, End.CALL, by=by)
        enrollment = cls._pass_of(lead, campaign or (ad.campaign if ad else None), by=by)
        attempt = cls._begin(enrollment, number, by=by)
        lead.record(
            Activity.Kind.CALLED_IN, by=by, ad=str(ad or ""), code=folded(code), campaign=enrollment.campaign.name
        )
        return cls.objects.create(
            client_id=lead.client_id, attempt=attempt, lead=lead, campaign=enrollment.campaign, ad=ad,
            code=folded(code), number=number[:40], is_new=new, at=clock.now(),
        )  # fmt: skip

    @staticmethod
    def _must_be_free(setter: "User") -> None:
        Presence.must_be_on(setter)
        if CallAttempt.objects.by_setter(setter).owed().exists():
            raise Refused(_t("Say first how your last call came out."))
        Enrollment.objects.claimed_by(setter).offered().released()

    @classmethod
    def _pass_of(cls, lead: Lead, campaign: Campaign | None, *, by: "User") -> Enrollment:
        """The open pass; else a new one, in the campaign that is named, or in that of the last pass."""
        last = Enrollment.objects.of_lead(lead).current().first()
        if last is None or last.ended_at:
            goal = campaign or (last.campaign if last else None)
            if goal is None:
                raise Refused(_t("Choose for which campaign they call."))
            last = lead.enroll(goal, by=by, priority=Priority.HOT)
            returned = HandOff.objects.of_lead(lead).at_marketing().waiting()
            returned.update(reentered_at=clock.now(), state=HandOff.State.DONE)
        return Enrollment.objects.locked(last.pk)

    @classmethod
    def _begin(cls, enrollment: Enrollment, number: str, *, by: "User") -> CallAttempt:
        """The pass is hot and this setter's; a colleague to whom it was only offered lets it go. Who has a meeting
        ahead most likely calls about it: the call has the outcomes of one that confirms it."""
        if enrollment.claimed_by_id not in (None, by.pk):
            if enrollment.is_owed:
                raise Refused(_t("A colleague is on a call with this lead, or owes its outcome."))
            enrollment.claimed_by, enrollment.claimed_until = None, None
        if is_about_meeting(enrollment):
            enrollment.priority = Priority.CONFIRM
        elif enrollment.priority != Priority.CALLBACK:  # a promised call is kept by this one
            enrollment.priority = Priority.HOT
        enrollment.become(Stage.WORKING if enrollment.stage == Stage.NEW else enrollment.stage)
        enrollment.hold(by, owed=True)
        try:
            with transaction.atomic():
                return CallAttempt.objects.create(**cls._attempt(enrollment, number, by))
        except IntegrityError as error:
            raise Refused(_t("This number is on a call with a colleague just now.")) from error

    @staticmethod
    def _attempt(enrollment: Enrollment, number: str, by: "User") -> dict[str, Any]:
        now = clock.now()
        return {
            "client_id": enrollment.client_id,
            "enrollment": enrollment,
            "lead_id": enrollment.lead_id,
            "setter": by,
            "number": (number or enrollment.next_number or enrollment.lead.phone)[:20],
            "direction": CallAttempt.Direction.INBOUND,
            "state": CallAttempt.State.ON_CALL,
            "pass_attempt": enrollment.attempts,
            "started_at": now,
            "answered_at": now,
            "verdict": SPEAKING,
        }

    @property
    def bars(self) -> list[Suppression]:
        """What says that this person must not be called: their own numbers and address, and what is wider than them."""
        found = Suppression.objects.binding(self.client_id).in_force(clock.now())
        return list(found.against(self.lead.addresses).newest())

    @property
    def own_bars(self) -> list[Suppression]:
        """Those that the person may take back: made for this client. The agency's own are an administrator's."""
        return [bar for bar in self.bars if bar.client_id]

    @transaction.atomic
    def lift(self, *, by: "User") -> None:
        """The caller wants to be called again: their own suppressions end, with this call as the evidence."""
        row = CallAttempt.objects.locked(self.attempt_id)
        if row.setter_id != by.pk or row.disposition_id is not None:
            raise Refused(_t("Only during the call may the caller take this back."))
        bars = self.own_bars
        if not bars:
            raise Refused(_t("There is nothing that the caller could take back here."))
        told = _t("The person called us on %(when)s from %(number)s and asked to be called again.")
        said = told % {"when": f"{self.at:%F %H:%M} UTC", "number": self.number or row.number}
        for bar in bars:
            bar.lift(by=by, evidence=said)
        self.lifted, self.lifted_at = [bar.pk for bar in bars], clock.now()
        self.save(update_fields=["lifted", "lifted_at"])
        self._follow()

    @property
    def may_unlift(self) -> bool:
        """For a minute, and as long as the call goes on."""
        recent = self.lifted_at is not None and clock.now() < self.lifted_at + UNDO
        return bool(self.lifted) and (recent or self.attempt.disposition_id is None)

    @transaction.atomic
    def unlift(self, *, by: "User") -> None:
        """That was a slip: what was lifted holds again, with its own source and evidence."""
        CallAttempt.objects.locked(self.attempt_id)
        self.refresh_from_db(fields=["lifted", "lifted_at"])
        if not self.may_unlift:
            raise Refused(_t("The minute is over. Put the person on the do-not-call list again instead."))
        for bar in Suppression.objects.in_bulk(self.lifted).values():
            how = {
                "source": bar.source,
                "evidence": bar.evidence,
                "scope": bar.scope,
                "until": bar.until,
                "name": bar.name,
            }
            Suppression.put(bar.value, client=bar.client, by=by, **how)
        self.lifted, self.lifted_at = [], None
        self.save(update_fields=["lifted", "lifted_at"])
        self._follow()

    def _follow(self) -> None:
        """Which number the pass on the desk would be dialled by next: it is claimed, so no sweep sees to it."""
        enrollment = Enrollment.objects.locked(self.attempt.enrollment_id)
        enrollment.next_number = self.lead.number_to_call
        enrollment.save(update_fields=["next_number"])
