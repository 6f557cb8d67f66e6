from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads import barred
from leads.models.suppression import Suppression
from leads.names import normalised
from office import clock
from office.models import Client, ClientBase, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class CompanyQuerySet(ClientOwnedQuerySet["Company"]):
    def called(self, name: str) -> Self:
        return self.filter(sort_name=normalised(name))


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Company(ClientBase):
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
        constraints = [models.UniqueConstraint(fields=["sort_name", "client"], name="company_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str, *, client: Client | int) -> "Company":
        """The client's company of that name, whatever its accents and capitals; made if it is not there."""
        pk = client if isinstance(client, int) else client.pk
        name = " ".join(name.split())[:200]
        made, _new = cls.objects.get_or_create(client_id=pk, sort_name=normalised(name)[:200], defaults={"name": name})
        return made

    def suppress(
        self,
        *,
        by: "User",
        source: str,
        evidence: str,
        domains: Sequence[str] = (),
        until: datetime | None = None,
        everywhere: bool = False,
    ) -> list[Suppression]:
        """Never contact anybody at this company: whoever stands under its name, or has an address at one of these
        domains or at its own. Their passes stay open and silent, so that lifting brings them back."""
        at = [barred.domain(each) for each in (self.domain, *domains)]
        return Suppression.put_all(
            [barred.company(self.name), *(value for value in dict.fromkeys(at) if value)],
            client=None if everywhere else self.client,
            scope=Suppression.Scope.COMPANY,
            source=source,
            by=by,
            evidence=evidence,
            until=until,
            name=self.name,
        )
