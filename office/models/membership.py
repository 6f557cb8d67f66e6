from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.db.models.functions import Concat
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office.models.client import Client
from office.models.refused import Refused

if TYPE_CHECKING:
    from office.models.user import User


class Role(models.TextChoices):
    SETTER = "setter", _("Setter")
    REP = "rep", _("Sales rep")
    MARKETING = "marketing", _("Marketing")
    MANAGER = "manager", _("Manager")
    ACCOUNT_MANAGER = "account_manager", _("Account manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    VIEWER = "viewer", _("Viewer")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(client_id__in=user.clients_in_view)

    def of(self, user: "User") -> Self:
        return self.filter(user=user)

    def of_outer(self) -> "models.QuerySet[Membership, str]":
        """As a subquery over people: "role:client id" of each."""
        said = Concat("role", models.Value(":"), "client_id", output_field=models.TextField())
        return self.filter(user=models.OuterRef("pk")).values_list(said, flat=True)

    def holding(self, *roles: str) -> Self:
        return self.filter(role__in=roles)

    def at(self, client: Client) -> Self:
        return self.filter(client=client)

    def belonging_to(self, email: str) -> Self:
        return self.filter(user__email__iexact=email.strip())

    def of_working(self) -> Self:
        """Of people who may log in."""
        return self.filter(user__is_active=True)

    def except_for(self, membership: "Membership") -> Self:
        return self.exclude(pk=membership.pk)

    def setters_of(self, user: "User") -> dict[int, list[int]]:
        """The ids of those who may be given leads, by client, of the clients that this person sees."""
        found: dict[int, list[int]] = {}
        rows = self.visible_to(user).holding(Role.SETTER).of_working()
        for client, setter in rows.values_list("client_id", "user_id"):
            found.setdefault(client, []).append(setter)
        return found

    def by_person(self) -> Self:
        return self.select_related("user", "client").order_by("user__name", "client__name", "role")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """What a person is for a client. An agency table."""

    user = models.ForeignKey("office.User", models.CASCADE, related_name="memberships")
    client = models.ForeignKey(Client, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "client", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.client}"

    @transaction.atomic
    def unassign(self, *, by: "User") -> None:
        """Take the role away. A client keeps at least one administrator who can log in."""
        client = Client.objects.select_for_update().get(pk=self.client_id)
        if not by.runs(client):
            raise Refused(_t("Only an administrator takes roles away."))
        others = Membership.objects.at(client).holding(Role.ADMINISTRATOR).of_working().except_for(self)
        if self.role == Role.ADMINISTRATOR and not others.exists():
            raise Refused(_t("Somebody has to be the administrator. Give the role to another person first."))
        self.delete()
