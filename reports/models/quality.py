"""The words by which the quality of leads is asked for: of files loaded in a period, at the load and later.

What came later is asked of the leads that a file brought new, wherever they are worked: a lead that was known already
counts for the file that brought it first.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q, Subquery, Sum
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce, JSONObject, Least
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.models import Appointment
from calls.models import CallAttempt, Outcome, Reached
from calls.models.dials import CallAttemptQuerySet
from leads.loading.sentences import SAME_AS_ABOVE
from leads.models import Enrollment, ImportRow, LeadImport, LeadList, LeadMerge
from leads.models.importrow import ImportRowQuerySet
from leads.models.leadimport import LeadImportQuerySet
from leads.states import Stage
from reports.models.meetings import HELD, UNDONE, WON, Meetings
from reports.models.slots import spanning
from reports.scope import Scope

if TYPE_CHECKING:
    from office.models import User

Fate = ImportRow.Outcome
GROUPS = {
    "supplier": ("lead_list__supplier_id", "lead_list__supplier__name"),
    "list": ("lead_list_id", "lead_list__name"),
    "import": ("pk", "file_name"),
}
CREATED = Q(outcome=Fate.CREATED)
WRONG = CREATED & Q(wrong=True)
CLAIMS: dict[str, str | Promise] = {
    "rejected": _("Invalid rows"),
    "doubled": _("Twice in the file"),
    "known": _("Known already"),
    "suppressed": _("Must not be called"),
    "wrong_number": _("Wrong number, found on a call"),
}
ROWS: dict[str, Q] = {
    "rows": Q(),
    "created": CREATED,
    "updated": Q(outcome=Fate.UPDATED),
    "doubled": Q(outcome=Fate.SKIPPED, reason=SAME_AS_ABOVE),
    "known": Q(outcome=Fate.SKIPPED) & ~Q(reason=SAME_AS_ABOVE),
    "suppressed": Q(outcome=Fate.SUPPRESSED),
    "rejected": Q(outcome=Fate.REJECTED),
    "wrong_number": WRONG,
    "usable": CREATED & Q(wrong=False),
    "disqualified": CREATED & Q(stage=Stage.DISQUALIFIED),
    "exhausted": CREATED & Q(stage=Stage.EXHAUSTED),
    "claimable": Q(outcome__in=(Fate.SKIPPED, Fate.SUPPRESSED, Fate.REJECTED)) | WRONG,
}
MEETINGS = {"booked": ~UNDONE, "held": HELD, "won": WON}


@dataclass(frozen=True)
class Cohort:
    """Files loaded in the period of the scope; of one supplier or one file where asked."""

    scope: Scope
    supplier: int | None = None
    lead_import: int | None = None

    @property
    def narrowed(self) -> dict[str, int]:
        asked = {
            "lead_list__campaign_id": self.scope.campaign,
            "lead_list_id": self.scope.lead_list,
            "lead_list__supplier_id": self.supplier,
            "pk": self.lead_import,
        }
        return {lookup: pk for lookup, pk in asked.items() if pk is not None}


class Loads(LeadImportQuerySet):
    """`Loads.of(cohort, user=user)…`"""

    @classmethod
    def of(cls, cohort: Cohort, *, user: "User") -> Self:
        """Loaded to the end, in the period."""
        every = cls(LeadImport).visible_to(user)
        return every.filter(
            spanning(cohort.scope, "finished_at", "now"), step=LeadImport.Step.LOADED, **cohort.narrowed
        )

    def paid(self, by: str) -> Any:
        """(id and name of the group, files, what they cost): each row its part of what its list cost."""
        lists: Any = LeadList.objects.filter(pk=OuterRef("lead_list_id")).with_cost()
        return (
            self.order_by()
            .annotate(price=Subquery(lists.values("cost_of_row")))
            .values_list(*GROUPS[by])
            .annotate(files=Count("pk"), cost=Sum(F("rows") * F("price")))
        )


class Ledger(ImportRowQuerySet):
    """The fate of rows. `Ledger.of(cohort, user=user)…`"""

    @classmethod
    def of(cls, cohort: Cohort, *, user: "User") -> Self:
        loads = Loads.of(cohort, user=user).order_by()
        return cls(ImportRow).visible_to(user).filter(lead_import__in=loads.values("pk"))

    def judged(self) -> Self:
        """With `wrong` (a call found that a number which the row brought is not its own) and `stage` (of the lead's
        latest pass)."""
        latest = Enrollment.objects.current().filter(lead_id=OuterRef("lead_id"))
        return self.annotate(wrong=Exists(_found_wrong()), stage=Subquery(latest.values("stage")[:1]))

    def counted_as(self, *names: str) -> Self:
        """The rows that any of these figures counts."""
        found = Q(pk__in=[])
        for name in names:
            found |= ROWS[name]
        return self.judged().filter(found if "rows" not in names else Q())

    def by_fate(self, by: str) -> Any:
        """(id of the group, outcome, reason, rows)."""
        return self.order_by().values_list(_of_import(by), "outcome", "reason").annotate(n=Count("pk"))

    def by_stage(self, by: str) -> Any:
        """(id of the group, wrong number?, stage, rows) of the rows that made leads."""
        return (
            self.judged()
            .filter(CREATED)
            .order_by()
            .values_list(_of_import(by), "wrong", "stage")
            .annotate(n=Count("pk"))
        )

    def made(self) -> Any:
        """The ids of the rows that made leads, to be asked for in SQL."""
        return self.filter(CREATED).order_by().values("pk")

    def behind(self, row: int) -> Self:
        """The rows below that one, in order."""
        return self.filter(row__gt=row).order_by("row")

    def shown(self) -> Self:
        return self.select_related(
            "lead", "lead__company", "lead__client", "lead_import", "lead_import__lead_list"
        ).order_by("-lead_import_id", "row")


class Talks(CallAttemptQuerySet):
    """Calls that reached the decision-maker, of leads that were new."""

    @classmethod
    def of(cls, ledger: Ledger, *, user: "User") -> Self:
        found = cls(CallAttempt).visible_to(user).filter(reached=Reached.DECISION_MAKER)
        credited: Self = _credited(found, ledger)
        return credited

    def by(self, by: str) -> Any:
        """(id of the group, calls)."""
        return _grouped(self, by).annotate(n=Count("pk"))

    def shown(self) -> Self:
        return self.select_related("lead", "lead__company", "lead__client", "setter", "disposition").newest()


class Met(Meetings):
    """Meetings of leads that were new."""

    @classmethod
    def of(cls, ledger: Ledger, *, user: "User") -> Self:
        credited: Self = _credited(cls(Appointment).visible_to(user), ledger)
        return credited

    def came_to(self, name: str) -> Self:
        return self.filter(MEETINGS[name])

    def by(self, by: str) -> Any:
        """(id of the group, meetings set, held, won)."""
        counts = {name: Count("pk", filter=meant) for name, meant in MEETINGS.items()}
        return _grouped(self, by).annotate(**counts)


def _found_wrong() -> Any:
    """Calls that found a number wrong which the lead of an outer row had itself: not one that a lead brought which was
    merged into it, but also one that it took along when it was merged into another."""
    row = OuterRef("lead_id")
    stands = Coalesce(OuterRef("lead__merged_into_id"), row)
    calls = CallAttempt.objects.filter(lead_id=stands, outcome=Outcome.BAD_NUMBER)
    merges = LeadMerge.objects.standing()
    taken_along = merges.filter(_holds("absorbed"), absorbed_id=OuterRef(row))
    brought = merges.filter(_holds("absorbed"), ~Q(_holds("kept")), kept_id=OuterRef(row))
    return calls.filter(Q(lead_id=row) | Exists(taken_along)).exclude(Exists(brought))


def _holds(side: str) -> Any:
    """The number of an outer call stood with this side of a merge."""
    number: Any = Func(JSONObject(number=OuterRef("number")), function="jsonb_build_array")
    return Func(
        KeyTransform("numbers", KeyTransform(side, "before")),
        number,
        function="jsonb_contains",
        output_field=BooleanField(),
    )


def _credited(found: Any, ledger: Ledger) -> Any:
    """Calls or meetings whose person one of these rows brought first (`origin`, the id of the row): as the lead itself,
    or as one that was merged into it later. Each has one origin at most: none counts twice, and no merge loses one."""
    made = ImportRow.objects.filter(CREATED)
    same, absorbed = made.filter(lead_id=OuterRef("lead_id")), made.filter(lead__merged_into_id=OuterRef("lead_id"))
    leads = ledger.made().annotate(stands=Coalesce("lead__merged_into_id", "lead_id")).values("stands")
    first = found.filter(lead_id__in=leads).annotate(origin=Least(_first(same, "pk"), _first(absorbed, "pk")))
    return first.filter(origin__in=ledger.made())


def _grouped(found: Any, by: str) -> Any:
    """(id of the group): of the supplier, list or file of their origin."""
    group = _first(ImportRow.objects.filter(pk=OuterRef("origin")), _of_import(by))
    return found.order_by().annotate(group=group).values_list("group")


def _first(rows: Any, name: str) -> Subquery:
    return Subquery(rows.order_by("pk").values(name)[:1])


def _of_import(by: str) -> str:
    key = GROUPS[by][0]
    return "lead_import_id" if key == "pk" else f"lead_import__{key}"
