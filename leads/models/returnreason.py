"""Why a lead goes back to marketing: four kinds, and under them each client's own reasons."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.names import normalised
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User


class Kind(models.TextChoices):
    PERMANENT = "permanent", _("For good")
    TEMPORARY = "temporary", _("Not now")
    DATA = "data", _("Wrong data")
    COMPLIANCE = "compliance", _("May not be called")


class Offered(models.TextChoices):
    """Where a reason can be chosen."""

    CALL = "call", _("On a call")
    LIST = "list", _("When leads are rejected before a call")
    NOWHERE = "", _("Nowhere: the house sets it by itself")


CALL, LIST, NOWHERE = Offered.CALL, Offered.LIST, Offered.NOWHERE
# kind, code, words, where it is offered, whether it needs a note
USUAL = (
    (Kind.PERMANENT, "no-need", _("No need"), CALL, False),
    (Kind.PERMANENT, "too-expensive", _("Too expensive"), CALL, False),
    (Kind.PERMANENT, "has-a-supplier", _("Has a supplier"), CALL, False),
    (Kind.PERMANENT, "no-time", _("No time for this"), CALL, False),
    (Kind.PERMANENT, "does-not-decide", _("Does not decide"), CALL, False),
    (Kind.PERMANENT, "not-reached", _("Not reached"), NOWHERE, False),
    (Kind.PERMANENT, "wrong-audience", _("Wrong audience"), LIST, False),
    (Kind.TEMPORARY, "not-now", _("Not now"), NOWHERE, False),
    (Kind.TEMPORARY, "no-budget-yet", _("No budget yet"), CALL, False),
    (Kind.TEMPORARY, "contract-runs", _("A contract still runs"), CALL, False),
    (Kind.TEMPORARY, "decides-later", _("Decides later"), CALL, False),
    (Kind.DATA, "wrong-number", _("Wrong number"), NOWHERE, False),
    (Kind.DATA, "wrong-numbers", _("Wrong numbers"), LIST, False),
    (Kind.DATA, "duplicates", _("Duplicates"), LIST, False),
    (Kind.DATA, "too-old", _("Too old"), LIST, False),
    (Kind.DATA, "something-else", _("Something else"), LIST, True),
    (Kind.COMPLIANCE, "do-not-call", _("Do not call"), NOWHERE, False),
    (Kind.COMPLIANCE, "no-consent", _("No consent"), LIST, False),
)


class ReturnReasonQuerySet(ClientOwnedQuerySet["ReturnReason"]):
    def live(self) -> Self:
        """Not retired."""
        return self.filter(retired_at__isnull=True)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def offered_on(self, where: str) -> Self:
        """Those that can be chosen on a call, or when leads are rejected before one."""
        return self.live().filter(offered=where)

    def in_order(self) -> Self:
        """By client, kind and the order that marketing gave them."""
        order = models.Case(*(models.When(kind=kind, then=n) for n, kind in enumerate(Kind)))
        return self.select_related("client").order_by("client__name", order, "position", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReturnReason(ClientOwned):
    """One of a client's own reasons. Hand-offs keep the words they were given with, whatever it is called later.

    `code`: says which of the usual ones it is, whatever its words; `formerly`: words that it had before, so that a
    campaign's outcomes which still say them are counted here.
    """

    Kind = Kind
    Offered = Offered

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    code = models.SlugField(max_length=20, blank=True)
    label = models.CharField(_("reason"), max_length=120)
    offered = models.CharField(_("offered"), max_length=4, choices=Offered.choices, default=CALL, blank=True)
    needs_note = models.BooleanField(_("needs a note"), default=False)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    formerly = ArrayField(models.CharField(max_length=120), default=list)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ReturnReasonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "client",
                "kind",
                models.functions.Lower("label"),
                condition=models.Q(retired_at__isnull=True),
                name="reason_once",
            ),
            models.UniqueConstraint(
                fields=["client", "code"],
                condition=models.Q(retired_at__isnull=True) & ~models.Q(code=""),
                name="reason_code_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(offered="") | models.Q(needs_note=False), name="note_only_where_offered"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @classmethod
    def lay(cls, client: Client | int) -> "list[ReturnReason]":
        """All of a client's reasons, retired ones too; the usual ones when it has none yet, in its own language."""
        found = list(cls.objects.of_client(client).in_order())
        if found:
            return found
        client = client if isinstance(client, Client) else Client.objects.get(pk=client)
        with translation.override(client.language):
            made = [cls._usual(client, position, row) for position, row in enumerate(USUAL, start=1)]
        cls.objects.bulk_create(made, ignore_conflicts=True)
        return list(cls.objects.of_client(client).in_order())

    @classmethod
    def _usual(cls, client: Client, position: int, row: tuple[Any, ...]) -> "ReturnReason":
        kind, code, label, offered, needs_note = row
        return cls(
            client=client,
            kind=kind,
            code=code,
            label=str(label),
            offered=offered,
            needs_note=needs_note,
            position=position,
        )

    @classmethod
    def matching(cls, client: Client | int, kind: str, *, label: str = "", code: str = "") -> "ReturnReason | None":
        """The client's reason of these words (or that once had them), else the usual one of that code; or none."""
        live = [reason for reason in cls.lay(client) if reason.retired_at is None and reason.kind == kind]
        said = next((reason for reason in live if label and reason.is_called(label)), None)
        return said or next((reason for reason in live if code and reason.code == code), None)

    def heard(self, words: str, note: str) -> str:
        """The words that a return keeps: those it was given with, or its own. Refused without a note that it needs."""
        if self.needs_note and not note.strip():
            raise Refused(_t("“%(reason)s” needs a word of explanation: write it into the notes.") % {"reason": self})
        return words if self.is_called(words) else self.label

    def is_called(self, words: str) -> bool:
        """These are its words, or were, whatever the capitals and accents."""
        return normalised(words) in {normalised(label) for label in (self.label, *self.formerly)}

    @classmethod
    @transaction.atomic
    def add(cls, client: Client, *, by: "User", kind: str, label: str, **details: Any) -> "ReturnReason":
        """One more reason to choose from."""
        cls.lay(client)
        cls._refuse_double(client.pk, kind, label, but=0)
        return cls.objects.create(client=client, kind=kind, label=label, **details)

    @transaction.atomic
    def reword(self, *, by: "User", label: str, **details: Any) -> None:
        """Say it in other words, in another place; hand-offs that were given with the old words keep them."""
        self._refuse_double(self.client_id, self.kind, label, but=self.pk)
        if label != self.label:
            self.formerly = [*self.formerly, self.label]
        self.label = label
        for name, value in details.items():
            setattr(self, name, value)
        self.save()

    @classmethod
    def _refuse_double(cls, client: int, kind: str, label: str, *, but: int) -> None:
        same = cls.objects.of_client(client).of_kind(kind).live().filter(label__iexact=label).exclude(pk=but)
        if same.exists():
            raise Refused(_t("There is a reason of these words already."))

    def retire(self, *, by: "User") -> None:
        """Offer it no more; what was given back for it stays counted."""
        self.retired_at = clock.now()
        self.save(update_fields=["retired_at"])
