from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.enrollment import Enrollment
from leads.models.handoff import HandOff
from leads.models.lead import Lead
from leads.models.story import story
from leads.states import Stage
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Notice, Role, User

if TYPE_CHECKING:
    from office.models import Client


class CustomerQuerySet(ClientOwnedQuerySet["Customer"]):
    def visible_to(self, user: "User") -> Self:
        """Of two leads that were merged, and both won, the one that was kept is the customer."""
        return super().visible_to(user).filter(lead__merged_into__isnull=True)

    def of(self, manager: "User") -> Self:
        return self.filter(models.Q(account_manager=manager) | models.Q(account_manager__isnull=True))

    def held_by(self, manager: "User") -> Self:
        return self.filter(account_manager=manager)

    def newest(self) -> Self:
        return self.select_related(
            "lead", "lead__company", "lead__client", "account_manager", "handoff", "handoff__by"
        ).order_by("-won_at", "-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Customer(ClientOwned):
    """A won lead with its account manager."""

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="customer", db_constraint=False)
    handoff = models.ForeignKey(HandOff, models.PROTECT, related_name="+", db_constraint=False)
    account_manager = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, default=Decimal(0))
    won_at = models.DateTimeField(default=clock.now)

    objects = CustomerQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.lead)

    @classmethod
    @transaction.atomic
    def win(cls, enrollment: Enrollment, *, by: User, value: Decimal, note: str = "") -> "Customer":
        """A won lead goes to account management with its whole story, to whoever there has fewest customers."""
        enrollment.become(Stage.WON, reason=note[:120])
        manager = cls._next_manager(enrollment.client)
        handoff = HandOff.pass_on(
            enrollment,
            from_team=HandOff.Team.SALES,
            to_team=HandOff.Team.ACCOUNTS,
            to_user=manager,
            by=by,
            snapshot=story(enrollment),
            note=note,
        )
        made, _new = cls.objects.update_or_create(
            client_id=enrollment.client_id,
            lead_id=enrollment.lead_id,
            defaults={"handoff": handoff, "account_manager": manager, "value": value, "won_at": clock.now()},
        )
        enrollment.lead.record(Activity.Kind.WON, by=by, value=str(value), account_manager=str(manager or ""))
        made.tell_manager()
        return made

    @classmethod
    def _next_manager(cls, client: "Client") -> User | None:
        managers = User.objects.holding(Role.ACCOUNT_MANAGER, client=client).working().by_name()
        of_client = cls.objects.of_client(client)
        return min(managers, key=lambda manager: of_client.held_by(manager).count(), default=None)

    def tell_manager(self) -> None:
        if self.account_manager:
            text = _("A new customer for you: %(name)s") % {"name": self.lead}
            Notice.tell(self.account_manager, str(text), client=self.client, url=f"/customers/{self.pk}/")

    @transaction.atomic
    def accept(self, *, by: User) -> None:
        """The account manager takes the customer over."""
        self.account_manager = by
        self.save(update_fields=["account_manager"])
        self.handoff.accept(by=by)
        self.lead.record(Activity.Kind.HANDED_OVER, by=by, to=HandOff.Team.ACCOUNTS.value, what="accepted")

    @transaction.atomic
    def send_back(self, *, by: User, missing: str) -> None:
        """Say what is missing; the rep who won the customer reads it."""
        self.handoff.reject(by=by, answer=missing)
        if self.handoff.by:
            text = _("%(name)s: account management misses something: %(missing)s")
            words = str(text) % {"name": self.lead, "missing": self.handoff.answer}
            Notice.tell(self.handoff.by, words, client=self.client)
        self.lead.record(Activity.Kind.HANDED_OVER, by=by, to=HandOff.Team.ACCOUNTS.value, what="sent back")
