from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.mergewords import FIELDS, wrong_field
from leads.models import Campaign, columns_of
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused
from office.order import moved

if TYPE_CHECKING:
    from calls.models.attempt import CallAttempt
    from office.models import User

KEYS = "123456789"


class ObjectionQuerySet(ClientOwnedQuerySet["Objection"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        """Those at hand, in their order."""
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.filter(campaign_id=pk, retired_at__isnull=True).order_by("position", "pk")

    def at_hand(self) -> Self:
        return self.filter(retired_at__isnull=True).select_related("campaign__client")

    def with_uses(self) -> Self:
        """With `uses`, the calls on which each came up, and `booked`, how many of them led to a meeting."""
        booked = models.Q(raised__attempt__outcome="booked")
        return self.annotate(
            uses=models.Count("raised", distinct=True), booked=models.Count("raised", filter=booked, distinct=True)
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Objection(ClientOwned):
    """What leads say against it, and what we answer: `responses` in the order in which they are tried. Merge fields as
    in a script."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="objections", db_constraint=False)
    phrase = models.CharField(_("what the lead says"), max_length=120)
    key = models.CharField(_("key"), max_length=1)
    responses = models.JSONField(_("responses"), default=list)
    position = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"], condition=models.Q(retired_at__isnull=True), name="objection_key_once"
            )
        ]

    def __str__(self) -> str:
        return self.phrase

    @classmethod
    @transaction.atomic
    def prepare(cls, campaign: Campaign, *, by: "User", **details: Any) -> "Objection":
        """A new objection; it gets the first free digit unless one is said. Refused: no digit free, a digit twice, no
        response, a field that there is not."""
        Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
        there = list(cls.objects.of_campaign(campaign))
        free = [key for key in KEYS if key not in {each.key for each in there}]
        if not free:
            raise Refused(_t("All nine digits are taken. Retire an objection first."))
        made = cls(client_id=campaign.client_id, campaign=campaign, position=len(there) + 1)
        made._take({**details, "key": details.get("key") or free[0]})
        return made

    def change(self, *, by: "User", **details: Any) -> None:
        """What was said on calls so far stays counted."""
        self._take(details)

    def retire(self, *, by: "User") -> None:
        """At hand no more; the calls on which it came up stay counted."""
        self.retired_at = clock.now()
        self.save(update_fields=["retired_at"])

    @transaction.atomic
    def move(self, places: int, *, by: "User") -> None:
        rows = list(Objection.objects.of_campaign(self.campaign_id).select_for_update())
        for position, row in enumerate(moved(rows, self, places) if self in rows else rows, start=1):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])

    def _take(self, details: dict[str, Any]) -> None:
        for name, value in details.items():
            setattr(self, name, value)
        if not self.phrase.strip() or not self.responses:
            raise Refused(_t("Say what the lead says, and at least one response."))
        if self.key not in KEYS:
            raise Refused(_t("The key is a digit from 1 to 9."))
        known = [*FIELDS, *columns_of(self.campaign)]
        for response in self.responses:
            if wrong := wrong_field(response, known):
                raise Refused(wrong)
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as taken:
            raise Refused(_t("The key %(key)s opens another objection.") % {"key": self.key}) from taken

    def raise_on(self, attempt: "CallAttempt") -> "ObjectionRaised":
        """It came up on this call; twice on one call is once."""
        if attempt.enrollment.campaign_id != self.campaign_id:
            raise Refused(_t("This objection belongs to another campaign."))
        made, _new = ObjectionRaised.objects.get_or_create(
            attempt=attempt, objection=self, defaults={"client_id": attempt.client_id, "at": clock.now()}
        )
        return made


class ObjectionRaised(ClientOwned):
    """An objection that came up on a call."""

    objection = models.ForeignKey(Objection, models.CASCADE, related_name="raised", db_constraint=False)
    attempt = models.ForeignKey("calls.CallAttempt", models.CASCADE, related_name="objections", db_constraint=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "objections raised"
        constraints = [models.UniqueConstraint(fields=["attempt", "objection"], name="objection_raised_once")]

    def __str__(self) -> str:
        return str(self.objection_id)
