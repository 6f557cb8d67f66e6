"""In which order a list of leads stands, and where one of its pages begins: keyset paging over (value, id)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Expression, F, Func, IntegerField, TextField, Value, When
from django.db.models.functions import Coalesce, NullIf

from leads.states import CALLABLE, Stage

if TYPE_CHECKING:
    from leads.models.finding import LeadQuerySet
    from leads.models.lead import Lead

LAST = "\U0010ffff"  # the greatest text: where a value is missing the lead comes last
NEVER = datetime.fromisoformat("9999-12-31T00:00:00+00:00")
PAGE = 50
CUSTOM = "custom."

TEXTS = {
    "name": "sort_name",
    "company": "company__sort_name",
    "city": "city",
    "area_code": "area_code",
    "postal_code": "postal_code",
    "country": "country",
    "source": "source",
    "owner": "owner__name",
}
INDEXED = ("city", "area_code", "postal_code")  # from A to Z; the others are sorted, 0.1 s in 100,000 leads
_STAGES = [When(current__stage=stage, then=place) for place, stage in enumerate(Stage)]
_CALLABLE = {"current__ended_at__isnull": True, "current__stage__in": CALLABLE}
OTHERS: dict[str, tuple[Expression | F, type]] = {
    "stage": (Case(*_STAGES, default=len(Stage), output_field=IntegerField()), int),
    "attempts": (Coalesce("current__attempts", Value(-1)), int),
    "next_call": (Case(When(**_CALLABLE, then=F("current__call_after")), default=Value(NEVER)), datetime),
    "created": (F("created_at"), datetime),
}


class Beyond(Func):
    """(value, id) > (a, b) as one row comparison, which an index on (value, id) answers; `<` when descending."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *expressions: Any, sign: str = ">") -> None:
        super().__init__(*expressions, sign=sign)

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        (left, left_id, right, right_id) = (sql for sql, _params in parts)
        params = [param for _sql, params in parts for param in params]
        return f"({left}, {left_id}) {self.extra['sign']} ({right}, {right_id})", params


@dataclass(frozen=True)
class Order:
    """A column and a direction: `city`, `-created`, `custom.size` (a column of the customer's own sheet)."""

    column: str
    descending: bool = False
    backwards: bool = False  # the same order, read from its end: for the page before

    @classmethod
    def read(cls, text: str) -> "Order":
        """From the address; what is not a column becomes the order by name."""
        order = cls(text.removeprefix("-"), text.startswith("-"))
        known = order.column in TEXTS or order.column in OTHERS or order.column.startswith(CUSTOM)
        return order if known and _clean(text) else cls("name")

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column

    @property
    def reversed(self) -> "Order":
        return Order(self.column, not self.descending)

    @property
    def turned(self) -> "Order":
        return Order(self.column, self.descending, backwards=True)

    @property
    def falls(self) -> bool:
        """Whether the database is to read from the greatest key down."""
        return self.descending != self.backwards

    @property
    def key(self) -> Expression | F:
        """What is compared. A missing text comes last from A to Z."""
        if self.column in OTHERS:
            return OTHERS[self.column][0]
        if self.column == "name":  # never missing, and indexed
            return F("sort_name")
        if self.column in INDEXED and not self.descending:  # in words that are leakproof, so that the index may answer
            return Case(When(**{self.column: ""}, then=Value(LAST)), default=self._text, output_field=TextField())
        missing = Value("" if self.descending else LAST)
        return Coalesce(NullIf(self._text, Value(""), output_field=TextField()), missing, output_field=TextField())

    @property
    def _text(self) -> Expression | F:
        if self.column.startswith(CUSTOM):
            name = Value(self.column.removeprefix(CUSTOM))  # a name, also where it is all digits
            return Func(F("custom"), name, function="jsonb_extract_path_text", output_field=TextField())
        return F(TEXTS[self.column])

    @property
    def fields(self) -> tuple[str, str]:
        sign = "-" if self.falls else ""
        return f"{sign}order_key", f"{sign}pk"

    def mark(self, lead: "Lead") -> str:
        """Where this lead stands, for the address of the page that begins behind it."""
        value = lead.order_key  # type: ignore[attr-defined]
        return json.dumps([value.isoformat() if isinstance(value, datetime) else value, lead.pk], ensure_ascii=False)

    def place(self, mark: str) -> tuple[Any, int] | None:
        """(value, id) of a mark; None for what is none."""
        kind = OTHERS[self.column][1] if self.column in OTHERS else str
        try:
            value, pk = json.loads(mark)
            value = datetime.fromisoformat(value).astimezone(UTC) if kind is datetime else value
        except (ValueError, TypeError, OverflowError, RecursionError):
            return None
        if not isinstance(value, kind) or not _clean(str(value)) or (isinstance(value, int) and abs(value) >= 2**31):
            return None
        return (value, pk) if type(pk) is int and 0 < pk < 2**63 else None


def _clean(text: str) -> bool:
    """No character that the database cannot hold."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


@dataclass(frozen=True)
class Page:
    """One page of leads, and the marks of the pages before and behind it (empty where there is none)."""

    leads: Sequence["Lead"]
    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, leads: "LeadQuerySet", order: Order, *, after: str = "", before: str = "", size: int = PAGE) -> "Page":
        """The page behind the mark `after`, or the one ahead of the mark `before`, or the first."""
        back = order.place(before)
        place = back or order.place(after)
        found = list(leads.page(order.turned if back else order, beyond=place, most=size + 1))
        more, found = len(found) > size, found[:size]
        if back:
            found.reverse()
        earlier, later = (more, True) if back else (bool(place), more)
        return cls(
            found,
            before=order.mark(found[0]) if earlier and found else "",
            after=order.mark(found[-1]) if later and found else "",
        )
