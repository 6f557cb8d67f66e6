from typing import Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.names import normalised
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet


class CompanyQuerySet(ClientOwnedQuerySet["Company"]):
    def called(self, name: str) -> Self:
        return self.filter(sort_name=normalised(name))


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Company(ClientOwned):
    """Groups the leads of one firm."""

    name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(max_length=200, db_collation="C")
    domain = models.CharField(_("domain"), max_length=120, blank=True)
    switchboard = models.CharField(_("switchboard"), max_length=20, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = CompanyQuerySet.as_manager()

    personal = ("name", "switchboard")

    class Meta:
        verbose_name_plural = "companies"
        constraints = [models.UniqueConstraint(fields=["client", "sort_name"], name="company_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str, *, client: Client | int) -> "Company":
        """The client's company of that name, whatever its accents and capitals; made if it is not there."""
        pk = client if isinstance(client, int) else client.pk
        name = " ".join(name.split())[:200]
        made, _new = cls.objects.get_or_create(client_id=pk, sort_name=normalised(name)[:200], defaults={"name": name})
        return made
