"""What a return does by itself (it arrives, and comes back on its day), and what marketing does with it."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.enrollment import ANY_TIME, Enrollment, Priority
from leads.models.leadlist import LeadList
from leads.models.listing import Listing
from leads.models.returnrules import ReturnRules
from leads.models.suppression import Suppression
from leads.states import Stage
from office import clock
from office.models import Job, Refused

if TYPE_CHECKING:
    from office.models import User

MORNING = time(8, 0)
RETURNABLE = (Stage.NURTURE, Stage.DISQUALIFIED, Stage.EXHAUSTED)  # a pass that ended so may be followed by another


class Fate(models.TextChoices):
    """What became of a return that was to come back now."""

    BACK = "back", _("is back in the queue")
    DATED = "dated", _("comes back when its rest is over")
    CLOSED = "closed", _("was closed: it had as many passes as the rules allow")


class Returning(Job):
    """The steps and acts of a HandOff to marketing, whose fields stand there."""

    client_id: Any
    lead: Any
    enrollment: Any
    enrollment_id: Any
    by: Any
    reason: Any
    label: Any
    note: Any
    return_on: Any
    into: Any
    carried_at: Any
    reentered_at: Any

    class Meta:
        abstract = True

    def perform(self) -> None:
        """Carry the lead to marketing; on its date, bring it back."""
        if self.carried_at is None:
            with self.fenced():
                self._carry()
        elif self.return_on and self.reentered_at is None:
            with self.fenced():
                self._bring_back()

    def _carry(self) -> None:
        day = self._rested(self.return_on) if self.return_on else None
        said = {"reason": self.reason, "label": self.label, "note": self.note, "return_on": str(day or "")}
        self.lead.record(Activity.Kind.RETURNED, by=self.by, **said)
        self._write(carried_at=clock.now(), return_on=day)
        if day:
            self.again_at(self._morning_of(day))
        else:
            self.finish()

    @property
    def zone(self) -> str:
        """On whose clock its days are counted."""
        return str(self.enrollment.campaign.zone if self.enrollment else self.lead.client.zone)

    def _morning_of(self, day: date) -> datetime:
        return datetime.combine(day, MORNING, ZoneInfo(self.zone))

    def _rested(self, day: date, rules: ReturnRules | None = None) -> date:
        """That day, or the first one after the rest that the client's rules ask for."""
        rules = rules or ReturnRules.of(self.client_id)
        return max(day, rules.first_day(self.enrollment)) if self.enrollment else day

    def _bring_back(self) -> None:
        """On its day: back into the queue; or a later day; or closed, with a word why."""
        last, barred = self._last_pass()
        if last is None:
            return self._end(barred)
        rules, today = ReturnRules.of(self.client_id), clock.today(self.zone)
        if rules.is_spent(last):
            return self._end(_t("It had as many passes as the rules allow."))
        if (day := self._rested(today, rules)) > today:
            self._write(return_on=day)
            return self.again_at(self._morning_of(day))
        self._reenter(last, by=None)
        self._write(reentered_at=clock.now())
        return self.finish()

    def _end(self, word: str) -> None:
        self.lead.record(Activity.Kind.RETURNED, by=None, what="closed", text=word)
        self._write(accepted_at=clock.now(), closing=word)
        self.finish()

    def _last_pass(self) -> tuple[Enrollment | None, str]:
        """The lead's latest pass, locked, when another may follow it; else nothing, and why not."""
        passes = Enrollment.objects.of_lead(self.lead).current().with_list()
        last = passes.select_for_update(of=("self",)).first()
        if not last or last.pk != self.enrollment_id or last.ended_at is None:
            return None, _t("It is being worked already.")
        if last.stage in RETURNABLE or (last.stage == Stage.DO_NOT_CALL and not self._is_suppressed):
            return last, ""
        return None, _t("It may not be called.")

    @property
    def _is_suppressed(self) -> bool:
        """A suppression of one of the lead's numbers, or of its address, is in force."""
        binding = Suppression.objects.binding(self.client_id).in_force(clock.now())
        return bool(binding.against(self.lead.addresses).exists())

    @property
    def may_reenter(self) -> bool:
        """Nothing has happened to the lead since this pass ended: no later pass, no “do not call” that stands."""
        return self._last_pass()[0] is not None

    def _reenter(self, last: Enrollment, *, by: "User | None") -> None:
        """As a new pass, among the first to be called: on the list that marketing chose, else on the same one."""
        campaign, lead_list = last.campaign, last.lead_list
        if self.into:
            campaign, lead_list = self.into.campaign, self.into
            Listing.objects.get_or_create(client_id=self.client_id, lead=self.lead, lead_list=self.into)
        self.lead.enroll(campaign, by=by, lead_list=lead_list, priority=Priority.HOT, call_after=ANY_TIME)
        self.lead.record(Activity.Kind.REENTERED, by=by)

    @transaction.atomic
    def bring_back(self, *, by: "User | None", into: LeadList | None = None) -> str:
        """Do not wait for the day: the lead is callable again now, on the list `into` where one is given.

        Returns its Fate: back; or put to the first day that the rules allow; or closed, when the rules allow no other
        pass. Refused when it is not waiting any more, when the lead is worked or may not be called.
        """
        self._must_wait(into)
        last, barred = self._last_pass()
        if last is None:
            raise Refused(f"{self.lead}: {barred}")
        rules, today = ReturnRules.of(self.client_id), clock.today(self.zone)
        if rules.is_spent(last):
            self.close(by=by, word=_t("It had as many passes as the rules allow."))
            return Fate.CLOSED
        if (day := self._rested(today, rules)) > today:
            self.postpone(day, by=by)
            return Fate.DATED
        self._settle(reentered_at=clock.now(), accepted_at=clock.now(), to_user=by, state=self.State.DONE)
        self._reenter(last, by=by)
        return Fate.BACK

    @transaction.atomic
    def postpone(self, day: date, *, by: "User | None") -> date:
        """The lead comes back on another day, or on the first one after it that the rules allow; returns that day."""
        if day <= clock.today(self.zone):
            raise Refused(_t("The date to come back must be in the future."))
        day = self._rested(day)
        self._settle(return_on=day, due_at=self._morning_of(day), state=self.State.DUE, attempts=0, error="")
        self.lead.record(Activity.Kind.RETURNED, by=by, what="postponed", return_on=str(day))
        return day

    @transaction.atomic
    def close(self, *, by: "User | None", word: str = "") -> None:
        """Marketing has taken note: the lead does not come back by itself."""
        self._settle(accepted_at=clock.now(), to_user=by, closing=word, state=self.State.DONE)
        self.lead.record(Activity.Kind.RETURNED, by=by, what="closed", text=word)

    def _must_wait(self, into: LeadList | None) -> None:
        """It waits at marketing, and stays locked until the act is done; it may go onto that list."""
        if into and into.client_id != self.client_id:
            raise Refused(_t("This list belongs to another customer."))
        if self._still_waiting().select_for_update(of=("self",)).first() is None:
            raise self._gone()
        if into:
            self._settle(into=into)

    def _settle(self, **changes: Any) -> None:
        """Change what waits at marketing, unless it moved on in this very moment."""
        if not self._still_waiting().update(**changes):
            raise self._gone()
        self.refresh_from_db(fields=list(changes))

    def _still_waiting(self) -> Any:
        everything: Any = type(self)._default_manager
        return everything.at_marketing().waiting().filter(pk=self.pk).exclude(state=self.State.RUNNING)

    def _gone(self) -> Refused:
        return Refused(_t("%(lead)s is back or closed already.") % {"lead": self.lead})
