from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import merge
from leads.models import Campaign
from leads.models.nurturetrack import FIELDS as USUAL
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

FIELDS = (*USUAL, "callback")  # callback: when we call again, on the reader's clock


class MailTemplateQuerySet(ClientOwnedQuerySet["MailTemplate"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        """Those in use, in order of their names."""
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.filter(campaign_id=pk, retired_at__isnull=True).order_by("name", "pk")

    def in_use(self) -> Self:
        return self.filter(retired_at__isnull=True).select_related("campaign__client", "approved_by")

    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)

    def numbered(self, pk: int) -> Self:
        return self.filter(pk=pk)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MailTemplate(ClientOwned):
    """A mail that a setter may send during a call, with merge fields. Nobody sends it before a manager has approved the
    words as they stand; a change takes the approval away."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="mail_templates", db_constraint=False)
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"), max_length=8000)
    approved_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = MailTemplateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def write(cls, campaign: Campaign, *, by: "User", **details: Any) -> "MailTemplate":
        """A new one, to be approved."""
        made = cls(client_id=campaign.client_id, campaign=campaign)
        made.change(by=by, **details)
        return made

    @transaction.atomic
    def change(self, *, by: "User", **details: Any) -> None:
        """Other words: they wait for a manager's approval. What was sent stays as it was sent."""
        for name, value in details.items():
            setattr(self, name, value)
        self._must_be_fillable()
        self.approved_by, self.approved_at = None, None
        self.save()

    def approve(self, *, by: "User") -> None:
        """The words may go out as they stand."""
        self.approved_by, self.approved_at = by, clock.now()
        self.save(update_fields=["approved_by", "approved_at"])

    def retire(self, *, by: "User") -> None:
        """Offer it no more."""
        self.retired_at = clock.now()
        self.save(update_fields=["retired_at"])

    def _must_be_fillable(self) -> None:
        for text in (self.subject, self.body):
            if not text.strip():
                raise Refused(_t("A mail needs a subject and a text."))
            if wrong := merge.strange(text, FIELDS):
                known = ", ".join(f"{{{name}}}" for name in FIELDS)
                raise Refused(
                    _t("“%(wrong)s” is no merge field. There are: %(known)s.") % {"wrong": wrong, "known": known}
                )
