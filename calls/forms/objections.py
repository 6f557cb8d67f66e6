"""Objections as a manager prepares them, and what one campaign takes over from another."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.models import Objection, copying
from leads.models import Campaign
from office.forms import ActForm
from office.models import User


class ObjectionForm(ActForm, forms.ModelForm):  # type: ignore[type-arg,misc]
    said = forms.CharField(
        label=_("Responses"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In the order in which they are tried; an empty line begins the next one."),
    )
    key = forms.CharField(
        label=_("Digit"), max_length=1, required=False, help_text=_("Pressed after O. Empty: the first that is free.")
    )

    class Meta:
        model = Objection
        fields = ("phrase", "key")

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.initial["said"] = "\n\n".join(self.instance.responses)

    def clean_said(self) -> list[str]:
        return [" ".join(part.split()) for part in re.split(r"\n\s*\n", self.cleaned_data["said"].strip())]

    def act(self, *, by: User) -> None:
        told = {"phrase": self.cleaned_data["phrase"], "responses": self.cleaned_data["said"]}
        if self.instance.pk:
            self.instance.change(by=by, key=self.cleaned_data["key"] or self.initial["key"], **told)
        else:
            Objection.prepare(self.campaign, by=by, key=self.cleaned_data["key"], **told)


class CopyForm(ActForm):
    """Take over parts of another campaign of the same client."""

    source = forms.ModelChoiceField(Campaign.objects.none(), label=_("From"), empty_label=None)
    parts = forms.MultipleChoiceField(
        label=_("What"),
        choices=copying.PARTS,
        initial=[part for part, _label in copying.PARTS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part.")},
    )

    def __init__(self, *args: Any, campaign: Campaign, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        source: Any = self.fields["source"]
        source.queryset = Campaign.objects.visible_to(user).of_client(campaign.client_id).other_than(campaign).by_name()
        self.copied: dict[str, int] = {}

    def act(self, *, by: User) -> None:
        told = self.cleaned_data
        self.copied = copying.copy(told["source"], self.campaign, parts=told["parts"], by=by)

    @property
    def sentence(self) -> str:
        """What was taken over."""
        return ", ".join(f"{label}: {self.copied[part]}" for part, label in copying.PARTS if part in self.copied)
