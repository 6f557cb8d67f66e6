"""The rows of one lead go over to another, whatever tables there are, and come back by the log.

The tables are found, not named: every foreign key to Lead, those of the upper apps among them. History tables stay as
they are, and so does a model that says `stays_when_merged = True`: its rows tell of the lead that they name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from pghistory.models import Event

from office.models import Job

Rows = dict[str, list[int]]


@dataclass(frozen=True)
class Tie:
    """A column of a table that points to a lead (or to a pass)."""

    model: type[models.Model]
    field: str

    @property
    def name(self) -> str:
        """As the log calls it: `calls.CallAttempt.lead`."""
        return f"{self.model._meta.label}.{self.field}"

    def rows_of(self, parent: models.Model) -> Any:
        return self.model._base_manager.filter(**{self.field: parent}).order_by("pk")

    @property
    def uniques(self) -> Iterator[tuple[list[str], models.Q]]:
        """What may stand only once per parent: the other columns, under which condition."""
        column: Any = self.model._meta.get_field(self.field)
        if column.unique:
            yield [], models.Q()
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and self.field in constraint.fields:
                others = [name for name in constraint.fields if name != self.field]
                yield others, constraint.condition or models.Q()

    def clashing(self, source: models.Model, target: models.Model) -> set[int]:
        """Rows of the source that the target has already, so that they cannot go over."""
        found: set[int] = set()
        for others, condition in self.uniques:
            same = {name: models.OuterRef(name) for name in others}
            there = self.rows_of(target).filter(condition, **same)
            found |= set(
                self.rows_of(source).filter(condition).filter(models.Exists(there)).values_list("pk", flat=True)
            )
        return found

    def move(self, source: models.Model, target: models.Model, *, only: Any = None) -> tuple[list[int], list[int]]:
        """The rows go over (of the ids `only`, if given): (ids that went, ids that had to stay)."""
        ids = set(self.rows_of(source).values_list("pk", flat=True))
        ids = ids if only is None else ids & set(only)
        stay = ids & self.clashing(source, target) if ids else set()
        gone = sorted(ids - stay)
        self.rows_of(source).filter(pk__in=gone).update(**{self.field: target})
        return gone, sorted(stay)


def ties(parent: type[models.Model]) -> list[Tie]:
    """Every column that points to this model and goes along when two of its rows become one."""
    relations: list[Any] = parent._meta.get_fields(include_hidden=True)
    found = (
        Tie(relation.related_model, relation.field.name)
        for relation in relations
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    )
    return sorted((tie for tie in found if goes_along(tie.model)), key=lambda tie: tie.name)


def goes_along(model: type[models.Model]) -> bool:
    return not issubclass(model, Event) and not getattr(model, "stays_when_merged", False)


def move_all(source: models.Model, target: models.Model) -> tuple[Rows, Rows]:
    """All that hangs on the source: what went over, and what had to stay because it may stand only once."""
    moved, left = {}, {}
    for tie in ties(type(source)):
        moved[tie.name], left[tie.name] = tie.move(source, target)
    return _some(moved), _some(left)


def put_back(moved: Rows, source: models.Model, target: models.Model) -> Rows:
    """What `move_all` moved goes back from the source to the target: what could not, by table."""
    missing = {}
    for tie in ties(type(target)):
        if ids := moved.get(tie.name):
            back, _stay = tie.move(source, target, only=ids)
            missing[tie.name] = sorted(set(ids) - set(back))
    return _some(missing)


def jobs_of(parents: Iterable[models.Model]) -> Iterator[Any]:
    """The jobs about these leads, as QuerySets."""
    every = list(parents)
    for tie in ties(type(every[0])):
        if issubclass(tie.model, Job):
            yield tie.model._base_manager.filter(**{f"{tie.field}__in": every}).order_by("pk")


def _some(rows: Rows) -> Rows:
    return {name: ids for name, ids in rows.items() if ids}
