"""What the leads of a supplier, a list or a file were worth: at the load, and later; and what they cost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.loading.sentences import SAME_AS_ABOVE
from leads.models import ImportRow
from leads.states import Stage
from office.models import User
from reports.figures.cube import Named
from reports.figures.definitions import Figure
from reports.figures.tally import share
from reports.models.quality import Cohort, Ledger, Loads, Met, Talks

PAGE = "reports:quality_rows"
Fate = ImportRow.Outcome


def _figure(name: str, label: str | Promise, definition: str | Promise, **more: Any) -> Figure:
    return Figure(name, label, definition, PAGE, name, **more)


LOADED = (
    _figure("rows", _("Rows"), _("Rows of the files that were loaded to their end in the period.")),
    _figure("created", _("New leads"), _("Rows that made a lead that was not known before."), base="rows"),
    _figure("updated", _("Added to"), _("Rows of known leads that brought something new: a number, a blank field."), base="rows"),  # noqa: E501
    _figure("doubled", _("Twice in the file"), _("Rows that repeat an earlier row of the same file."), base="rows", is_good=False),  # noqa: E501
    _figure("known", _("Known already"), _("Rows of leads that the client had before, with nothing new."), base="rows", is_good=False),  # noqa: E501
    _figure("suppressed", _("Must not be called"), _("Rows whose number or address is on the do-not-call list, or that say so themselves."), base="rows", is_good=False),  # noqa: E501
    _figure("rejected", _("Invalid"), _("Rows with a fault: no number or address, a number or address that cannot be, a date that cannot be read."), base="rows", is_good=False),  # noqa: E501
)  # fmt: skip
LATER = (
    _figure("wrong_number", _("Wrong number"), _("New leads of which a call found that a number is not theirs, also where another of their numbers works."), base="created", is_good=False),  # noqa: E501
    _figure("usable", _("Usable"), _("New leads without a wrong number."), base="rows"),
    _figure("disqualified", _("Disqualified"), _("New leads that stand there now: not a fit, not interested, or without a number that works."), base="created", is_good=False),  # noqa: E501
    _figure("exhausted", _("Never reached"), _("New leads that were given up after all attempts."), base="created", is_good=False),  # noqa: E501
    _figure("conversations", _("Conversations"), _("Calls with the decision-maker of new leads, whenever they took place.")),  # noqa: E501
    _figure("booked", _("Meetings set"), _("Meetings set with new leads, whatever became of them; not those undone within their minute.")),  # noqa: E501
    _figure("held", _("Held"), _("Meetings with new leads that took place, as the rep says."), base="booked"),
    _figure("won", _("Won"), _("Meetings with new leads that ended in a won customer."), base="held"),
    _figure("claimable", _("Claimable"), _("Rows that may be claimed back: invalid, twice in the file, known already, not to be called, wrong number."), base="rows", is_good=False),  # noqa: E501
)  # fmt: skip
FIGURES = {figure.name: figure for figure in (*LOADED, *LATER)}
COST = _figure(
    "cost",
    _("Cost"),
    _("Each row’s part of what its list cost, over all rows delivered on that list; by it the prices are told."),
)
PRICES = (("usable", _("a usable lead")), ("conversations", _("a conversation")), ("booked", _("a meeting set")), ("held", _("a meeting held")))  # noqa: E501  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worth:
    """The counts of a group; `cost` in the client's money."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    doubled: int = 0
    known: int = 0
    suppressed: int = 0
    rejected: int = 0
    wrong_number: int = 0
    disqualified: int = 0
    exhausted: int = 0
    conversations: int = 0
    booked: int = 0
    held: int = 0
    won: int = 0
    files: int = 0
    cost: Decimal = Decimal(0)

    @property
    def usable(self) -> int:
        return self.created - self.wrong_number

    @property
    def claimable(self) -> int:
        return self.rejected + self.doubled + self.known + self.suppressed + self.wrong_number

    def price(self, name: str) -> Decimal | None:
        """What one of these cost; None where there is none."""
        count = int(getattr(self, name))
        return self.cost / count if count else None

    def share(self, figure: Figure) -> float | None:
        """Of its base, in percent."""
        return share(int(getattr(self, figure.name)), int(getattr(self, figure.base))) if figure.base else None

    def plus(self, **counts: Any) -> "Worth":
        return replace(self, **{name: getattr(self, name) + count for name, count in counts.items()})

    @classmethod
    def total(cls, parts: Iterable["Worth"]) -> "Worth":
        whole = cls()
        for part in parts:
            whole = whole.plus(**{name: getattr(part, name) for name in cls.__slots__})
        return whole


@dataclass(frozen=True, slots=True)
class Line:
    """A supplier, a list or a file with what it was worth."""

    name: Named
    worth: Worth

    @property
    def prices(self) -> list[Decimal | None]:
        return [self.worth.price(name) for name, _label in PRICES]


@dataclass(frozen=True)
class Quality:
    """Five queries, whatever the number of files. `reasons`: (msgid, rows) of what was invalid, most frequent first."""

    lines: tuple[Line, ...]
    reasons: tuple[tuple[str, int], ...] = field(default=())

    @classmethod
    def of(cls, cohort: Cohort, *, by: str, user: User) -> "Quality":
        ledger = Ledger.of(cohort, user=user)
        names: dict[Any, str] = {}
        worths: dict[Any, Worth] = defaultdict(Worth)
        reasons: dict[str, int] = defaultdict(int)
        for key, name, files, cost in Loads.of(cohort, user=user).paid(by):
            names[key], worths[key] = name, worths[key].plus(files=files, cost=cost or Decimal(0))
        for key, outcome, reason, n in ledger.by_fate(by):
            worths[key] = worths[key].plus(rows=n, **{_fate(outcome, reason): n})
            if outcome == Fate.REJECTED:
                reasons[reason] += n
        for key, wrong, stage, n in ledger.by_stage(by):
            worths[key] = worths[key].plus(**dict.fromkeys(_later(wrong, stage), n))
        for key, n in Talks.of(ledger, user=user).by(by):
            worths[key] = worths[key].plus(conversations=n)
        for key, booked, held, won in Met.of(ledger, user=user).by(by):
            worths[key] = worths[key].plus(booked=booked, held=held, won=won)
        lines = [Line(Named(key, names.get(key) or ""), worth) for key, worth in worths.items()]
        most = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        return cls(tuple(sorted(lines, key=lambda line: (-line.worth.rows, line.name.name))), tuple(most))

    @cached_property
    def total(self) -> Worth:
        return Worth.total(line.worth for line in self.lines)

    @property
    def whole(self) -> Line:
        """All of it, as the last line of a table."""
        return Line(Named(None, ""), self.total)

    @property
    def faults(self) -> list[tuple[str, str, int, float | None]]:
        """What was invalid: (msgid, in the reader's words, rows, share of all rows in percent)."""
        return [(reason, gettext(reason) if reason else "", n, share(n, self.total.rows)) for reason, n in self.reasons]


def _fate(outcome: str, reason: str) -> str:
    if outcome == Fate.SKIPPED:
        return "doubled" if reason == SAME_AS_ABOVE else "known"
    return outcome


def _later(wrong: bool, stage: str | None) -> list[str]:
    stood = {Stage.DISQUALIFIED: "disqualified", Stage.EXHAUSTED: "exhausted"}
    ended = [stood[Stage(stage)]] if stage in stood else []
    return [*ended, "wrong_number"] if wrong else ended
