"""A client's own words for the letters about its meetings, and when its leads are reminded."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models import LetterPlan, LetterText
from appointments.models import letterwords as wording
from appointments.models.lettertext import FIELDS, LINK_FIELD, must_be_sendable
from leads.forms.nurture import FIELD_WORDS
from leads.models import Campaign
from office import clock
from office.forms import ActForm
from office.models import LINK, Client, User

WORDS = FIELD_WORDS | {
    "setter": _("who set the meeting"),
    "kind": _("kind of meeting"),
    "rep": _("whom they meet"),
    "when": _("day and time, on the reader's clock"),
    "where": _("where it is"),
    LINK_FIELD: _("address of the reader's own page"),
}


class LetterTextForm(ActForm):
    """One letter in one language; `preview` shows it to an invented lead."""

    subject = forms.CharField(label=_("Subject"), max_length=150, required=False)
    body = forms.CharField(label=_("Text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 12}), required=False)

    def __init__(self, data: Any = None, *, client: Client, letter: str, language: str) -> None:
        self.client, self.letter, self.language = client, letter, language
        self.own = LetterText.objects.of_client(client).worded(letter, language).first()
        initial = {"subject": self.own.subject, "body": self.own.body} if self.own else {}
        super().__init__(data, initial=initial)
        if letter == LetterText.Letter.SMS:
            del self.fields["subject"]

    def clean(self) -> dict[str, Any]:
        """Also where it is only looked at."""
        said = super().clean() or self.cleaned_data
        if not self.errors:
            must_be_sendable(self.letter, subject=said.get("subject", "").strip(), body=said["body"].strip())
        return said

    @property
    def fields_told(self) -> list[tuple[str, Any]]:
        """The merge fields with what each stands for."""
        return [(f"{{{name}}}", WORDS[name]) for name in FIELDS]

    @property
    def preview(self) -> dict[str, str]:
        """The letter as an invented lead reads it: as typed, as saved, or empty where ours are said."""
        typed = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        if not typed.get("body"):
            return {}
        with translation.override(self.language):
            told = _invented(self.client)
            said = wording.filled(self.letter, typed.get("subject", ""), typed["body"], told)
        return {name: text.replace(LINK, f"{settings.BASE_URL.rstrip('/')}/m/…/") for name, text in said.items()}

    def act(self, *, by: User) -> None:
        LetterText.word(self.client, self.letter, self.language, by=by, **self.cleaned_data)


def _invented(client: Client) -> dict[str, str]:
    """Words of nobody, for the preview."""
    tomorrow = clock.now() + timedelta(days=1)
    return {
        "first_name": _t("Helen"),
        "last_name": _t("Example"),
        "name": _t("Helen Example"),
        "company": _t("Example & Co."),
        "job_title": _t("Head of purchasing"),
        "city": _t("Athens"),
        "campaign": _t("Campaign"),
        "product": _t("what is offered"),
        "setter": _t("Sam Setter"),
        "client": client.name,
        "kind": _t("First meeting"),
        "rep": _t("Rita Rep"),
        "when": wording.long(tomorrow, client.zone),
        "where": _t("Video call"),
        LINK_FIELD: LINK,
    }


class LetterPlanForm(ActForm, forms.ModelForm):  # type: ignore[type-arg,misc]
    """When leads are reminded and what they may do themselves; of a client, or of one campaign."""

    class Meta:
        model = LetterPlan
        fields = (
            "first_on", "first_minutes", "second_on", "second_minutes", "by_mail", "by_sms", "to_reps",
            "moves", "move_notice",
        )  # fmt: skip
        help_texts = {
            "first_minutes": _("1440 minutes are a day."),
            "moves": _("On the page whose address stands in their letters. 0: never."),
        }

    def __init__(self, data: Any = None, *, client: Client, campaign: Campaign | None = None) -> None:
        self.client, self.campaign = client, campaign
        plan = LetterPlan.of(campaign.pk if campaign else 0, client=client.pk)
        super().__init__(data, instance=plan)
        self.is_own = bool(campaign and plan.campaign_id)
        for column in LetterPlan._meta.concrete_fields:
            if column.name in self.fields:
                self.fields[column.name].validators += column.validators

    def _post_clean(self) -> None:
        """The verb writes the row; nothing is put into it before."""

    def act(self, *, by: User) -> None:
        LetterPlan.set(self.client, self.campaign, by=by, **self.cleaned_data)
