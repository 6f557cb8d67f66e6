from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.campaign import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class ProductAnswerQuerySet(ClientOwnedQuerySet["ProductAnswer"]):
    def of_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign).order_by("pk")

    def ranked(self, campaign: Campaign, since: datetime) -> Self:
        """With how often leads asked for it: `asked` in all, `lately` since a moment. Most asked first."""
        lately = models.Q(enquiries__at__gte=since)
        counted = self.of_campaign(campaign).annotate(
            asked=models.Count("enquiries"), lately=models.Count("enquiries", filter=lately)
        )
        return counted.order_by("-asked", "question", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ProductAnswer(ClientOwned):
    """What we answer when leads ask about the product."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="product_answers", db_constraint=False)
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"))

    objects = ProductAnswerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.question

    @classmethod
    def write(cls, campaign: Campaign, *, by: "User", question: str, answer: str) -> "ProductAnswer":
        """Prepare an answer."""
        return cls.objects.create(client_id=campaign.client_id, campaign=campaign, question=question, answer=answer)

    def change(self, *, by: "User", question: str, answer: str) -> None:
        self.question, self.answer = question, answer
        self.save()
