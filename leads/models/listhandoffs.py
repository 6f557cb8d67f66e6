"""The words in which hand-overs of lists are asked for."""

from typing import TYPE_CHECKING, Self

from django.db import models

from leads.models.leadimport import LeadImport
from office.models import JobQuerySet

if TYPE_CHECKING:
    from leads.models.listhandoff import ListHandOff  # noqa: F401

TRICKLES = (LeadImport.Door.API, LeadImport.Door.FORM)  # doors through which leads come one by one

TAKEN_BACK = (LeadImport.Step.UNDOING, LeadImport.Step.UNDONE)


class ListHandOffQuerySet(JobQuerySet["ListHandOff"]):
    def unanswered(self) -> Self:
        return self.filter(accepted_at__isnull=True, rejected_at__isnull=True, joined__isnull=True)

    def trickling_into(self, lead_list: int) -> Self:
        """Of a list, through a door by which leads come one by one."""
        return self.filter(lead_list=lead_list, lead_import__door__in=TRICKLES)

    def accepted(self) -> Self:
        return self.filter(accepted_at__isnull=False)

    def rejected(self) -> Self:
        return self.filter(rejected_at__isnull=False)

    def answered(self) -> Self:
        return self.filter(models.Q(accepted_at__isnull=False) | models.Q(rejected_at__isnull=False))

    def with_import(self) -> Self:
        return self.select_related("lead_import")

    def newest(self) -> Self:
        """Ready to be shown; an import that put nobody into the queue, or was taken back before anybody answered, is
        nothing to answer."""
        told = ("client", "campaign", "lead_list", "lead_import", "by", "answered_by", "why")
        taken_back = self.unanswered().filter(others=None, lead_import__step__in=TAKEN_BACK).values("pk")
        return self.filter(count__gt=0).exclude(pk__in=taken_back).select_related(*told).order_by("-pk")
