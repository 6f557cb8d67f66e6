from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models.outcome import (
    ABOUT_MEETING,
    ASKING,
    DEFAULTS,
    DESK_KEYS,
    KINDS,
    NEEDED,
    NEVER_NEW,
    WHEN_CONFIRMING,
    Need,
    Outcome,
    Reached,
    Tone,
)
from leads.models import Campaign, Enrollment, Priority, ReturnReason
from leads.models.returnreason import Offered
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused
from office.order import moved

if TYPE_CHECKING:
    from calls.models.told import Told
    from office.models import User


class DispositionQuerySet(ClientOwnedQuerySet["Disposition"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        """Those to choose from, in order."""
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.standing().filter(campaign_id=pk).order_by("position", "pk")

    def ever_of(self, campaign: Campaign | int) -> Self:
        """The retired ones too."""
        return self.filter(campaign_id=campaign if isinstance(campaign, int) else campaign.pk)

    def standing(self) -> Self:
        return self.filter(retired_at__isnull=True)

    def retired(self) -> Self:
        return self.filter(retired_at__isnull=False).order_by("-retired_at", "pk")

    def with_campaign(self) -> Self:
        return self.select_related("campaign__client")

    def on_paper(self) -> Self:
        """Those that a call from a sheet of paper can have."""
        return self.exclude(outcome__in=[Outcome.RIGHT_PERSON, Outcome.WAITLIST, *ABOUT_MEETING])

    def of_a_first_call(self) -> Self:
        """Those that a call about no meeting can have."""
        return self.exclude(outcome__in=ABOUT_MEETING)

    def with_outcome(self, outcome: str) -> Self:
        return self.filter(outcome=outcome)

    def with_key(self, key: str) -> Self:
        return self.filter(key__iexact=key)

    def besides(self, other: "Disposition") -> Self:
        return self.exclude(pk=other.pk)

    def of_outer_campaign(self) -> Self:
        """As a subquery over attempts: those of the attempt's campaign."""
        return self.standing().filter(campaign_id=models.OuterRef("enrollment__campaign_id")).order_by("position", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Disposition(ClientOwned):
    """The label that the setter picks, with its key and its effect. `reasons`: the list asked for, if any; `needs`:
    what must be there before it is saved; `waits`: minutes to the next try after the first, second … attempt (empty:
    the usual ones). Retired, it is offered no more; the calls that ended so keep it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="dispositions", db_constraint=False)
    code = models.SlugField(max_length=20)
    label = models.CharField(_("label"), max_length=60)
    key = models.CharField(_("key"), max_length=1)
    icon = models.CharField(_("icon"), max_length=30, blank=True)
    tone = models.CharField(_("colour"), max_length=4, choices=Tone.choices, blank=True, default="", db_default="")
    outcome = models.CharField(_("effect"), max_length=12, choices=Outcome.choices)
    reached = models.CharField(_("reached"), max_length=14, choices=Reached.choices)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    needs = ArrayField(models.CharField(max_length=8, choices=Need.choices), default=list, blank=True, db_default=[])
    waits = ArrayField(models.PositiveIntegerField(), default=list, blank=True, db_default=[])
    position = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = DispositionQuerySet.as_manager()

    offers: list[str] = []  # what the card of a call shows (see choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"], condition=models.Q(retired_at__isnull=True), name="disposition_key_once"
            ),
            models.UniqueConstraint(fields=["campaign", "code"], name="disposition_code_once"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def asks(self) -> bool:
        """Whether it needs more than its key: a time, a date, a reason, a person or a yes."""
        return bool(self.reasons) or self.outcome in ASKING or Need.REASON in self.needs

    @property
    def says(self) -> str:
        """Its words on a button: dots at the end where it asks for more."""
        return f"{self.label.rstrip('…')}…" if self.asks else self.label

    @property
    def needs_said(self) -> list[str]:
        """What it cannot be saved without, in words."""
        return [str(Need(need).label) for need in self.needs]

    def choices(self, known: list[ReturnReason]) -> list[str]:
        """The reasons to choose from: what the client offers on a call, in its order, and then what only this campaign
        asks; not what the client has retired, or says in other words now."""
        kind = KINDS.get(Outcome(self.outcome))
        if kind is None:
            return list(self.reasons)
        mine = [reason for reason in known if reason.kind == kind]
        offered = [reason.label for reason in mine if reason.offered == Offered.CALL and reason.retired_at is None]
        return offered + [label for label in self.reasons if not any(reason.is_called(label) for reason in mine)]

    def fits(self, enrollment: Enrollment) -> bool:
        """Whether a call with this lead can end so: one about a meeting has outcomes of its own."""
        if enrollment.priority == Priority.CONFIRM:
            return self.outcome in WHEN_CONFIRMING
        return self.outcome not in ABOUT_MEETING

    def must_be_whole(self, enrollment: Enrollment, told: "Told") -> None:
        """Refused, with the words of what is lacking."""
        lead = enrollment.lead
        there = {
            Need.NOTES: told.notes.strip(),
            Need.REASON: told.reason.strip(),
            Need.EMAIL: lead.email or told.email or told.mail_to,
            Need.NAME: lead.first_name or lead.last_name or told.person,
        }
        if lacking := [str(need.label) for need in Need if need in self.needs and not there[need]]:
            raise Refused(_t("“%(outcome)s” needs %(what)s.") % {"outcome": self, "what": ", ".join(lacking)})

    @classmethod
    def lay(cls, campaign: Campaign) -> "list[Disposition]":
        """The dispositions of a campaign: the usual ones when it has none yet, in its client's language."""
        found = list(cls.objects.of_campaign(campaign))
        if found or cls.objects.ever_of(campaign).exists():
            return found
        with translation.override(campaign.client.language):
            made = [cls._usual(campaign, position, row) for position, row in enumerate(DEFAULTS, start=1)]
        cls.objects.bulk_create(made, ignore_conflicts=True)
        return list(cls.objects.of_campaign(campaign))

    @classmethod
    def _usual(cls, campaign: Campaign, position: int, row: tuple[Any, ...]) -> "Disposition":
        code, label, key, icon, outcome, reached, reasons = row
        return cls(
            client_id=campaign.client_id,
            campaign=campaign,
            code=code,
            label=str(label),
            key=key,
            icon=icon,
            outcome=outcome,
            reached=reached,
            reasons=[str(reason) for reason in reasons],
            position=position,
        )

    @classmethod
    @transaction.atomic
    def add(cls, campaign: Campaign, *, by: "User", **details: Any) -> "Disposition":
        """A new one, at the end. Its code comes from its first label and never changes."""
        if details["outcome"] in NEVER_NEW:
            raise Refused(_t("There is one outcome of this effect already, and the desk has a place for one."))
        known = set(cls.objects.ever_of(campaign).values_list("code", flat=True))
        base = slugify(details["label"])[:16] or "outcome"
        code = next(code for n in range(1, 999) if (code := base if n == 1 else f"{base}-{n}") not in known)
        made = cls(client_id=campaign.client_id, campaign=campaign, code=code, position=len(known) + 1)
        made.change(by=by, **details)
        return made

    @transaction.atomic
    def change(self, *, by: "User", **details: Any) -> None:
        """What a manager changes: all but the effect of one that was used; the calls that ended so keep it."""
        for name, value in details.items():
            setattr(self, name, value)
        self.key = self.key.lower()
        if self.key in DESK_KEYS and not (self.outcome == Outcome.BOOKED and self.key == "b"):
            raise Refused(_t("The desk itself listens to the key “%(key)s”. Choose another one.") % {"key": self.key})
        same = Disposition.objects.of_campaign(self.campaign_id).with_key(self.key).besides(self).first()
        if same:
            raise Refused(_t("The key “%(key)s” is “%(other)s” already.") % {"key": self.key, "other": same})
        self.save()

    @transaction.atomic
    def move(self, step: int, *, by: "User") -> None:
        """One place up (-1) or down (1) in the order of the desk."""
        row = list(Disposition.objects.of_campaign(self.campaign_id).select_for_update())
        order = moved(row, self, step)
        for position, each in enumerate(order, start=1):
            each.position = position
        Disposition.objects.bulk_update(order, ["position"])

    @transaction.atomic
    def retire(self, *, by: "User") -> None:
        """Offer it no more. Refused for the last of an effect without which there is no work at the desk."""
        same = Disposition.objects.of_campaign(self.campaign_id).with_outcome(self.outcome).besides(self)
        if self.outcome in (*NEEDED, *NEVER_NEW) and not same.exists():
            raise Refused(_t("The desk needs one outcome of this effect: add another one first."))
        self.retired_at = clock.now()
        self.save(update_fields=["retired_at"])

    def bring_back(self, *, by: "User") -> None:
        """Offer it again."""
        self.change(by=by, retired_at=None)
