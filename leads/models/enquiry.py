from typing import Any, Self

from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.campaign import Campaign
from leads.models.enrollment import Enrollment
from leads.models.productanswer import ProductAnswer
from leads.names import normalised
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Notice, Refused, Role, User

OPEN = _("“{campaign}”: leads asked what has no answer yet.")
ANSWERED = _("“{question}” has an answer now: {answer}")


class EnquiryQuerySet(ClientOwnedQuerySet["Enquiry"]):
    def of_lead(self, lead: models.Model) -> Self:
        return self.filter(lead_id=lead.pk).select_related("answer").order_by("pk")

    def of_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign)

    def open(self) -> Self:
        """Without an answer, and not set aside."""
        return self.filter(answer__isnull=True, closed_at__isnull=True)

    def asked_first(self) -> Self:
        return self.select_related("lead__company", "by", "campaign").order_by("at", "pk")

    def alike(self, text: str) -> "list[Enquiry]":
        """Those that ask the same, however it is written (accents, capitals, signs)."""
        wanted = gist(text)
        return [found for found in self if gist(found.text) == wanted]


class Enquiry(ClientOwned):
    """What a lead asked; without an answer it is open, until a manager answers it or sets it aside."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="enquiries", db_constraint=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="enquiries", db_constraint=False)
    text = models.CharField(_("question"), max_length=300)
    answer = models.ForeignKey(
        ProductAnswer, models.SET_NULL, null=True, blank=True, related_name="enquiries", db_constraint=False
    )
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    closed_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    personal = ("text",)

    class Meta:
        verbose_name_plural = "enquiries"

    def __str__(self) -> str:
        return self.text

    @classmethod
    @transaction.atomic
    def ask(cls, enrollment: Enrollment, text: str, *, by: User, answer: ProductAnswer | None = None) -> "Enquiry":
        """Record in one line what the lead asked, with the answer that was given; without one the managers are told."""
        if answer and answer.campaign_id != enrollment.campaign_id:
            raise Refused(_t("This answer belongs to another campaign."))
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
        if answer is None:
            _tell_managers(enrollment.campaign)
        return made

    @transaction.atomic
    def reply(self, *, by: User, question: str, answer: str) -> ProductAnswer:
        """Answer it for everybody: a new product answer, to which all that ask the same are linked. Who asked is told.

        Refused when a colleague has answered it, or set it aside, meanwhile.
        """
        self._must_be_open()
        made = ProductAnswer.write(self.campaign, by=by, question=question, answer=answer)
        self._settle(made, by)
        return made

    @transaction.atomic
    def link(self, answer: ProductAnswer, *, by: User) -> None:
        """It is answered already: by this one."""
        self._must_be_open()
        if answer.campaign_id != self.campaign_id:
            raise Refused(_t("This answer belongs to another campaign."))
        self._settle(answer, by)

    @transaction.atomic
    def set_aside(self, *, by: User) -> None:
        """It needs no answer."""
        self._must_be_open()
        self._close(by)

    def _must_be_open(self) -> None:
        """The campaign first: two who answer what is alike wait for one another."""
        Campaign.objects.select_for_update(no_key=True).get(pk=self.campaign_id)
        row = Enquiry.objects.select_for_update().get(pk=self.pk)
        if row.closed_at is not None or row.answer_id is not None:
            raise Refused(_t("A colleague has dealt with this question meanwhile."))

    def _settle(self, answer: ProductAnswer, by: User) -> None:
        """Link it, and all open ones that ask the same; tell each who asked, once."""
        same = Enquiry.objects.of_campaign(self.campaign).open().select_related("by").select_for_update(of=("self",))
        linked = same.alike(self.text)
        for found in linked:
            found._close(by, answer=answer)
        words = format_lazy(ANSWERED, question=answer.question, answer=answer.answer)
        for asker in {found.by for found in linked}:
            Notice.tell(asker, words, client=self.campaign.client)
        self.refresh_from_db(fields=["answer", "closed_at"])

    def _close(self, by: User, **changes: Any) -> None:
        self.closed_by, self.closed_at = by, clock.now()
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["closed_by", "closed_at", *changes])


def gist(text: str) -> str:
    """What a question asks, without accents, capitals and signs."""
    return "".join(char for char in normalised(text) if char.isalnum())


def _tell_managers(campaign: Campaign) -> None:
    """One unread word a campaign is enough, however many leads ask."""
    url = f"/campaigns/{campaign.pk}/enquiries/"
    for manager in User.objects.working().holding(Role.MANAGER, client=campaign.client):
        if not Notice.objects.to(manager).unread().about(url).exists():
            Notice.tell(manager, format_lazy(OPEN, campaign=campaign.name), client=campaign.client, url=url)
