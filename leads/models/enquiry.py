from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.campaign import Campaign
from leads.models.enrollment import Enrollment
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class ProductAnswerQuerySet(ClientOwnedQuerySet["ProductAnswer"]):
    def of_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign).order_by("pk")

    def matching(self, words: str) -> Self:
        return self.filter(models.Q(question__icontains=words) | models.Q(answer__icontains=words))


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


class EnquiryQuerySet(ClientOwnedQuerySet["Enquiry"]):
    def of_lead(self, lead: models.Model) -> Self:
        return self.filter(lead_id=lead.pk).select_related("answer").order_by("pk")

    def open(self) -> Self:
        return self.filter(answer__isnull=True)


class Enquiry(ClientOwned):
    """What a lead asked; without an answer it is open."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="enquiries", db_constraint=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="enquiries", db_constraint=False)
    text = models.CharField(_("question"), max_length=300)
    answer = models.ForeignKey(
        ProductAnswer, models.SET_NULL, null=True, blank=True, related_name="enquiries", db_constraint=False
    )
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = EnquiryQuerySet.as_manager()

    personal = ("text",)

    class Meta:
        verbose_name_plural = "enquiries"

    def __str__(self) -> str:
        return self.text

    @classmethod
    @transaction.atomic
    def ask(cls, enrollment: Enrollment, text: str, *, by: "User", answer: ProductAnswer | None = None) -> "Enquiry":
        """Record in one line what the lead asked."""
        made = cls.objects.create(
            client_id=enrollment.client_id,
            lead_id=enrollment.lead_id,
            campaign_id=enrollment.campaign_id,
            text=" ".join(text.split())[:300],
            answer=answer,
            by=by,
            at=clock.now(),
        )
        enrollment.lead.record(Activity.Kind.ASKED, by=by, text=made.text)
        return made
