"""What a manager says about a kind of meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import MeetingKind
from appointments.models.kind import THEIRS
from leads.models import Campaign
from office.forms import ActForm
from office.models import Role, User

# field: least, most
LIMITS = {
    "minutes": (5, 720),
    "step": (5, 720),
    "before": (0, 480),
    "after": (0, 480),
    "travel": (0, 720),
    "notice": (0, 20_160),
    "horizon": (1, 180),
    "cap": (1, 50),
}


class MeetingKindForm(ActForm, forms.ModelForm):  # type: ignore[type-arg,misc]
    companions = forms.TypedMultipleChoiceField(
        label=_("Must be there besides the rep"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A time is offered only when all of them are free, too."),
    )

    class Meta:
        model = MeetingKind
        fields = ("name", "place", *LIMITS)
        help_texts = {
            "before": _("Kept free in the rep’s calendar."),
            "travel": _("Only for meetings at the lead’s place; kept free before and after."),
            "cap": _("Meetings of every kind count. Empty: no limit."),
            "notice": _("How soon a meeting can be: 120 is two hours from now."),
        }

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        for name, (least, most) in LIMITS.items():
            told: dict[str, Any] = {"label": self.fields[name].label, "help_text": self.fields[name].help_text}
            bounds: dict[str, Any] = {"min_value": least, "max_value": most, "required": name != "cap"}
            self.fields[name] = forms.IntegerField(**told, **bounds, initial=getattr(self.instance, name))
        people: Any = self.fields["companions"]
        reps = User.objects.working().holding(Role.REP, client=campaign.client).by_name()
        people.choices = [(rep.pk, str(rep)) for rep in reps]
        people.initial = self.instance.companions

    def clean(self) -> dict[str, Any]:
        """There is a way to go only to the lead."""
        said = super().clean() or {}
        if said.get("travel") and said.get("place") != THEIRS:
            self.add_error("travel", _("There is a way to go only to the lead’s place. Write 0."))
        return said

    def _post_clean(self) -> None:
        """The verb writes the row; nothing is put into it before."""

    def act(self, *, by: User) -> None:
        if self.instance.pk:
            self.instance.change(by=by, **self.cleaned_data)
        else:
            MeetingKind.add(self.campaign, by=by, **self.cleaned_data)
