"""The doors as colleagues set them up: web forms, ads, watched folders."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import watching
from leads.forms.fill import WORDS
from leads.forms.match import country_choices
from leads.models import Ad, Arrival, Campaign, LeadList, WatchedFolder, WebForm
from leads.models.ad import LONGEST_CODE
from leads.models.watchedfolder import MAY_LOAD
from leads.models.webform import ASKABLE
from office.forms import ActForm
from office.models import User

TEXT = forms.Textarea({"rows": 3})
USUAL = ("full_name", "company", "phone", "email", "notes")


class ListForm(ActForm):
    """A form about one of the person's lists; `instance` when it changes what is there."""

    lead_list = forms.ModelChoiceField(LeadList.objects.none(), label=_("List that its leads join"), empty_label=None)

    def __init__(self, *args: Any, user: User, instance: Any = None, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **{"initial": self._told(instance) if instance else None, **kwargs})
        lists = LeadList.objects.visible_to(user).by_campaign()
        choice: Any = self.fields["lead_list"]
        choice.queryset = lists.of_client(instance.client_id) if instance else lists
        choice.label_from_instance = lambda one: f"{one.campaign} / {one}"

    def _told(self, instance: Any) -> dict[str, Any]:
        return {name: getattr(instance, name) for name in self.base_fields}


class WebFormForm(ListForm):
    """A public form. A new one asks for what is usually asked."""

    title = forms.CharField(label=_("Title"), max_length=120)
    language = forms.ChoiceField(label=_("Language of the page"), choices=settings.LANGUAGES)
    intro = forms.CharField(label=_("Words above the fields"), max_length=1000, required=False, widget=TEXT)
    fields_asked = forms.MultipleChoiceField(
        label=_("What it asks"),
        choices=[(name, WORDS[name]) for name in ASKABLE],
        widget=forms.CheckboxSelectMultiple,
        initial=USUAL,
    )
    required = forms.MultipleChoiceField(
        label=_("What must be filled"),
        choices=[(name, WORDS[name]) for name in ASKABLE],
        widget=forms.CheckboxSelectMultiple,
        initial=("full_name", "phone"),
        required=False,
    )
    consent_text = forms.CharField(
        label=_("What the person agrees to"),
        max_length=2000,
        widget=TEXT,
        help_text=_("Stands beside a box that must be ticked, and is kept word for word with each lead."),
    )
    thanks = forms.CharField(label=_("Words of thanks"), max_length=1000, widget=TEXT)
    coupons = forms.CharField(
        label=_("Codes that it takes"),
        max_length=4000,
        required=False,
        widget=TEXT,
        help_text=_("One on each line. Left empty, it takes any code, and says here which of them no ad has."),
    )
    is_on = forms.BooleanField(label=_("Open"), required=False, initial=True)

    def _told(self, instance: Any) -> dict[str, Any]:
        same = {name: getattr(instance, name) for name in self.base_fields if name != "fields_asked"}
        return same | {"fields_asked": instance.fields, "coupons": "\n".join(instance.coupons)}

    def clean_fields_asked(self) -> list[str]:
        return [name for name in ASKABLE if name in self.cleaned_data["fields_asked"]]

    def clean_coupons(self) -> list[str]:
        lines = self.cleaned_data["coupons"].split("\n")
        codes = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
        if any(len(code) > LONGEST_CODE for code in codes):
            raise forms.ValidationError(_t("A code is longer than %(most)s signs.") % {"most": LONGEST_CODE})
        return codes

    def act(self, *, by: User) -> None:
        told = dict(self.cleaned_data)
        told["fields"] = told.pop("fields_asked")
        self.instance = self.instance.change(by=by, **told) if self.instance else WebForm.open(by=by, **told)


class AdForm(ActForm):
    """An ad or a coupon."""

    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Campaign"), empty_label=None)
    lead_list = forms.ModelChoiceField(
        LeadList.objects.none(), label=_("List"), required=False, empty_label=_("Any list of the campaign")
    )
    code = forms.CharField(
        label=_("Code"), max_length=LONGEST_CODE, help_text=_("As it is printed. Capitals and blanks do not matter.")
    )
    label = forms.CharField(label=_("What it is"), max_length=120, help_text=_("Such as: leaflet, spring fair."))
    channel = forms.ChoiceField(label=_("Channel"), choices=Ad.Channel.choices)
    starts_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaigns: Any = self.fields["campaign"]
        lists: Any = self.fields["lead_list"]
        campaigns.queryset = Campaign.objects.visible_to(user).by_name()
        lists.queryset = LeadList.objects.visible_to(user).by_campaign()
        lists.label_from_instance = lambda one: f"{one.campaign} / {one}"

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        lead_list, campaign = told.get("lead_list"), told.get("campaign")
        if lead_list and campaign and lead_list.campaign_id != campaign.pk:
            self.add_error("lead_list", _t("This list belongs to another campaign."))
        if told.get("starts_on") and told.get("ends_on") and told["ends_on"] < told["starts_on"]:
            self.add_error("ends_on", _t("The last day is before the first."))
        return told

    @transaction.atomic
    def act(self, *, by: User) -> None:
        """Open it; who sent its code before it was written down here is counted too."""
        made = Ad.open(by=by, **self.cleaned_data)
        Arrival.objects.of_client(made.client_id).belongs_to(made)


class FolderForm(ListForm):
    """A folder on the server that is watched."""

    name = forms.CharField(label=_("Name of the folder"), max_length=60, help_text=_("Letters, digits, hyphens."))
    pattern = forms.CharField(
        label=_("Which files"), max_length=80, initial="*", help_text=_("Such as *.csv, or leads-*.xlsx; * is all.")
    )
    country = forms.ChoiceField(label=_("Country of numbers without a code"), choices=country_choices)
    loads_as = forms.ModelChoiceField(
        User.objects.working(), label=_("In whose name they are loaded"), empty_label=None
    )
    is_on = forms.BooleanField(label=_("Watched"), required=False, initial=True)

    def __init__(self, *args: Any, user: User, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, instance=instance, **kwargs)
        people: Any = self.fields["loads_as"]
        people.queryset = User.objects.visible_to(user).working_for(user.clients_in_view, MAY_LOAD).by_name()
        people.initial = user.pk
        if first := LeadList.objects.visible_to(user).by_campaign().first():
            self.fields["country"].initial = first.campaign.country

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not watching.is_safe(name):
            raise forms.ValidationError(_t("A folder's name is made of letters, digits, hyphens and underscores."))
        return name

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        person, lead_list = told.get("loads_as"), told.get("lead_list")
        if person and lead_list and lead_list.client_id not in person.clients_as(MAY_LOAD):
            self.add_error("loads_as", _t("This person may not load leads there."))
        return told

    def act(self, *, by: User) -> None:
        told = self.cleaned_data
        self.instance = self.instance.change(by=by, **told) if self.instance else WatchedFolder.open(by=by, **told)
