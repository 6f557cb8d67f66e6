import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models.client import Client
from office.models.membership import Role
from office.models.refused import Refused

if TYPE_CHECKING:
    from office.models.user import User

LIVES = timedelta(days=7)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(client_id__in=user.clients_in_view)

    def open(self) -> Self:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now())

    def bearing(self, token: str) -> Self:
        """The open invitation of a link; the token itself is not kept, only its hash."""
        return self.open().filter(token_hash=_digest(token)).select_related("client", "by")

    def newest(self) -> Self:
        return self.order_by("-pk")


class Invitation(models.Model):
    """A person asked to join a client in a role. An agency table: its link works before anyone is logged in."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.email

    @classmethod
    def send(cls, *, client: Client, email: str, name: str, role: str, by: "User") -> tuple["Invitation", str]:
        """Invite; returns the invitation and the token of its link, which is not stored."""
        if client.pk not in by.clients_in_view:
            raise Refused(_t("You cannot invite people for this client."))
        token = secrets.token_urlsafe(32)
        made = cls.objects.create(
            client=client,
            email=email.strip().lower(),
            name=name,
            role=role,
            token_hash=_digest(token),
            by=by,
            expires_at=clock.now() + LIVES,
        )
        return made, token

    @transaction.atomic
    def accept(self, *, user: "User") -> None:
        """Join. Only the person with the invited address may: a link cannot take over somebody else's account."""
        locked = Invitation.objects.open().select_for_update().filter(pk=self.pk).first()
        if locked is None:
            raise Refused(_t("This invitation has been used or has expired. Ask for a new one."))
        if user.email.lower() != locked.email.lower():
            raise Refused(_t("This invitation is for another e-mail address."))
        user.join(locked.client, locked.role)
        locked.accepted_at = clock.now()
        locked.save(update_fields=["accepted_at"])

    def revoke(self) -> None:
        self.revoked_at = clock.now()
        self.save(update_fields=["revoked_at"])
