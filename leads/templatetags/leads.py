"""What the templates of leads need to draw a row and a line of the timeline."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _

from leads.evidence import Evidence, said, unrestored
from leads.models import ANY_TIME, Lead, LeadMerge, PerhapsSame
from leads.sidebyside import Line, lines
from leads.states import CALLABLE, Stage
from leads.telling import Line as Told
from leads.tellingwords import REASONS
from leads.templatetags.stages import TONES
from office import clock
from office.models import User

register = template.Library()


@register.filter
def cell(values: dict[str, Any], name: str) -> Any:
    """What stands in a custom column."""
    return values.get(name, "")


@register.filter
def next_call(call_after: datetime | None, stage: str | None) -> datetime | str | None:
    """When a lead may next be called: an instant to come, "any" for at any time, nothing where nobody will call."""
    if call_after is None or stage not in CALLABLE:
        return None
    return "any" if call_after <= max(ANY_TIME, clock.now()) else call_after


@register.filter
def told(activities: Any, reader: User) -> list[Told]:
    """The timeline in sentences."""
    return [Told.of(activity, reader) for activity in activities]


@register.filter
def evidence(reasons: Any) -> list[Evidence]:
    """The reasons of a pair in words."""
    return said(reasons)


@register.filter
def left_over(merge: LeadMerge) -> list[str]:
    """What a split could not put back, in sentences."""
    return unrestored(merge.unrestored)


@register.filter
def other_than(pair: PerhapsSame, lead: Lead) -> Lead:
    """The one of a pair that is not this lead."""
    return pair.other(lead)


@register.simple_tag
def side_by_side(one: Lead, two: Lead) -> list[tuple[Line, bool]]:
    """The lines of two leads; nothing is chosen."""
    return [(line, False) for line in lines(one, two)]


@register.filter
def last_of(rows: Any) -> Any:
    """The last of some rows, or None. (Rows of the database cannot be counted from their end.)"""
    return next(reversed(list(rows)), None)


@register.filter
def reason_words(reason: str) -> str:
    """Why a pass ended: a reason of the house in its words, a setter's own label as it stands."""
    return _(REASONS[reason]) if reason in REASONS else reason


@register.simple_tag(takes_context=True)
def door(context: Context, name: str, *args: Any) -> str:
    """The URL of another app's page, empty where that door is not built or not open to the reader."""
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return url if context["user"].is_any(*getattr(resolve(url).func, "door", ())) else ""


@dataclass(frozen=True)
class Part:
    """A part of a bar: a stage, how many stand in it, from where to where (percent)."""

    stage: str
    count: int
    start: float
    share: float

    @property
    def label(self) -> str:
        return str(Stage(self.stage).label)

    @property
    def tone(self) -> str:
        return TONES.get(Stage(self.stage), "t3")


@register.filter
def stage_parts(counts: dict[str, int]) -> list[Part]:
    """Counts by stage as the parts of one bar, in the order of the stages."""
    whole, start, parts = sum(counts.values()), 0.0, []
    for stage in Stage:
        if count := counts.get(stage, 0):
            share = 100 * count / whole
            parts.append(Part(stage, count, round(start, 2), round(share, 2)))
            start += share
    return parts


@register.simple_tag(takes_context=True)
def mixed(context: Context, by: str, pk: int, reason: str) -> str:
    """The address of the returns behind one number of the mix."""
    query = context["request"].GET.copy()
    query.pop("before", None)
    query[by], query["reason"] = str(pk), reason
    return f"?{query.urlencode()}"
