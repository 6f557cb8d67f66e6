"""Drawing calls, judging one, answering a review, writing a scorecard."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.checklist import CHECKS
from calls.models import CallAttempt, CallPick, Review, ReviewDraft, ReviewReply, Scorecard
from calls.models.callpick import MOST, WHAT
from calls.scoring import SCALE, YES_NO, Criterion
from leads.forms.campaigns import ClientForm
from leads.models import Campaign
from office import clock
from office.forms.act import ActForm
from office.models import Client, Membership, Refused, Role, User

LOTS = 1_000_000
FORTNIGHT = timedelta(days=13)
NOT_RATED = "-"
DAY = {"type": "date"}
CHECK_WORDS = {
    "steps": _("every step of the script was said"),
    "questions": _("every needed question was asked"),
    "answers": _("the answers were written down as they were told"),
    "reason": _("the reason of a refusal was asked and written down"),
    "offer": _("a time was offered"),
    "respect": _("a “never again” ended the call"),
    "outcome": _("the outcome is the right one"),
}


class PickForm(ClientForm):
    """From which calls is drawn, how many, and by which number (one is made up when none is given)."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    last = forms.DateField(label=_("To"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    what = forms.ChoiceField(label=_("Which calls"), choices=WHAT)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), required=False, empty_label=_("All campaigns")
    )
    setter = forms.ModelChoiceField(
        User.objects.none(), label=_("Setter"), required=False, empty_label=_("All setters")
    )
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST, initial=5)
    seed = forms.IntegerField(
        label=_("Number of the lot"),
        required=False,
        min_value=0,
        max_value=LOTS,
        help_text=_("Leave it empty: a number is drawn too. With the same number anybody draws the same calls."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        today = clock.today(user.zone)
        self.fields["first"].initial, self.fields["last"].initial = today - FORTNIGHT, today
        campaign: Any = self.fields["campaign"]
        campaign.queryset = Campaign.objects.visible_to(user).by_name()
        setter: Any = self.fields["setter"]
        members = Membership.objects.visible_to(user).holding(Role.SETTER)
        setter.queryset = User.objects.visible_to(user).with_ids(members.values("user_id")).by_name()

    def draw(self, *, by: User) -> CallPick | None:
        """Draw them; None, with the sentence among the errors, when there is nothing to draw."""
        if not self.is_valid():
            return None
        told = dict(self.cleaned_data)
        seed = told.pop("seed")
        told["seed"] = secrets.randbelow(LOTS) if seed is None else seed
        try:
            return CallPick.draw(told.pop("client"), by=by, **told)
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
            return None


class ReviewForm(ActForm):
    """A call by its scorecard: each criterion a row of choices, and notes to the setter."""

    notes = forms.CharField(
        label=_("Notes to the setter"), required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    after = forms.IntegerField(widget=forms.HiddenInput())
    pick = forms.ModelChoiceField(CallPick.objects.none(), required=False, widget=forms.HiddenInput())

    def __init__(
        self, *args: Any, attempt: CallAttempt, card: Scorecard | None, last: Review | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.attempt, self.card, self.last = attempt, card, last
        self.fields["after"].initial = last.version if last else 0
        picks: Any = self.fields["pick"]
        picks.queryset = CallPick.objects.of_client(attempt.client_id)
        self.criteria = card.every if card else []
        for each in self.criteria:
            field = forms.ChoiceField(label=each.text, choices=_choices(each), widget=forms.RadioSelect)
            self.fields[each.key] = field

    @property
    def rows(self) -> list[tuple[Criterion, Any]]:
        """Each criterion with its field."""
        return [(each, self[each.key]) for each in self.criteria]

    @property
    def ratings(self) -> dict[str, int | None]:
        said = {each.key: self.cleaned_data[each.key] for each in self.criteria}
        return {key: None if value == NOT_RATED else int(value) for key, value in said.items()}

    def act(self, *, by: User) -> None:
        if self.card is None:
            raise Refused(_t("There is no scorecard yet. Write one first."))
        told = {name: self.cleaned_data[name] for name in ("notes", "after", "pick")}
        Review.give(self.attempt, self.card, self.ratings, by=by, **told)
        ReviewDraft.objects.on(self.attempt, by=by).delete()

    def keep(self, *, by: User) -> bool:
        """Save what there is so far, whole or not; False when it is no text of a review."""
        self.is_valid()
        if "notes" in self.errors:
            return False
        ratings = {each.key: self.cleaned_data[each.key] for each in self.criteria if self.cleaned_data.get(each.key)}
        ReviewDraft.keep(self.attempt, by=by, ratings=ratings, notes=self.cleaned_data["notes"])
        return True


def _choices(criterion: Criterion) -> list[tuple[str, Any]]:
    words = {0: _("no"), 1: _("yes")} if criterion.kind == YES_NO else {n: str(n) for n in criterion.ratings}
    return [*((str(rating), words[rating]) for rating in criterion.ratings), (NOT_RATED, _("did not come up"))]


class ReplyForm(ActForm):
    """A word on a review."""

    text = forms.CharField(label=_("Your answer"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review

    def act(self, *, by: User) -> None:
        ReviewReply.say(self.review, self.cleaned_data["text"], by=by)


class CriterionForm(forms.Form):
    """One line of the editor; without words there is no criterion."""

    text = forms.CharField(label=_("Criterion"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Rated"), choices=[(SCALE, _("1 to 5")), (YES_NO, _("yes or no"))])
    weight = forms.IntegerField(label=_("Weight"), min_value=0, max_value=100, initial=1)
    is_fatal = forms.BooleanField(label=_("Instant fail"), required=False)
    check = forms.ChoiceField(
        label=_("In practice"),
        required=False,
        choices=[("", _("no machine sees this")), *((name, CHECK_WORDS[name]) for name in CHECKS)],
    )

    @property
    def criterion(self) -> Criterion | None:
        told = dict(self.cleaned_data)
        return Criterion(key="", **{**told, "text": told["text"].strip()}) if told.get("text", "").strip() else None


Criteria = forms.formset_factory(CriterionForm, extra=3, max_num=23, validate_max=True)


# What is proposed to whoever writes the first card of a client: words, how it is rated, weight, fatal, in practice.
USUAL = (
    (_("Says at once who calls and for whom"), YES_NO, 2, True, ""),
    (_("Follows the script, step by step"), SCALE, 2, False, "steps"),
    (_("Asks every needed question"), SCALE, 3, False, "questions"),
    (_("Writes the answers down as they were told"), YES_NO, 2, False, "answers"),
    (_("Listens more than talks"), SCALE, 2, False, ""),
    (_("Asks for the reason of a refusal"), YES_NO, 2, False, "reason"),
    (_("Offers a definite time"), YES_NO, 3, False, "offer"),
    (_("Respects a “never again” at once"), YES_NO, 1, True, "respect"),
)


def _usual() -> list[dict[str, Any]]:
    names = ("text", "kind", "weight", "is_fatal", "check")
    return [dict(zip(names, row, strict=True)) for row in USUAL]


class ScorecardForm(ActForm):
    """The next version of a card: its name, and its criteria line by line (`lines`)."""

    name = forms.CharField(label=_("Name"), max_length=80)
    after = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, data: Any, *, client: Client, campaign: Campaign | None = None) -> None:
        last = Scorecard.objects.of(client, campaign).first()
        shown = last if last and last.criteria else Scorecard.objects.of(client).first()
        start = {"after": last.version if last else 0, "name": shown.name if shown else _("Call review")}
        super().__init__(data, initial=start)
        self.client, self.campaign, self.last = client, campaign, last
        self.lines = Criteria(data, initial=[each.row() for each in shown.every] if shown else _usual(), prefix="line")

    def is_valid(self) -> bool:
        return super().is_valid() and self.lines.is_valid()

    @property
    def criteria(self) -> Sequence[Criterion]:
        return [line.criterion for line in self.lines.forms if line.criterion]

    def act(self, *, by: User) -> None:
        told = {name: self.cleaned_data[name] for name in ("name", "after")}
        Scorecard.write(self.client, self.criteria, by=by, campaign=self.campaign, **told)
