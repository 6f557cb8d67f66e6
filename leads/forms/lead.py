"""A lead's details, typed by a person: a new lead, or a correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import countries, phones, zones
from leads.models import Company, Lead, LeadList, LeadPhone
from office.models import Client, User

KINDS = {"mobile": LeadPhone.Kind.MOBILE, "landline": LeadPhone.Kind.LANDLINE}


class LeadForm(forms.ModelForm):  # type: ignore[type-arg]
    """Text to things: numbers become E.164, the country and the numbers give the time zone."""

    company_name = forms.CharField(label=_("Company"), required=False, max_length=200)
    numbers = forms.CharField(
        label=_("Phone numbers"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "inputmode": "tel"}),
        help_text=_("One on each line; the first is dialled first."),
    )
    country = forms.CharField(label=_("Country"), required=False, max_length=60)
    zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=64,
        help_text=_("Such as Europe/Athens. Left empty, it is told from the country, the address and the number."),
    )
    field_order = (
        "first_name", "last_name", "company_name", "job_title", "numbers", "email", "address", "postal_code", "city",
        "region", "country", "zone", "language", "source", "external_id", "notes",
    )  # fmt: skip

    class Meta:
        model = Lead
        fields = (
            "first_name", "last_name", "job_title", "email", "address", "postal_code", "city", "region", "language",
            "source", "external_id", "notes",
        )  # fmt: skip
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = self.instance
        if lead.pk:
            self.initial["company_name"] = lead.company.name if lead.company else ""
            self.initial["numbers"] = "\n".join(phone.written for phone in LeadPhone.objects.of_lead(lead).in_order())
            self.initial["country"] = lead.country
            self.initial["zone"] = lead.zone if lead.zone_source == Lead.ZoneSource.TOLD else ""

    @property
    def client(self) -> Client:
        """Whose lead it is."""
        lead: Lead = self.instance
        return lead.client

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_country(self) -> str:
        typed = self.cleaned_data["country"].strip()
        code = countries.iso_of(typed)
        if typed and not code:
            raise forms.ValidationError(_t("No country is called “%(typed)s”.") % {"typed": typed})
        return code

    def clean_zone(self) -> str:
        typed = self.cleaned_data["zone"].strip()
        if typed and not zones.known(typed):
            raise forms.ValidationError(
                _t("There is no time zone “%(typed)s”. Write it as Europe/Athens.") % {"typed": typed}
            )
        return zones.known(typed)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        lines = [line for line in told.get("numbers", "").splitlines() if line.strip()]
        region = told.get("country") or (self.client.country if self.client else "")
        read = [phone for line in lines for phone in phones.read_all(line, region)]
        for phone in read:
            if not phone.callable:
                self.add_error("numbers", f"{phone.raw.strip()}: {_t(phone.reason)}")
        self.phones = list({phone.e164: phone for phone in read if phone.callable}.values())
        if not (lines or told.get("first_name") or told.get("last_name") or told.get("company_name")):
            self.add_error("last_name", _t("Give at least a name, a company or a number."))
        self._refuse_double(told)
        return told

    def _refuse_double(self, told: dict[str, Any]) -> None:
        others = Lead.objects.of_client(self.client or 0).other_than(self.instance)
        known = others.numbered([phone.e164 for phone in self.phones]).first()
        if known:
            self.add_error("numbers", _t("This number is %(name)s’s already.") % {"name": known})
        if told.get("external_id") and others.called_by_id(told["external_id"]).exists():
            self.add_error("external_id", _t("Another lead has this number in your system already."))

    @property
    def details(self) -> dict[str, Any]:
        """What `Lead.add` and `lead.correct` take."""
        told = {name: self.cleaned_data[name] for name in (*self.Meta.fields, "country")}
        first = self.phones[0] if self.phones else phones.Phone("")
        zone = zones.zone_of(
            told=self.cleaned_data["zone"],
            country=told["country"],
            region=told["region"],
            postal_code=told["postal_code"],
            e164=first.e164,
            kind=first.kind,
        )
        name = self.cleaned_data["company_name"]
        return told | {
            "company": Company.named(name, client=self.client) if name else None,
            "area_code": phones.area_code(first.e164, first.kind)[:8],
            "zone_source": zone.source,
            "zone_confidence": round(100 * zone.confidence),
            "zones": zone.names,
            "phones": tuple(_phone(each) for each in self.phones),
        }

    def correct(self, *, by: User) -> bool:
        """Correct the lead, if all that was typed can be understood."""
        if not self.is_valid():
            return False
        Lead.objects.get(pk=self.instance.pk).correct(by=by, **self.details)
        return True


class AddLeadForm(LeadForm):
    """A lead that came in by hand: a paper list, a fair, a friend."""

    lead_list = forms.ModelChoiceField(
        LeadList.objects.none(),
        label=_("List"),
        required=False,
        empty_label=_("On no list, in no queue"),
        help_text=_("A lead on a list joins the queue of the list’s campaign."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        lists: Any = self.fields["lead_list"]
        lists.queryset = LeadList.objects.visible_to(user).by_campaign()
        lists.required = len(user.clients_in_view) > 1
        self.order_fields(["lead_list", *self.field_order])

    @property
    def client(self) -> Client:
        """The list's client; of a person with one client, that one."""
        chosen = self.cleaned_data.get("lead_list")
        return chosen.client if chosen else Client.objects.visible_to(self.user).by_name()[0]

    def add(self, *, by: User) -> Lead | None:
        """Add the lead and put it on the list."""
        if not self.is_valid():
            return None
        lead = Lead.add(client=self.client, by=by, **self.details)
        if self.cleaned_data["lead_list"]:
            lead.listed_on(self.cleaned_data["lead_list"], by=by)
        return lead


def _phone(read: phones.Phone) -> LeadPhone:
    return LeadPhone(
        number=read.e164,
        extension=read.extension[:12],
        kind=KINDS.get(read.kind, LeadPhone.Kind.OTHER),
        is_certain=read.validity == "valid",
        raw=read.raw.strip()[:60],
    )
