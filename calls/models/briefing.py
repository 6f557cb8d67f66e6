from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

LONGEST = 20_000


class BriefingQuerySet(ClientOwnedQuerySet["Briefing"]):
    def current(self) -> Self:
        return self.filter(is_current=True).select_related("client", "by").order_by("client__name", "pk")

    def unread_by(self, person: "User") -> Self:
        read = BriefingRead.objects.filter(person=person, briefing_id=models.OuterRef("pk"))
        return self.filter(~models.Exists(read))

    def with_reading(self, person: "User") -> Self:
        """With `read_at`: when this person said to have read it."""
        read = BriefingRead.objects.filter(person=person, briefing_id=models.OuterRef("pk"))
        return self.annotate(read_at=models.Subquery(read.values("at")[:1]))

    def with_readers(self) -> Self:
        return self.annotate(readers=models.Count("reads")).order_by("-version")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Briefing(ClientOwned):
    """What a setter must know of a client: what it sells, to whom, its rivals, its history. Every change is a new
    version; before the first lead of a client is claimed its current version has been read."""

    version = models.PositiveIntegerField(default=1)
    text = models.TextField(_("text"))
    is_current = models.BooleanField(default=True)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "version"], name="briefing_version_once"),
            models.UniqueConstraint(
                fields=["client"], condition=models.Q(is_current=True), name="one_current_briefing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}: {self.version}"

    @classmethod
    @transaction.atomic
    def write(cls, client: Client, text: str, *, by: "User") -> "Briefing":
        """The next version. The same text again is no new version; an empty text is refused."""
        Client.objects.select_for_update().get(pk=client.pk)
        said = text.replace("\r\n", "\n").strip()[:LONGEST]
        if not said:
            raise Refused(_t("Write something first."))
        last = cls.objects.of_client(client).order_by("-version").first()
        if last and last.is_current and last.text == said:
            return last
        cls.objects.of_client(client).filter(is_current=True).update(is_current=False)
        number = last.version + 1 if last else 1
        return cls.objects.create(client=client, version=number, text=said, by=by, at=clock.now())

    @transaction.atomic
    def read(self, *, by: "User") -> "BriefingRead":
        """This person has read it. Twice is once; an older version cannot be read any more."""
        if not Briefing.objects.filter(pk=self.pk, is_current=True).exists():
            raise Refused(_t("There is a newer version of this briefing: read that one."))
        told = {"client_id": self.client_id, "at": clock.now()}
        made, _new = BriefingRead.objects.get_or_create(briefing=self, person=by, defaults=told)
        return made

    @classmethod
    def must_be_read(cls, person: "User", client_id: int) -> None:
        """Refused while the person has not read the client's current briefing."""
        if cls.objects.of_client(client_id).current().unread_by(person).exists():
            raise Refused(_t("Read the briefing of this client first: it is on your desk."))


class BriefingReadQuerySet(ClientOwnedQuerySet["BriefingRead"]):
    def of_briefing(self, briefing: Briefing) -> Self:
        return self.filter(briefing=briefing).select_related("person").order_by("at", "pk")


class BriefingRead(ClientOwned):
    """Who has read which version, and when."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="reads", db_constraint=False)
    person = models.ForeignKey("office.User", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = BriefingReadQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["briefing", "person"], name="briefing_read_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.briefing_id}"
