"""How a number finds its rows, and how numbers are written."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reports.figures.definitions import Figure
from reports.figures.quality import Worth

register = template.Library()


@register.simple_tag(takes_context=True)
def rows_of(context: Context, page: str, **narrowed: Any) -> str:
    """The page's URL under the filters in force, narrowed further: `{% rows_of "reports:calls" which="held" %}`."""
    query = {
        **context["filters"].query(),
        **{name: value for name, value in narrowed.items() if value is not None},
    }
    return f"{reverse(page)}?{urlencode(query)}"


BELOW = {"supplier": "supplier", "list": "lead_list", "import": "lead_import"}


@register.simple_tag(takes_context=True)
def rows_below(context: Context, figure: Figure, pk: int) -> str:
    """The rows of a figure of one supplier, list or file, as the lines of the page are told by."""
    narrowed = {"which": figure.which, BELOW[context["filters"].group]: pk}
    return rows_of(context, figure.page, **narrowed)


@register.filter
def share_of_base(worth: Worth, figure: Figure) -> float | None:
    """In percent of the figure of which it is a share."""
    return worth.share(figure)


@register.filter
def price_of(worth: Worth, name: str) -> Decimal | None:
    """What one of these cost."""
    return worth.price(name)


@register.filter
def percent(value: float | None) -> str:
    """23.8 as 23.8% in the reader's writing; a dash where there is nothing to say."""
    return "–" if value is None else f"{number_format(value, 1)}%"


@register.filter
def minutes(value: float | None) -> str:
    """Minutes with one decimal, from 100 on hours; a dash where there is nothing to say."""
    if value is None:
        return "–"
    if value < 100:
        return _("%(n)s min") % {"n": number_format(value, 1)}
    return _("%(n)s h") % {"n": number_format(value / 60, 1)}


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


@register.filter
def hours_and_minutes(seconds: int) -> str:
    """`7:05`; nothing is a dash."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}" if seconds else "–"
