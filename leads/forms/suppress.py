"""Never contact again, and contact again: each with its evidence."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import barred, phones
from leads.models import Lead, Suppression
from leads.models.suppressed import SuppressionQuerySet
from office import clock
from office.forms import ActForm
from office.models import Client, User

SOURCES = [
    ("asked", _("The lead asked us")),
    ("letter", _("A letter or an e-mail")),
    ("register", _("An official register")),
    ("client", _("The customer told us")),
    ("other", _("Something else")),
]
REACH = [("person", _("This person: every number and the address")), ("company", _("Everybody at the company"))]


def evidence(words: Any) -> forms.CharField:
    """What proves it, in a few lines."""
    return forms.CharField(label=words, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SourceForm(ActForm):
    """Where a suppression comes from, what proves it, and until when and for whom it holds."""

    source = forms.ChoiceField(label=_("Where this comes from"), choices=SOURCES)
    evidence = evidence(_("What was said, when and to whom"))
    until = forms.DateField(
        label=_("Contact allowed again from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left empty: never."),
    )
    everywhere = forms.BooleanField(
        label=_("For every client we call for"), required=False, help_text=_("Everybody sees it, with its evidence.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not (user.runs_the_house and Client.objects.are_several()):
            del self.fields["everywhere"]

    def clean_until(self) -> datetime | None:
        """The beginning of the day, on the clock of the person who says so."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        at = datetime.combine(day, time(), ZoneInfo(self.user.zone))
        if at <= clock.now():
            raise forms.ValidationError(_t("The day from which contact is allowed again must lie ahead."))
        return at

    @property
    def how(self) -> dict[str, Any]:
        """Source, evidence and end, as the verbs want them."""
        told = self.cleaned_data
        return {"source": str(dict(SOURCES)[told["source"]]), "evidence": told["evidence"], "until": told["until"]}

    @property
    def reaches_all(self) -> bool:
        """For the whole agency."""
        return bool(self.cleaned_data.get("everywhere"))


class SuppressLeadForm(SourceForm):
    """This person, or everybody at the lead's company."""

    reach = forms.ChoiceField(
        label=_("Who must not be contacted"),
        choices=[
            ("person", _("This person: every number and the address")),
            ("company", _("Everybody at the company")),
        ],
        widget=forms.RadioSelect,
        initial="person",
        required=False,
    )
    domain = forms.CharField(
        label=_("The company’s e-mail domain"),
        max_length=120,
        required=False,
        help_text=_("Such as example.com: whoever has an address there. Only for a whole company."),
    )
    field_order = ("reach", "domain", "source", "evidence", "until", "everywhere")

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        if lead.company is None:
            del self.fields["reach"], self.fields["domain"]
            return
        at = barred.domain(lead.email.rpartition("@")[2])
        self.fields["domain"].initial = "" if barred.is_everybodys(at) else at.removeprefix("@")

    def clean_domain(self) -> str:
        typed = self.cleaned_data["domain"]
        at = barred.domain(typed)
        if typed and not at:
            raise forms.ValidationError(_t("This is no domain. Write it as example.com."))
        return _not_everybodys(at)

    def act(self, *, by: User) -> None:
        """Suppress every number and the address of the lead, or its company."""
        told = self.cleaned_data
        if told.get("reach") == "company" and self.lead.company:
            domains = [told["domain"]] if told["domain"] else []
            self.lead.company.suppress(by=by, domains=domains, everywhere=self.reaches_all, **self.how)
        else:
            self.lead.suppress(by=by, everywhere=self.reaches_all, **self.how)


class ClientsForm(SourceForm):
    """For one of the person's clients, or (where that may be) for all."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("For whom"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        choice: Any = self.fields["client"]
        choice.queryset, choice.empty_label = Client.objects.visible_to(user).by_name(), None
        if len(user.clients_in_view) == 1:
            choice.initial, choice.widget = user.clients_in_view[0], forms.HiddenInput()

    @property
    def whose(self) -> Client | None:
        """Whose leads are concerned; None for everybody's."""
        client: Client = self.cleaned_data["client"]
        return None if self.reaches_all else client


class SuppressValueForm(ClientsForm):
    """A number, an address or a company that need be no lead of ours yet."""

    what = forms.ChoiceField(
        label=_("What"),
        choices=[("value", _("A number or an e-mail address")), ("company", _("A company: its name or its domain"))],
        widget=forms.RadioSelect,
        initial="value",
        required=False,
    )
    value = forms.CharField(label=_("Number, address or company"), max_length=200)
    field_order = ("client", "what", "value", "source", "evidence", "until", "everywhere")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        typed, client = told.get("value", ""), told.get("client")
        if not typed or not client:
            return told
        if told.get("what") == "company":
            told["values"] = [_not_everybodys(value) for value in barred.company_or_domain(typed)]
            wrong = _t("Write the company’s name, or its domain as @example.com.")
        else:
            told["values"] = [value for value in [barred.number_or_address(typed, client.country)] if value]
            wrong = _t("This is neither a phone number nor an e-mail address.")
            if phones.read(typed, client.country).callable:
                wrong = _t(
                    "This is no number of %(country)s. Write it with its country code, such as +44 20 7946 0999."
                )
                wrong %= {"country": client.country}
        if not told["values"]:
            self.add_error("value", wrong)
        return told

    def act(self, *, by: User) -> None:
        """Put it on the list of those that must not be contacted."""
        told = self.cleaned_data
        name = " ".join(told["value"].split()) if told.get("what") == "company" else ""
        self.put = Suppression.put_all(told["values"], client=self.whose, by=by, name=name, **self.how)


class LiftForm(ActForm):
    evidence = evidence(_("Why contact is allowed again: who said so, and when"))

    def __init__(self, *args: Any, suppression: Suppression, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suppression = suppression

    def act(self, *, by: User) -> None:
        """Allow contact again."""
        self.suppression.lift(by=by, evidence=self.cleaned_data["evidence"])


def _choice(label: Any, choices: list[Any]) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


class SearchForm(forms.Form):
    """Which suppressions are shown."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    scope = _choice(_("Kind"), [("", _("All kinds")), *Suppression.Scope.choices])
    source = forms.CharField(
        label=_("Source"), required=False, max_length=60, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    reach = _choice(_("For whom"), [("", _("Anyone")), ("all", _("Every client"))])
    state = _choice(_("State"), [("", _("In force")), ("past", _("Lifted or over"))])

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not Client.objects.are_several():
            del self.fields["reach"]

    @property
    def picks(self) -> list[forms.BoundField]:
        """What narrows the list, beside the words."""
        return [self[name] for name in ("scope", "source", "reach", "state") if name in self.fields]

    def found(self) -> SuppressionQuerySet:
        """The suppressions that this person may see and asks for."""
        told = self.cleaned_data if self.is_valid() else {}
        every, now = Suppression.objects.visible_to(self.user), clock.now()
        rows = every.past(now) if told.get("state") == "past" else every.in_force(now)
        if told.get("q"):
            rows = rows.matching(told["q"])
        if told.get("scope"):
            rows = rows.scoped(told["scope"])
        if told.get("source"):
            rows = rows.from_source(told["source"])
        return rows.agency_wide() if told.get("reach") == "all" else rows


def _not_everybodys(value: str) -> str:
    if barred.is_everybodys(value):
        raise forms.ValidationError(_t("Everybody can have an address at this domain: it does not name a company."))
    return value
