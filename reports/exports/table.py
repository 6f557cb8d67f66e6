"""A table to be sent: its columns, and its rows a handful at a time, so that memory stays flat whatever their number.

First the ids of all rows are asked for, in order (eight bytes each); then the details of a handful by their ids. No row
comes twice or is left out because somebody works on it meanwhile, and no transaction is held while a slow reader reads.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.functional import Promise

from office import isolation
from office.models import Client

SIZE = 2_000  # rows read at a time
Cell = str | int | float | None
Rows = list[list[Cell]]


@dataclass(frozen=True)
class Told:
    """What a row needs to know beside itself: whose clock its times are told on, and what leads of lists cost."""

    zone: str
    costs: Mapping[int, Any] = field(default_factory=dict)

    def moment(self, at: datetime | None) -> str:
        """2026-11-23T12:00:00+02:00: ISO 8601 on the clock of the zone, which the head of the column names."""
        return at.astimezone(ZoneInfo(self.zone)).isoformat(timespec="seconds") if at else ""


@dataclass(frozen=True)
class Column:
    """A column that may be chosen: `read` makes its cell of a row; `at` says that it is a moment."""

    name: str
    label: str | Promise
    read: Callable[[Any, Told], Cell]
    at: bool = False
    usual: bool = True

    def head(self, told: Told) -> str:
        return f"{self.label} ({told.zone})" if self.at else str(self.label)


@dataclass(frozen=True)
class Table:
    """`keys`: ids of the rows in order, not asked for yet; `details`: rows of the database, to be looked up by id;
    `language`: of whoever asks, as long after the view as the rows are read."""

    client: Client
    columns: Sequence[Column]
    keys: Any
    details: Any
    told: Told
    language: str = field(default_factory=lambda: translation.get_language() or "en")

    @property
    def heads(self) -> list[str]:
        return [column.head(self.told) for column in self.columns]

    def chunks(self) -> Iterator[Rows]:
        """The rows, some at a time. Each look-up opens the client's rows for itself: what a view sees ends with it."""
        with isolation.seeing([self.client.pk]):
            keys = array("q", self.keys.iterator())
        for start in range(0, len(keys), SIZE):
            with isolation.seeing([self.client.pk]), translation.override(self.language):
                rows = self._read(keys[start : start + SIZE])
            yield rows

    def _read(self, keys: Sequence[int]) -> Rows:
        found = self.details.in_bulk(list(keys))
        return [[column.read(found[key], self.told) for column in self.columns] for key in keys if key in found]
