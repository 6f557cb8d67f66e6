"""How a number finds its rows, and how numbers are written."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import number_format
from django.utils.functional import Promise

register = template.Library()


@register.simple_tag(takes_context=True)
def rows_of(context: Context, page: str, **narrowed: Any) -> str:
    """The page's URL under the filters in force, narrowed further: `{% rows_of "reports:calls" which="held" %}`."""
    query = {
        **context["filters"].query(),
        **{name: value for name, value in narrowed.items() if value is not None},
    }
    return f"{reverse(page)}?{urlencode(query)}"


@register.filter
def percent(value: float | None) -> str:
    """23.8 as 23.8% in the reader's writing; a dash where there is nothing to say."""
    return "–" if value is None else f"{number_format(value, 1)}%"


@register.filter
def signed(value: int) -> str:
    """A change in percent, with its sign; the minus is a real one."""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{abs(value)}%"


@register.filter
def weekday(number: int) -> str | Promise:
    """Mon for 0."""
    return WEEKDAYS_ABBR[number]


@register.filter
def of(tally: Any, name: str) -> int:
    """The number of that name."""
    return int(getattr(tally, name))


@register.filter
def x(value: float) -> str:
    """A number for SVG: a point, whatever the language."""
    return f"{value:g}"
