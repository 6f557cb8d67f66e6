from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models.client import Client

if TYPE_CHECKING:
    from office.models.user import User

_M = TypeVar("_M", bound=models.Model, covariant=True)


class ClientOwnedQuerySet(models.QuerySet[_M]):
    """Words for every client's table. Nobody reads one without saying for whom."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(client_id__in=user.clients_in_view)

    def of_client(self, client: Client | int) -> Self:
        return self.filter(client_id=client if isinstance(client, int) else client.pk)


class ClientOwned(models.Model):
    """A row that belongs to one client: `client_id`, a row policy, and keys that never leave the client.

    Foreign keys to other clients' tables are declared with `db_constraint=False`; the migration operation
    `office.isolation.ClientTable` makes the composite keys (client_id, x_id).
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="+", verbose_name=_("client"))

    class Meta:
        abstract = True


class ClientBase(ClientOwned):
    """A row to which others of the client point by (client_id, id).

    The index of that key begins with the client: one of `client_id` alone would be a second, and where Postgres knows
    no statistics yet it may take that one for the check of a key, and read all of the client's rows.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="+", verbose_name=_("client"), db_index=False)

    class Meta:
        abstract = True


class ClientPart(ClientOwned):
    """A part of another row of the client, such as a number of a lead.

    Its composite key to that row, which is never blank, carries the client: a key to the client of its own would check
    the same once more, at every row of a bulk load (docs/decisions/0006-narrow-tables.md).
    """

    client = models.ForeignKey(
        Client, models.PROTECT, related_name="+", verbose_name=_("client"), db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True
