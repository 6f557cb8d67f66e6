from typing import TYPE_CHECKING, Self

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

USUAL = ((_("Break"), True), (_("Lunch"), False), (_("Meeting with the team"), True), (_("Training"), True))


class PauseCodeQuerySet(ClientOwnedQuerySet["PauseCode"]):
    def offered(self) -> Self:
        return self.filter(retired_at__isnull=True).order_by("position", "pk")

    def by_client(self) -> Self:
        return self.select_related("client").order_by("client__name", "retired_at", "position", "pk")

    def choices_of(self, user: "User") -> "list[PauseCode]":
        """What this person may choose from: of several clients each label once."""
        for client in Client.objects.visible_to(user).by_name():
            PauseCode.lay(client)
        found: dict[str, PauseCode] = {}
        for code in self.visible_to(user).offered():
            found.setdefault(code.label.casefold(), code)
        return list(found.values())


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PauseCode(ClientOwned):
    """Why a setter is away from the telephone for a while, in the client's own words, and whether that time is paid."""

    label = models.CharField(_("why"), max_length=60)
    is_paid = models.BooleanField(_("paid"), default=True)
    position = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PauseCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "label"], condition=models.Q(retired_at__isnull=True), name="pause_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @classmethod
    def lay(cls, client: Client) -> None:
        """The usual codes for a client that never had any, in its language."""
        if cls.objects.of_client(client).exists():
            return
        with translation.override(client.language):
            rows = [
                cls(client=client, label=str(label), is_paid=paid, position=position)
                for position, (label, paid) in enumerate(USUAL, start=1)
            ]
        cls.objects.bulk_create(rows, ignore_conflicts=True)

    @classmethod
    def open(cls, *, client: Client, label: str, is_paid: bool, by: "User") -> "PauseCode":
        """A new code, after the others. Refused when there is one of that name."""
        position = cls.objects.of_client(client).count() + 1
        try:
            with transaction.atomic():
                return cls.objects.create(
                    client=client, label=" ".join(label.split()), is_paid=is_paid, position=position
                )
        except IntegrityError as error:
            raise Refused(_t("There is a pause of this name already.")) from error

    def retire(self, *, by: "User") -> None:
        """Nobody may choose it any more; the pauses that had it keep its words."""
        self.retired_at = self.retired_at or clock.now()
        self.save(update_fields=["retired_at"])

    def pay(self, is_paid: bool, *, by: "User") -> None:
        """From now on this pause is paid, or not. Pauses that began before stay as they were."""
        self.is_paid = is_paid
        self.save(update_fields=["is_paid"])
