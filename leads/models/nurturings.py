"""The words in which leads in a track are asked for, and the ways in which a track ends for one of them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from office.models import Job, JobQuerySet

if TYPE_CHECKING:
    from leads.models.nurturetrack import NurtureTrack
    from leads.models.nurturing import Nurturing
    from office.models import User


class End(models.TextChoices):
    REENTERED = "reentered", _("went through; back in the queue")
    STAYED = "stayed", _("went through; with marketing")
    CLOSED = "closed", _("went through; closed")
    REPLY = "reply", _("answered")
    FORM = "form", _("filled in a form")
    CALL = "call", _("called us")
    UNSUBSCRIBED = "unsubscribed", _("asked for no more mail")
    BOUNCED = "bounced", _("the address takes no mail")
    NO_ADDRESS = "no_address", _("has no e-mail address any more")
    SUPPRESSED = "suppressed", _("must not be contacted")
    NEW_PASS = "new_pass", _("in a queue again")
    BY_HAND = "by_hand", _("taken out by a colleague")


class NurturingQuerySet(JobQuerySet["Nurturing"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of_lead(self, lead: Lead) -> Self:
        return self.filter(lead=lead)

    def from_address(self, address: str) -> Self:
        return self.filter(lead__email=address.lower())

    def in_track(self, track: "NurtureTrack") -> Self:
        return self.filter(track=track)

    def newest(self) -> Self:
        return self.select_related("lead__company", "lead__client", "track", "step", "by").order_by("-pk")

    def older_than(self, pk: str) -> Self:
        """Those that began before the one with that id; all where there is no id."""
        return self.filter(pk__lt=int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else self

    def leads_inside(self) -> Any:
        """The ids of the leads that are in a track now, as a subquery."""
        return self.open().values("lead_id")

    @transaction.atomic
    def end(self, why: str, *, by: "User | None" = None) -> "list[Nurturing]":
        """Out at once: the mails that are unsent are called off in the same transaction. Returns those that ended."""
        inside = self.open().select_related("lead__client", "track").select_for_update(of=("self",)).order_by("pk")
        ended = list(inside)
        for nurturing in ended:
            nurturing.over(why, by=by, state=Job.State.VOID)
        return ended
