"""Why two leads may be one person, and what a split could not put back: codes become words for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leads.models import Lead

FOR: dict[str, Promise] = {
    "number": _("The same number"),
    "email": _("The same e-mail address"),
    "role_email": _("The same shared e-mail address"),
    "email_like": _("Nearly the same e-mail address"),
    "name_same": _("The same name"),
    "name_like": _("Very like names"),
    "name_part": _("One name is part of the other"),
    "company": _("The same company"),
    "address": _("The same address"),
    "postal_code": _("The same postal code"),
    "city": _("The same city"),
    "birth": _("The same date of birth"),
}
AGAINST: dict[str, Promise] = {
    "name_other": _("Different names"),
    "number_other": _("Different mobile numbers"),
    "email_other": _("Different e-mail addresses"),
    "birth_other": _("Different dates of birth"),
    "id_other": _("Different numbers in your system"),
}
NAMED = {
    "place": _("address"),
    "phone": _("numbers"),
    "zones": _("time zone"),
    "absorbed.external_id": _("number in your system"),
}

TABLES: dict[str, Promise] = {
    "leads.LeadPhone": _("numbers"),
    "leads.Listing": _("lists"),
    "leads.Enrollment": _("passes"),
    "leads.Activity": _("lines of the timeline"),
    "calls.Callback": _("callbacks"),
}


@dataclass(frozen=True)
class Evidence:
    """One reason in words; `speaks_for`: that they are one person, or against it."""

    words: str
    speaks_for: bool


def said(reasons: Iterable[Sequence[str]]) -> list[Evidence]:
    """The reasons of a pair, those for it first."""
    codes = [code for code, _value in reasons]
    mine = [Evidence(str(words), True) for code, words in FOR.items() if code in codes]
    return mine + [Evidence(str(words), False) for code, words in AGAINST.items() if code in codes]


def field_name(name: str) -> str:
    """The words of a field as merges call it."""
    if name.startswith("custom."):
        return name.removeprefix("custom.")
    plain = name.removesuffix("_id") if name in ("company_id", "owner_id") else name
    return str(NAMED[name] if name in NAMED else getattr(Lead._meta.get_field(plain), "verbose_name", plain))


def unrestored(rows: Iterable[Sequence[Any]]) -> list[str]:
    """What a split left as it is, in sentences."""
    return [_left(kind, *about) for kind, *about in rows]


def _left(kind: str, *about: Any) -> str:
    match kind:
        case "field":
            return _t("Changed since, so it stays: %(field)s.") % {"field": field_name(about[0])}
        case "pass":
            return _t("The pass in “%(campaign)s” stays ended: something happened since.") % {"campaign": about[0]}
        case "rows":
            table, n = about[0].rpartition(".")[0], about[1]
            what = TABLES.get(table) or apps.get_model(table)._meta.verbose_name_plural
            words = ngettext("Taken away since: %(n)s row (%(what)s).", "Taken away since: %(n)s rows (%(what)s).", n)
            return words % {"n": n, "what": what}
        case _:
            return _t("Both must still not be called: that was said again since.")
