"""Who takes a campaign's meetings, how many for others' one, in which languages, and where."""

import re
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models import FairnessEntry, PoolMember, PoolTerms
from leads.models import Campaign
from office.forms import ActForm
from office.models import Role, User

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,4})?")
WEIGHTS = 20  # turns at most for others' one


class WordsField(forms.CharField):
    """Several short words in one field, between commas: a list of them, each once, as typed. `pattern`: what each must
    be; `most`: characters of one."""

    def __init__(self, *, most: int, pattern: str = "", **kwargs: Any) -> None:
        super().__init__(required=False, max_length=2_000, **kwargs)
        self.most, self.pattern = most, re.compile(pattern) if pattern else None

    def prepare_value(self, value: Any) -> Any:
        """Written as one types it."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The words, or the first that is wrong."""
        typed = super().clean(value)
        words = list(dict.fromkeys(" ".join(word.split()) for word in re.split(r"[,;\n]", typed) if word.strip()))
        for word in words:
            if len(word) > self.most or (self.pattern and not self.pattern.fullmatch(word.lower())):
                raise forms.ValidationError(_t("“%(word)s” does not belong here.") % {"word": word[:40]})
        return words


class JoinForm(ActForm):
    """A rep comes into the pool."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Rep"), empty_label=_("Choose a rep"))
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=WEIGHTS,
        initial=1,
        help_text=_("With 2, twice as many meetings as a colleague with 1."),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        reps = User.objects.holding(Role.REP, client=campaign.client).working().by_name()
        inside = [member.person_id for member in PoolMember.objects.of_campaign(campaign)]
        cast("forms.ModelChoiceField[User]", self.fields["person"]).queryset = reps.without(inside)

    def act(self, *, by: User) -> None:
        """Let them in."""
        PoolMember.join(self.campaign, self.cleaned_data["person"], by=by, weight=self.cleaned_data["weight"])


class MemberForm(forms.ModelForm):  # type: ignore[type-arg]
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=WEIGHTS,
        help_text=_("With 2, twice as many meetings as a colleague with 1. It counts from now on."),
    )
    skills = WordsField(label=_("Knows about"), most=60, help_text=_("Words between commas: ammonia, CO2."))
    languages = WordsField(
        label=_("Speaks"), most=8, pattern=LANGUAGE.pattern, help_text=_("Codes between commas: el, en. Empty: any.")
    )
    postal_codes = WordsField(
        label=_("Postal codes that begin with"),
        most=16,
        pattern=r"[\w \-]+",
        help_text=_("Between commas: 10, 11, SW1."),
    )
    area_codes = WordsField(
        label=_("Area codes that begin with"), most=8, pattern=r"\d+", help_text=_("Without the leading zero: 210, 31.")
    )

    class Meta:
        model = PoolMember
        fields = ("weight", "skills", "languages", "postal_codes", "area_codes", "valid_from", "valid_until")
        widgets = {name: forms.DateInput({"type": "date"}, "%Y-%m-%d") for name in ("valid_from", "valid_until")}

    def clean(self) -> dict[str, Any]:
        """A territory ends after it begins."""
        told = super().clean() or self.cleaned_data
        first, last = told.get("valid_from"), told.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _t("The territory ends before it begins."))
        return told

    def change(self, *, by: User) -> bool:
        """Save it."""
        if not self.is_valid():
            return False
        self.instance.change(by=by, **self.cleaned_data)
        return True


class CorrectForm(ActForm):
    """A manager gives turns, or takes some."""

    amount = forms.IntegerField(
        label=_("Turns"), help_text=_("More than 0 puts the rep behind the others, less than 0 in front.")
    )
    note = forms.CharField(label=_("Why"), max_length=200, error_messages={"required": _("Say why.")})

    def __init__(self, *args: Any, member: PoolMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def act(self, *, by: User) -> None:
        """Write the line."""
        told = self.cleaned_data
        FairnessEntry.correct(self.member.campaign, self.member.person, told["amount"], by=by, note=told["note"])


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = PoolTerms
        fields = ("accept_within", "skill_column", "remind_after", "tell_after")
        help_texts = {
            "accept_within": _("Empty: a meeting need not be accepted. Else, at least 5."),
            "skill_column": _("As it is called in the lists, under “other columns”. Empty: leads need none."),
        }

    def clean(self) -> dict[str, Any]:
        """As the database wants it, said at the field."""
        told = super().clean() or self.cleaned_data
        if (told.get("accept_within") or 5) < 5:
            self.add_error("accept_within", _t("Give a rep at least 5 minutes."))
        remind, tell = told.get("remind_after"), told.get("tell_after")
        if remind is not None and tell is not None and tell < remind:
            self.add_error("tell_after", _t("The rep is reminded before the manager is told."))
        return told

    def set(self, *, by: User) -> bool:
        """Change them."""
        if not self.is_valid():
            return False
        self.instance.set(by=by, **self.cleaned_data)
        return True
