from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office import clock, isolation
from office.models.refused import Refused

if TYPE_CHECKING:
    from office.models.user import User


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(pk__in=user.clients_in_view)

    def slugged(self, slug: str) -> Self:
        return self.filter(slug=slug)

    def by_name(self) -> Self:
        return self.order_by("name")

    def are_several(self) -> bool:
        """The house calls for more than one."""
        return self[1:2].exists()

    def walk(self, act: Callable[[int], int]) -> int:
        """Do a sweep's part for every client, its rows only in view; returns the sum of what the parts return."""
        done = 0
        for pk in self.values_list("pk", flat=True):
            with isolation.seeing([pk]):
                done += act(pk)
        return done


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Client(models.Model):
    """The company on whose behalf we call. An agency table."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), unique=True)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Athens")
    country = models.CharField(_("country"), max_length=2, default="GR")
    language = models.CharField(_("language of letters"), max_length=8, default="en")
    created_at = models.DateTimeField()

    objects = ClientQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def open(cls, *, name: str, slug: str, at: datetime, **details: Any) -> "Client":
        """A new client; whoever opens it may see its rows at once."""
        client = cls.objects.create(name=name, slug=slug, created_at=at, **details)
        isolation.widen(client.pk)
        return client

    @classmethod
    @transaction.atomic
    def found(cls, *, by: "User", name: str, slug: str = "", **details: Any) -> "Client":
        """A new client of the house; who makes it is its administrator."""
        slug = slug or slugify(name)[:50] or "company"
        if cls.objects.slugged(slug).exists():
            raise Refused(_t("The short name “%(slug)s” is taken. Choose another.") % {"slug": slug})
        client = cls.open(name=name, slug=slug, at=clock.now(), **details)
        by.join(client, "administrator")
        return client

    def correct(self, *, by: "User", name: str, country: str, zone: str, language: str) -> None:
        """Put name, country, time zone or language right. Only an administrator of the client may."""
        if not by.runs(self):
            raise Refused(_t("Only an administrator changes this."))
        self.name, self.country, self.zone, self.language = name, country, zone, language
        self.save(update_fields=["name", "country", "zone", "language"])
