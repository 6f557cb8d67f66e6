"""The keys of a campaign's order in words."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.sorting import Key

WORDS: dict[str, str | Promise] = {
    "score": _("Score"),
    "recency": _("When it came in"),
    "attempts": _("Attempts so far"),
    "list": _("As the list has it"),
    "name": _("Name"),
    "company": _("Company"),
    "city": _("City"),
    "region": _("Region"),
    "area_code": _("Area code"),
    "postal_code": _("Postal code"),
    "country": _("Country"),
    "language": _("Language"),
    "source": _("Source"),
    "job_title": _("Job title"),
    "closes": _("Where the window closes soonest"),
}


def word(key: Key) -> str:
    """A key's name; a column of the customer's own sheet by its heading."""
    return key.own or str(WORDS[key.column])


def told(keys: Iterable[Key]) -> str:
    """City, Score (falling)."""
    return ", ".join(_t("%(key)s (falling)") % {"key": word(key)} if key.falls else word(key) for key in keys)
