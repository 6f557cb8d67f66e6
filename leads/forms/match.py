"""Say how a file is read, which column is which field, and what is true of every row."""

from typing import Any

import phonenumbers
from babel import Locale
from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from leads.fields import AND, CUSTOM, FIELDS, IGNORE, NAMED, is_custom
from leads.forms.choose import ChooseForm, read_as
from leads.forms.oflist import OfListForm
from leads.mapping import Column
from leads.models import Consent, LeadImport
from office.models import Refused, User

FIELD_WORDS = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "full_name": _("Full name"),
    "company": _("Company"),
    "job_title": _("Job title"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "phone2": _("Second phone"),
    "phone3": _("Third phone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "full_address": _("Whole address, divided"),
    "city": _("City"),
    "region": _("Region or state"),
    "postal_code": _("Postal code"),
    "country": _("Country"),
    "zone": _("Time zone"),
    "external_id": _("Number in your system"),
    "source": _("Source"),
    "notes": _("Notes"),
    "language": _("Language"),
    "consent_on": _("Consent given on"),
    "consent_basis": _("Ground of contact"),
    "consent_text": _("Words agreed to"),
    "do_not_call": _("Do not call"),
}
DATE_ORDERS = [("dmy", _("day first: 31/12/2026")), ("mdy", _("month first: 12/31/2026"))]
LANGUAGES = ("el", "en", "de", "fr", "it", "es", "bg", "ro", "sq", "tr", "ru", "nl", "pl", "pt")
SAID = ("source", "language", "consent_on", "consent_basis", "consent_text")  # what can be true of every row
OWN = 2  # own constants that the page has room for


def field_choices(known: list[str]) -> list[tuple[Any, Any]]:
    """What a column can become; ``known``: names of the client's own fields."""
    named: list[tuple[Any, Any]] = [(field, words) for field, words in FIELD_WORDS.items() if field in FIELDS]
    rest = [(CUSTOM, _("Keep under its own name")), (IGNORE, _("Do not import"))]
    own = [(_("Your own fields"), [(NAMED + name, name) for name in known])] if known else []
    return [*named, *own, *rest]


def country_choices() -> list[tuple[str, str]]:
    """Every country with its calling code, by name in the reader's language."""
    names = Locale.parse((get_language() or "en").split("-")[0]).territories
    found = [
        (code, f"{names.get(code, code)} (+{phonenumbers.country_code_for_region(code)})")
        for code in phonenumbers.SUPPORTED_REGIONS
    ]
    return sorted(found, key=lambda choice: choice[1])


def language_choices() -> list[tuple[str, str]]:
    """Languages by name in the reader's language."""
    names = Locale.parse((get_language() or "en").split("-")[0]).languages
    return [("", "–"), *((code, names.get(code, code)) for code in LANGUAGES)]


class MatchForm(OfListForm):
    """What each column becomes, the country of numbers without a code, and what is true of every row."""

    read_as = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    source = forms.CharField(label=_("Source"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    consent_on = forms.DateField(
        label=_("Consent given on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    consent_basis = forms.ChoiceField(
        label=_("Ground of contact"),
        required=False,
        choices=[("", "–"), *Consent.Basis.choices],
        help_text=_("Every lead of this file gets it as its consent, unless its row says no."),
    )
    consent_text = forms.CharField(
        label=_("Words agreed to"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, lead_import: LeadImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_import, self.columns = lead_import, lead_import.columns
        self.known = lead_import.known_customs()
        constants = lead_import.constants
        self.fields["country"] = forms.ChoiceField(
            label=_("Numbers without a country code"), choices=country_choices(), initial=lead_import.country
        )
        self.fields["date_order"] = forms.ChoiceField(
            label=_("Dates are written"),
            choices=DATE_ORDERS,
            initial=lead_import.date_order,
            required=False,
            widget=_select(),
        )
        said = {name: constants.get(name, "") for name in SAID}
        said |= self.as_it_is(lead_import.lead_list)
        self.initial = {**said, **self.initial, "read_as": read_as(lead_import)}
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "–"),
            *((code, Locale.parse(code).get_display_name(get_language())) for code in LANGUAGES),
        ]
        self._add_own({name: value for name, value in constants.items() if is_custom(name)})
        self._add_columns()

    def _add_own(self, constants: dict[str, str]) -> None:
        said = [(name.removeprefix(NAMED), value) for name, value in constants.items()]
        for place in range(max(OWN, len(said))):
            name, value = said[place] if place < len(said) else ("", "")
            self.fields[f"own-name-{place}"] = forms.CharField(
                label=_("Name of a field"), max_length=120, required=False, initial=name, widget=_named("known-fields")
            )
            self.fields[f"own-value-{place}"] = forms.CharField(
                label=_("Value in every row"), max_length=200, required=False, initial=value
            )

    def _add_columns(self) -> None:
        choices = field_choices(self.known)
        second = [("", "–"), *choices[: len(FIELDS)]]
        for column in self.columns:
            known = column.own_name in self.known
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.header,
                choices=choices,
                initial=NAMED + column.own_name if known else column.field,
                widget=_select(),
            )
            self.fields[f"second-{column.index}"] = forms.ChoiceField(
                label=_("Also fills"), choices=second, initial=column.second, required=False, widget=_select()
            )
            self.fields[f"name-{column.index}"] = forms.CharField(
                label=_("Keep as"),
                max_length=120,
                required=False,
                initial="" if known else column.own_name,
                widget=_named("known-fields"),
            )

    @property
    def rows(self) -> list[tuple[Column, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each column with its field, its second field and its own name."""
        return [
            (column, self[f"column-{column.index}"], self[f"second-{column.index}"], self[f"name-{column.index}"])
            for column in self.columns
        ]

    @property
    def own(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """(name, value) of the own constants."""
        places = [name.rpartition("-")[2] for name in self.fields if name.startswith("own-name-")]
        return [(self[f"own-name-{place}"], self[f"own-value-{place}"]) for place in places]

    def mapping(self) -> dict[str, str]:
        """What each column becomes, as answered here."""
        return {column.header: self._becomes(column.index) for column in self.columns}

    def _becomes(self, index: int) -> str:
        said = self.cleaned_data
        first, second = said.get(f"column-{index}", CUSTOM), said.get(f"second-{index}", "")
        if first == CUSTOM and (name := " ".join(said.get(f"name-{index}", "").split())):
            first = NAMED + name
        if not second or second == first or first == IGNORE:
            return str(first)
        return f"{second}{AND}{first}" if is_custom(first) else f"{first}{AND}{second}"

    def constants(self) -> dict[str, str]:
        """What is true of every row, as answered here."""
        said = self.cleaned_data
        told = {name: str(said.get(name) or "") for name in SAID}
        for name, value in self.own:
            if key := " ".join(said.get(name.name, "").split()):
                told[NAMED + key] = said.get(value.name, "")
        return told

    def shown(self) -> "MatchForm":
        """The form as these answers make it, with the columns checked anew; nothing is saved."""
        self.is_valid()
        if self.cleaned_data.get("read_as") == read_as(self.lead_import):
            self.lead_import.mapping = self.mapping()
        self.lead_import.country = self.cleaned_data.get("country") or self.lead_import.country
        self.lead_import.reading |= {"constants": self.constants()}
        if order := self.cleaned_data.get("date_order"):
            self.lead_import.reading["date_order"] = order
        return MatchForm(lead_import=self.lead_import, initial=self.as_answered())

    def save(self, *, by: User, choose: ChooseForm) -> bool:
        """Match, and ask for the dry run."""
        return self._do("match", by, choose)

    def keep(self, *, by: User, choose: ChooseForm) -> bool:
        """Keep the answers without asking for the dry run."""
        return self._do("answer", by, choose)

    def _do(self, verb: str, by: User, choose: ChooseForm) -> bool:
        if not self.is_valid() or choose.errors:
            return False
        if self.cleaned_data["read_as"] not in ("", read_as(self.lead_import)):
            self.add_error(None, _("The file is read another way now. Look at its columns again."))
            return False
        said = {name: self.cleaned_data[name] for name in ("country", "date_order")}
        try:
            if self.lead_import.reading.get("row_count") is None:
                self.lead_import.choose(self.lead_import.choices, by=by)
            with transaction.atomic():
                self.tell(self.lead_import.lead_list, by=by)
                getattr(self.lead_import, verb)(self.mapping(), by=by, constants=self.constants(), **said)
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
        return not self.errors


def opened(data: QueryDict | None, lead_import: LeadImport) -> tuple[ChooseForm, MatchForm]:
    """Both forms; with answers, the columns are those of the file as it is read by them."""
    said = data if data is not None and "header_row" in data else None
    choose = ChooseForm(said, lead_import=lead_import)
    if said is not None and choose.show():
        choose = ChooseForm(lead_import=lead_import)
    return choose, MatchForm(data, lead_import=lead_import)


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


def _named(datalist: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", "list": datalist})
