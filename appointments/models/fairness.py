from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment
    from office.models import User

MOST = 1_000  # turns that one correction may give or take


class FairnessEntryQuerySet(ClientOwnedQuerySet["FairnessEntry"]):
    def of_campaign(self, campaign: int) -> Self:
        return self.filter(campaign_id=campaign)

    def of_person(self, person: int) -> Self:
        return self.filter(person_id=person)

    def newest(self) -> Self:
        return self.select_related("by", "appointment__lead", "person").order_by("-pk")

    def levels(self, campaign: int) -> dict[int, int]:
        """{person: turns had so far} of a campaign, in one query."""
        return self.of_campaign(campaign)._summed()

    def held(self, meeting: "Appointment") -> dict[int, int]:
        """{person: turns} that a meeting counts for now; what not answering cost stays out of it."""
        mine = self.filter(appointment=meeting).exclude(why=FairnessEntry.Why.LAPSED)
        return {person: turns for person, turns in mine._summed().items() if turns}

    def _summed(self) -> dict[int, int]:
        return dict(self.order_by().values_list("person_id").annotate(turns=models.Sum("amount")))


class FairnessEntry(ClientOwned):
    """One line of a pool's ledger: who got a turn (or gave it back), and why. The level is the sum.

    Append-only, which the database keeps: what was wrong gets a contrary line.
    """

    class Why(models.TextChoices):
        BOOKED = "booked", _("Meeting by turn")
        OWNER = "owner", _("Meeting with the own lead")
        MANUAL = "manual", _("By hand")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Did not answer in time")
        NO_SHOW = "no_show", _("The lead did not come")
        UNDONE = "undone", _("Called off or undone")
        MOVED = "moved", _("Went to a colleague")
        JOINED = "joined", _("Came into the pool")
        WEIGHT = "weight", _("Another weight")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        "appointments.Appointment", models.PROTECT, null=True, blank=True, related_name="turns", db_constraint=False
    )
    why = models.CharField(_("why"), max_length=8, choices=Why.choices)
    amount = models.SmallIntegerField(_("turns"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = FairnessEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "fairness entries"
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="a_turn_is_something")]
        indexes = [models.Index(fields=["campaign", "person"], name="fairness_level")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person_id} {self.amount:+}"

    @classmethod
    def write(
        cls, campaign: Campaign, person: "User", amount: int, *, why: str, by: "User | None", note: str = ""
    ) -> "FairnessEntry":
        """A line that belongs to no meeting."""
        told = {"why": why, "by": by, "note": note.strip()[:200], "amount": amount}
        return cls.objects.create(client_id=campaign.client_id, campaign=campaign, person=person, **told)

    @classmethod
    def correct(cls, campaign: Campaign, person: "User", amount: int, *, by: "User", note: str) -> "FairnessEntry":
        """A manager gives turns, or takes some, and says why."""
        if not note.strip():
            raise Refused(_t("Say why."))
        if not amount or abs(amount) > MOST:
            raise Refused(_t("Give or take between 1 and %(most)s turns.") % {"most": MOST})
        return cls.write(campaign, person, amount, why=cls.Why.MANUAL, by=by, note=note)

    @classmethod
    def settle(cls, meeting: "Appointment", person: int | None, *, why: str, back: str, by: "User | None") -> None:
        """The meeting counts for this person (None: for nobody) and for nobody else: what is missing is written, what
        is too much is taken back. `why` somebody gets it, and why it comes `back`. In its change's transaction."""
        held = cls.objects.held(meeting)
        wanted = {person: 1} if person else {}
        for who in sorted({*held, *wanted}):
            turns = wanted.get(who, 0) - held.get(who, 0)
            if turns:
                cls._of(meeting, who, turns, why=why if turns > 0 else back, by=by)

    @classmethod
    def charge(cls, meeting: "Appointment", person: int, *, by: "User | None") -> None:
        """Not answering costs the turn, whoever gets the meeting then."""
        cls._of(meeting, person, 1, why=cls.Why.LAPSED, by=by)

    @classmethod
    def _of(cls, meeting: "Appointment", person: int, turns: int, *, why: str, by: "User | None") -> None:
        cls.objects.create(
            client_id=meeting.client_id,
            campaign_id=meeting.kind.campaign_id,
            person_id=person,
            appointment=meeting,
            why=why,
            amount=turns,
            by=by,
            at=clock.now(),
        )
