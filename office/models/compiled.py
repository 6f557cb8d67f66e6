"""A question whose SQL is made once, and planned once a connection, and asked again with other values.

Django makes the SQL of a queryset anew each time it is asked: 8 ms of the processor for a pass with its lead and all
that the gate must know, between a setter's key and the next lead on the screen.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import cached_property
from psycopg2.extensions import AsIs

from office.models.statement import Statement

_M = TypeVar("_M", bound=models.Model)
MARKS: dict[type, Callable[[int], Any]] = {  # values that nothing else has, by which a place is known again
    int: lambda n: 8_070_450_532_247_928_000 + n,
    datetime: lambda n: datetime(1901, 1, 1, microsecond=n, tzinfo=UTC),
    str: lambda n: f"\x1a{n}",
}
TYPES = {int: "bigint", datetime: "timestamptz", str: "text"}


class Compiled(Generic[_M]):
    """`build(**values)`: the queryset, whose SQL must be the same whatever the values; `kinds`: their types, int,
    datetime or str. A value must reach the database as it is: one from which the queryset reckons another (a date, a
    sum) is refused with TypeError when it is asked for the first time."""

    def __init__(self, build: Callable[..., models.QuerySet[_M]], **kinds: type) -> None:
        self._build, self._kinds = build, kinds

    def first(self, **values: Any) -> _M | None:
        """The first row, in the queryset's order; None where there is none."""
        return next(iter(self._rows(values)), None)

    def get(self, **values: Any) -> _M:
        """The only row. Raises DoesNotExist where there is none."""
        found = self._rows(values)
        if len(found) != 1:
            model: Any = self._question[0].query.model
            raise model.MultipleObjectsReturned if found else model.DoesNotExist
        return found[0]

    def _rows(self, values: dict[str, Any]) -> list[_M]:
        compiler, sql, places, converters = self._question
        asked_as = self._prepared.call(values) if settings.PREPARE_STATEMENTS else (sql, [*_filled(places, values)])
        mine: Any = copy(compiler)
        mine.connection = connections[DEFAULT_DB_ALIAS]  # of this thread
        mine.as_sql = lambda *_how, **_more: asked_as
        mine.get_converters = lambda _columns: converters
        query = SimpleNamespace(get_compiler=lambda **_which: mine)
        asked: Any = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return list(ModelIterable(asked, chunked_fetch=False, chunk_size=2))

    @cached_property
    def _prepared(self) -> Statement:
        _compiler, sql, places, _converters = self._question

        def text(cursor: Any, known_as: Mapping[str, str]) -> str:
            here = {name: AsIs(place) for name, place in known_as.items()}
            return str(cursor.mogrify(sql, [*_filled(places, here)]).decode())

        return Statement(text, **{name: TYPES[kind] for name, kind in self._kinds.items()})

    @cached_property
    def _question(self) -> tuple[SQLCompiler, str, list[Any], dict[int, Any]]:
        """The compiler after its work, the SQL, its parameters, with a name (_Place) wherever a value goes, and what
        makes Python's values of the columns."""
        turns = []
        for turn in (0, len(self._kinds)):
            marks = {name: MARKS[kind](turn + n) for n, (name, kind) in enumerate(self._kinds.items())}
            compiler = self._build(**marks).query.get_compiler(DEFAULT_DB_ALIAS)
            sql, params = compiler.as_sql()
            names = {mark: _Place(name) for name, mark in marks.items()}
            turns.append((compiler, sql, [_named(param, names) for param in params]))
        (_first, sql, places), (compiler, again, others) = turns
        if (
            sql != again
            or places != others
            or {p for p in places if isinstance(p, _Place)} != {*map(_Place, self._kinds)}
        ):
            raise TypeError("A value of this question does not reach the database as it is.")
        asked: Any = compiler
        return compiler, sql, places, asked.get_converters([column for column, *_name in asked.select])


class _Place(str):
    """Where the value of this name goes."""

    __slots__ = ()


def _named(param: Any, names: dict[Any, _Place]) -> Any:
    return names.get(param, param) if isinstance(param, int | datetime | str) else param


def _filled(places: list[Any], values: dict[str, Any]) -> Iterator[Any]:
    return (values[place] if isinstance(place, _Place) else place for place in places)
