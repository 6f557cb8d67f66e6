"""Days as SQL sees them: the edges are computed in Python, from the pinned zone data, and passed as parameters."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, DateTimeField, F, Func, IntegerField, Q, Value, When

from reports.scope import Scope, Side, Slice


def spanning(scope: Scope, at: str, side: Side | None = None) -> Q:
    """The rows of the scope's clients whose moment `at` lies in the period, in the one before, or in either."""
    found = Q(pk__in=[])
    for part in scope.slices:
        spans = {"now": [part.whole], "before": [part.earlier], None: [part.earlier, part.whole]}[side]
        for start, end in spans:
            found |= Q(client_id__in=part.clients) & Q(**{f"{at}__gte": start, f"{at}__lt": end})
    return found


def narrowed(scope: Scope, setter: str = "setter_id") -> dict[str, int]:
    """What the scope is narrowed to, as lookups of a row that has an `enrollment`."""
    asked = {
        "enrollment__campaign_id": scope.campaign,
        "enrollment__lead_list_id": scope.lead_list,
        setter: scope.setter,
    }
    return {lookup: pk for lookup, pk in asked.items() if pk is not None}


def slot(scope: Scope, at: str) -> Case:
    """The number of the day a row belongs to; `Scope.day` reads it."""
    return Case(
        *(When(client_id__in=part.clients, then=_bucket(part, at) + start) for start, part in scope.numbered()),
        default=Value(0),
        output_field=IntegerField(),
    )


def _bucket(part: Slice, at: str) -> Any:
    edges = Value([edge for edge, _ in part.slots], output_field=ArrayField(DateTimeField()))
    return Func(F(at), edges, function="width_bucket", output_field=IntegerField())
