from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.lead import Lead
from leads.models.suppression import Suppression
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Message, Refused

if TYPE_CHECKING:
    from office.models import User

NURTURE = "nurture"  # the matter of every mail of a track


class MailBarQuerySet(ClientOwnedQuerySet["MailBar"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def of_address(self, address: str) -> Self:
        return self.filter(address=address.lower())

    def newest(self) -> Self:
        return self.select_related("by").order_by("-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MailBar(ClientOwned):
    """An address to which a client's marketing sends no mail: its owner asked for that, or it takes none.

    Narrower than a Suppression, which also forbids the telephone: who wants no newsletter may still be called.
    """

    class Why(models.TextChoices):
        ASKED = "asked", _("asked for no more mail")
        BOUNCED = "bounced", _("the address takes no mail")
        COMPLAINED = "complained", _("reported a mail as spam")

    address = models.CharField(_("e-mail"), max_length=254)
    why = models.CharField(_("reason"), max_length=12, choices=Why.choices)
    evidence = models.TextField(_("evidence"), blank=True)
    by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    lift_evidence = models.TextField(_("why mail is allowed again"), blank=True)

    objects = MailBarQuerySet.as_manager()

    personal = ("address", "evidence", "lift_evidence")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "address"], condition=models.Q(lifted_at__isnull=True), name="mail_bar_once"
            )
        ]

    def __str__(self) -> str:
        return self.address

    @classmethod
    @transaction.atomic
    def put(
        cls,
        address: str,
        *,
        client: Client | int,
        why: str,
        evidence: str,
        by: "User | None" = None,
        lead: Lead | None = None,
    ) -> list[Lead]:
        """No more mail to the address, from this transaction on: what is unsent is called off, tracks end, and the
        timelines tell. Returns the leads that it concerns; twice is once, and the first evidence stays."""
        pk = client if isinstance(client, int) else client.pk
        made, new = cls.objects.get_or_create(
            client_id=pk,
            address=address.lower()[:254],
            lifted_at=None,
            defaults={"why": why, "evidence": evidence[:2000], "by": by, "created_at": clock.now()},
        )
        leads = made.leads(lead)
        for each in leads:
            each.nurturings.end("unsubscribed" if why != cls.Why.BOUNCED else "bounced", by=by)
            if new:
                each.record(Activity.Kind.MAIL, by=by, what=why, address=made.address, evidence=made.evidence)
        Message.objects.of_client(pk).about(NURTURE).to_address(made.address).void()
        return leads if new else []

    def leads(self, also: Lead | None = None) -> list[Lead]:
        """The client's leads with this address, and one that is known to have it."""
        theirs = models.Q(email__in=[self.address, *([also.email] if also else [])])
        return list(Lead.objects.of_client(self.client_id).filter(theirs).with_pass().order_by("pk")[:50])

    @transaction.atomic
    def lift(self, *, by: "User", evidence: str) -> None:
        """Mail is allowed again, for a reason that is kept."""
        if not evidence.strip():
            raise Refused(_t("Say who allowed it, and when."))
        self.lifted_at, self.lifted_by, self.lift_evidence = clock.now(), by, evidence.strip()
        self.save(update_fields=["lifted_at", "lifted_by", "lift_evidence"])
        for lead in self.leads():
            lead.record(Activity.Kind.MAIL, by=by, what="allowed", address=self.address, evidence=self.lift_evidence)


def bars(lead: Lead) -> Any:
    """Why marketing may not write to this lead now, in words; empty when it may."""
    if not lead.email:
        return _("There is no e-mail address.")
    bar = MailBar.objects.of_client(lead.client_id).in_force().of_address(lead.email).first()
    if bar:
        return MailBar.Why(bar.why).label
    put = Suppression.objects.binding(lead.client_id).in_force(clock.now()).against(lead.addresses)
    return _("This person must not be contacted.") if put.against([lead.email.lower()]).exists() else ""
