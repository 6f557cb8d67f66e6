import hashlib
import secrets
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office import clock, isolation
from office.models.client import Client
from office.models.owned import ClientOwned, ClientOwnedQuerySet
from office.models.refused import Refused

if TYPE_CHECKING:
    from office.models.user import User

SHOWN = 10  # signs of a token that stay readable, to tell one from another


class ApiTokenQuerySet(ClientOwnedQuerySet["ApiToken"]):
    def standing(self) -> Self:
        """Not revoked."""
        return self.filter(revoked_at__isnull=True)

    def newest(self) -> Self:
        return self.select_related("client", "by").order_by("-pk")

    def bearing(self, token: str) -> "ApiToken | None":
        """The standing token of these signs, of which only the hash is kept. The client is not known before."""
        owner = isolation.opened(self.model._meta.db_table, "token_hash", _digest(token))
        if owner is None:
            return None
        with isolation.seeing([owner[0]]):
            return self.standing().filter(pk=owner[1]).select_related("client", "by").first()


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["token_hash", "last_used_at"],
)
class ApiToken(ClientOwned):
    """A key with which another program does one thing for one client. It is the client's, whoever made it."""

    class Scope(models.TextChoices):
        ADD_LEADS = "add_leads", _("may add leads")

    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("what it may do"), max_length=20, choices=Scope.choices, default=Scope.ADD_LEADS)
    prefix = models.CharField(_("begins with"), max_length=SHOWN)
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def make(cls, *, client: Client, name: str, by: "User") -> tuple["ApiToken", str]:
        """A new token, and its signs: they are told this once and never again."""
        if not by.runs(client):
            raise Refused(_t("Only an administrator makes tokens."))
        signs = f"sd_{secrets.token_urlsafe(32)}"
        made = cls.objects.create(
            client=client, name=name, prefix=signs[:SHOWN], token_hash=_digest(signs), by=by, created_at=clock.now()
        )
        return made, signs

    def may(self, scope: str) -> bool:
        return self.scope == scope

    def used(self) -> None:
        """Something was done with it a moment ago."""
        self.last_used_at = clock.now()
        self.save(update_fields=["last_used_at"])

    def revoke(self, *, by: "User") -> None:
        """It opens nothing from now on. Twice is once."""
        if not by.runs(self.client):
            raise Refused(_t("Only an administrator revokes tokens."))
        ApiToken.objects.standing().filter(pk=self.pk).update(revoked_at=clock.now(), revoked_by=by)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
