from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.likeness import people
from leads.models.company import Company
from leads.models.lead import Lead
from leads.models.lookout import ask
from leads.models.phone import LeadPhone
from leads.names import normalised
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

ENOUGH = 3  # different people on one number, from where it is taken for a switchboard


class SharedNumberQuerySet(ClientOwnedQuerySet["SharedNumber"]):
    def open(self) -> Self:
        return self.filter(state=SharedNumber.State.OPEN)

    def meaningless(self) -> Self:
        """No evidence that two leads are one person."""
        return self.exclude(state=SharedNumber.State.DISMISSED)

    def of_leads(self, ids: Sequence[int]) -> Self:
        return self.filter(number__in=LeadPhone.objects.filter(lead_id__in=ids).values("number"))

    def most_people(self) -> Self:
        return self.select_related("company").order_by("-people", "number")


class SharedNumber(ClientOwned):
    """A number under which several different people are known: a switchboard, or a mistake.

    While it is open, or said to be a switchboard, it is no evidence that two leads are one person.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SWITCHBOARD = "switchboard", _("Switchboard")
        DISMISSED = "dismissed", _("No switchboard")

    number = models.CharField(_("number"), max_length=20)
    people = models.PositiveIntegerField(default=0)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, related_name="+", db_constraint=False)
    state = models.CharField(max_length=11, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")

    objects = SharedNumberQuerySet.as_manager()

    personal = ("number",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "number"], name="shared_number_once")]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def look_at(cls, client_id: int, ids: Sequence[int]) -> list[int]:
        """Reckon the numbers of these leads anew; returns further leads whose number is shared from now on."""
        crowds = _crowds(client_id, ids)
        mine = cls.objects.of_client(client_id)
        known = {row.number: row for row in mine.of_leads(ids)}
        mine.open().of_leads(ids).exclude(number__in=list(crowds)).delete()
        fresh = [
            cls(client_id=client_id, number=number, people=count, company_id=company, found_at=clock.now())
            for number, (count, company) in crowds.items()
            if number not in known
        ]
        cls.objects.bulk_create(fresh)
        for number in known.keys() & crowds.keys():
            known[number]._renew(*crowds[number])
        return leads_with(client_id, [row.number for row in fresh])

    def _renew(self, people: int, company: int | None) -> None:
        if (self.people, self.company_id) != (people, company):
            SharedNumber.objects.open().filter(pk=self.pk).update(people=people, company=company)

    @transaction.atomic
    def is_switchboard(self, *, by: "User") -> None:
        """Several people answer it: the company's switchboard, and no sign that they are one person."""
        self._decide(self.State.SWITCHBOARD, by=by)
        if self.company:
            self.company.switchboard = self.number
            self.company.save(update_fields=["switchboard"])

    @transaction.atomic
    def is_one_person_s(self, *, by: "User") -> None:
        """It belongs to one person after all: its leads may be the same."""
        self._decide(self.State.DISMISSED, by=by)

    def _decide(self, state: str, *, by: "User") -> None:
        still = SharedNumber.objects.open().filter(pk=self.pk)
        if not still.update(state=state, decided_at=clock.now(), decided_by=by):
            raise Refused(_t("A colleague has decided about this number already."))
        self.state = state

    @property
    def names(self) -> list[Lead]:
        """Some of the leads that have it."""
        found = Lead.objects.of_client(self.client_id).filter(phones__number=self.number, merged_into__isnull=True)
        return list(found.select_related("company").order_by("sort_name", "pk")[:12])


def leads_with(client_id: int, numbers: Sequence[str]) -> list[int]:
    """The leads that have any of these numbers, two hundred a number at most."""
    found: list[int] = []
    for number in numbers:
        having = LeadPhone.objects.of_client(client_id).number_is(number).order_by("pk")
        found.extend(having.values_list("lead_id", flat=True)[:200])
    return found


def _crowds(client_id: int, ids: Sequence[int]) -> dict[str, tuple[int, int | None]]:
    """The numbers of these leads that several different people have: how many, and the company of most of them."""
    rows = ask("crowds", {"client": client_id, "ids": list(ids), "enough": ENOUGH})
    counted = {
        number: (people(zip(map(normalised, firsts), map(normalised, lasts), strict=True)), company)
        for number, firsts, lasts, company in rows
    }
    return {number: found for number, found in counted.items() if found[0] >= ENOUGH}
