"""What templates need to draw a person, a number, a time and an icon."""

import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from office import browsers

register = template.Library()

COLOURS = 5


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, **options: str) -> SafeString:
    """An icon of the sprite, decoration only: `{% icon "phone" class="sd-i-lg" %}`. vendor.toml names them."""
    return format_html(
        '<svg class="sd-i {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        options.get("class", ""),
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=2048)
def posts(name: str, *place: object) -> SafeString:
    """Where a form goes, with htmx and without it: `<form {% posts "calls:log" attempt.pk %} hx-target="#desk">`."""
    return format_html('method="post" action="{0}" hx-post="{0}"', reverse(name, args=place))


@register.simple_tag
def initials(name: str, **options: str) -> SafeString:
    """A small square with a person's initials, its colour always the same for the same name."""
    words = str(name).split()
    letters = "".join(bare(word[0]) for word in (words[:1] + words[1:][-1:]))
    return format_html(
        '<span class="sd-av sd-av-{} {}" aria-hidden="true">{}</span>',
        sum(map(ord, str(name))) % COLOURS,
        options.get("class", ""),
        letters.upper() or "–",
    )


def bare(letter: str) -> str:
    """A letter without its accent, as Greek capitals are written: Ά becomes Α."""
    return unicodedata.normalize("NFD", letter)[0]


@register.filter
def in_zone(at: datetime | None, zone: str) -> datetime | None:
    """The instant as the wall clock of an IANA zone shows it; naive, so that no template turns it again."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if at else None


@register.filter
def clock_in(at: datetime | None, zone: str) -> str:
    """Hour and minute in a zone: 16:40."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}" if at else ""


@register.filter
def day_in(at: datetime | None, zone: str) -> str:
    """Short day in a zone: Wed 25 Nov."""
    return _day(at.astimezone(ZoneInfo(zone)).date(), get_language() or "") if at else ""


@lru_cache(maxsize=4_096)
def _day(day: date, language: str) -> str:
    """`language`: in which it is said just now."""
    return date_format(day, "D j M")


@register.filter
def city(zone: str | None) -> str:
    """The city that names an IANA zone, in the reader's language where known: Europe/London is London."""
    return _(str(zone or "UTC").rsplit("/", 1)[-1].replace("_", " "))


@register.filter
def phone(number: str | None) -> SafeString:
    """An E.164 number as people write it, kept left to right in any script; unreadable text is shown as it stands."""
    return format_html('<bdi dir="ltr">{}</bdi>', spaced(str(number or "")))


@register.filter
def breakable(address: str | None) -> SafeString | str:
    """An e-mail address that may go on in the next line after its @, and nowhere else where that is enough."""
    name, at, host = str(address or "").rpartition("@")
    return format_html("{}{}<wbr>{}", name, at, host) if at else host


@register.filter
def browser(agent: str | None) -> str:
    """The name that a browser sends, in words: Chrome on Windows."""
    return browsers.told(str(agent or ""))


def spaced(number: str) -> str:
    """+442079460812 becomes +44 20 7946 0812."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.filter
def money(amount: Decimal | None) -> str:
    """An amount with its cents, and four places below one where it has them: 1,240.50 and 0.1234; a dash for none."""
    if amount is None:
        return "–"
    exact = amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    places = 2 if exact == exact.quantize(Decimal("0.01")) or abs(exact) >= 1 else 4
    return number_format(exact, places, use_l10n=True, force_grouping=True)


@register.filter
def share_of(part: float | None, whole: float | None) -> float:
    """Percent of the whole, 0 when there is no whole; for lengths of bars."""
    return round(100 * (part or 0) / whole, 1) if whole else 0.0


@register.simple_tag
def two_times(at: datetime, theirs: str, mine: str, **options: Any) -> SafeString:
    """The lead's time in bold, mine under it, each by its city, said once where they are the same:
    `{% two_times at lead.zone user.zone day=True %}`. No template: a desk shows some twenty of them."""
    day = bool(options.get("day"))
    lead = format_html(
        '<b><time datetime="{}">{}</time> {}</b>', at.isoformat(), _when(at, theirs, day=day), city(theirs)
    )
    own = format_html(" <small>{} {}</small>", _when(at, mine, day=day), city(mine)) if theirs != mine else ""
    return format_html('<span class="sd-times">{}{}</span>', lead, own)


def _when(at: datetime, zone: str, *, day: bool) -> str:
    return f"{day_in(at, zone)}, {clock_in(at, zone)}" if day else clock_in(at, zone)
