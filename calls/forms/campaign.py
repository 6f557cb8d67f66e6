"""What a manager sets for a campaign's desk: its outcomes, how it tries again, the mails that may be sent."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import cadence, rules
from calls.facts import law
from calls.models import CadencePlan, Disposition, MailTemplate, Need, Outcome
from calls.models.mailtemplate import FIELDS
from calls.models.outcome import NEVER_NEW
from leads.forms.nurture import FIELD_WORDS
from leads.models import Campaign
from office import clock
from office.forms import ActForm
from office.models import User

WORDS = FIELD_WORDS | {"callback": _("when we call again")}
ICONS = (
    "phone-off", "microphone", "phone-pause", "refresh", "thumb-down", "circle-x", "ban", "calendar-time", "star",
    "user-check", "clock", "message", "mail", "flag", "x", "circle-check",
)  # fmt: skip


class LinesField(forms.CharField):
    """A list, one on each line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = (" ".join(line.split())[:120] for line in str(super().to_python(value) or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class WaitsField(forms.CharField):
    """Minutes, typed as 20m 2h 1d."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(map(cadence.written, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        try:
            return cadence.waits_of(str(super().to_python(value) or ""))
        except ValueError as error:
            raise forms.ValidationError(
                _t("“%(typed)s” is no wait. Write 20m, 2h or 1d, up to 90 days.") % {"typed": error}
            ) from error


class EdgesField(forms.CharField):
    """Times of day, in minutes: 09:00 12:00."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(f"{n // 60:02}:{n % 60:02}" for n in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        try:
            times = [time.fromisoformat(word) for word in str(super().to_python(value) or "").replace(",", " ").split()]
        except ValueError as error:
            raise forms.ValidationError(_t("Write the times as 09:00 12:00 15:00.")) from error
        return [at.hour * 60 + at.minute for at in times]


class DispositionForm(ActForm, forms.ModelForm):  # type: ignore[type-arg,misc]
    reasons = LinesField(
        label=_("Reasons to choose from"), required=False, help_text=_("One on each line; the first has the key 1.")
    )
    needs = forms.MultipleChoiceField(
        label=_("Cannot be saved without"),
        choices=Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    icon = forms.ChoiceField(label=_("Icon"), choices=[(name, name) for name in ICONS], required=False)

    class Meta:
        model = Disposition
        fields = ("label", "key", "icon", "tone", "reached", "reasons", "needs")
        help_texts = {"key": _("One digit or Latin letter that the desk does not use itself.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        icon: Any = self.fields["icon"]
        if self.instance.icon and self.instance.icon not in ICONS:
            icon.choices = [(self.instance.icon, self.instance.icon), *icon.choices]

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).strip().lower()
        if not (key.isascii() and key.isalnum()):
            raise forms.ValidationError(_t("One digit or Latin letter, please."))
        return key

    def _post_clean(self) -> None:
        """The verb writes the row; nothing is put into it before."""

    def act(self, *, by: User) -> None:
        self.instance.change(by=by, **self.cleaned_data)


class NewDispositionForm(DispositionForm):
    class Meta(DispositionForm.Meta):
        fields = ("outcome", *DispositionForm.Meta.fields)  # type: ignore[assignment]
        help_texts = DispositionForm.Meta.help_texts | {"outcome": _("What it does. This cannot be changed later.")}

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        outcome: Any = self.fields["outcome"]
        outcome.choices = [choice for choice in Outcome.choices if choice[0] not in NEVER_NEW]

    def act(self, *, by: User) -> None:
        Disposition.add(self.campaign, by=by, **self.cleaned_data)


class CadenceForm(ActForm, forms.ModelForm):  # type: ignore[type-arg,misc]
    """The plan, the campaign's most attempts, and the waits of each outcome that reached nobody (`waits_3`: by id)."""

    max_attempts = forms.IntegerField(
        label=_("Calls to a lead at most"), min_value=1, max_value=50, help_text=_("Then it goes back to marketing.")
    )
    edges = EdgesField(
        label=_("Times of day"), help_text=_("From each to the next is a part of the day; the one tried least is next.")
    )

    class Meta:
        model = CadencePlan
        fields = ("minimum_gap", "rotate_from", "otherwise", "edges", "grace", "tolerance", "confirms")

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **{"instance": CadencePlan.of(campaign), **kwargs})
        self.campaign = campaign
        self.fields["max_attempts"].initial = campaign.max_attempts
        for disposition in self.tried:
            self.fields[f"waits_{disposition.pk}"] = WaitsField(
                label=_t("Waits after “%(outcome)s”") % {"outcome": disposition},
                required=False,
                initial=disposition.waits,
                help_text=_t("After the first, second … call; the last one repeats. Empty: the usual ones."),
            )

    @cached_property
    def tried(self) -> list[Disposition]:
        return list(Disposition.objects.of_campaign(self.campaign).with_outcome(Outcome.NOT_REACHED))

    def _post_clean(self) -> None:
        """The verbs write the rows; nothing is put into them before."""

    def act(self, *, by: User) -> None:
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        CadencePlan.set(self.campaign, by=by, max_attempts=self.cleaned_data["max_attempts"], **said)
        for disposition in self.tried:
            waits = self.cleaned_data[f"waits_{disposition.pk}"]
            if waits != disposition.waits:
                disposition.change(by=by, waits=waits)

    @property
    def preview(self) -> list[tuple[Disposition, list[datetime]]]:
        """Each outcome with the calls to a lead that never answers: the first at 10:10 of the coming Monday."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        plan = CadencePlan.of(self.campaign)
        for name in (name for name in self.Meta.fields if name in said):
            setattr(plan, name, said[name])
        today = clock.today(self.campaign.zone)
        monday = today + timedelta(days=7 - today.weekday())
        first = datetime.combine(monday, time(10, 10), ZoneInfo(self.campaign.zone))
        rows = []
        for each in self.tried:
            each.waits = said.get(f"waits_{each.pk}", each.waits)
            reckoned = plan.cadence(each, most=said.get("max_attempts", self.campaign.max_attempts))
            rows.append((each, cadence.tries(reckoned, each.code, first, self.campaign.zone, self._lawful)))
        return rows

    @cached_property
    def _law(self) -> rules.Book:
        return law({self.campaign.client_id})[self.campaign.client_id]

    def _lawful(self, at: datetime) -> datetime:
        window = rules.WindowClass((self.campaign.zone,), self.campaign.country, "", "")
        return rules.next_open(window, at, self._law) or at


class MailTemplateForm(ActForm, forms.ModelForm):  # type: ignore[type-arg,misc]
    class Meta:
        model = MailTemplate
        fields = ("name", "language", "subject", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    @property
    def fields_told(self) -> list[tuple[str, Any]]:
        """The merge fields with what each stands for."""
        return [(f"{{{name}}}", WORDS[name]) for name in FIELDS]

    def _post_clean(self) -> None:
        """The verb writes the row; nothing is put into it before."""

    def act(self, *, by: User) -> None:
        if self.instance.pk:
            self.instance.change(by=by, **self.cleaned_data)
        else:
            MailTemplate.write(self.campaign, by=by, **self.cleaned_data)
