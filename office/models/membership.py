from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models.client import Client

if TYPE_CHECKING:
    from office.models.user import User


class Role(models.TextChoices):
    SETTER = "setter", _("Setter")
    REP = "rep", _("Sales rep")
    MARKETING = "marketing", _("Marketing")
    MANAGER = "manager", _("Manager")
    ACCOUNT_MANAGER = "account_manager", _("Account manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    VIEWER = "viewer", _("Client viewer")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(client_id__in=user.clients_in_view)

    def of(self, user: "User") -> Self:
        return self.filter(user=user)

    def holding(self, *roles: str) -> Self:
        return self.filter(role__in=roles)

    def at(self, client: Client) -> Self:
        return self.filter(client=client)

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
