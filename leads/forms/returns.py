"""What marketing does with the leads that came back."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leads.forms.inbox import DayField, FindReturnsForm
from leads.models import HandOff, LeadList
from office.models import Refused, User

MOST = 500  # returns that one act changes while a person waits: all of them or none; of the others it tells


class ReturnsForm(forms.Form):
    """Some of the returns, chosen one by one, or all that the filters of the page (`back`) find."""

    handoffs = forms.ModelMultipleChoiceField(HandOff.objects.none(), required=False)
    every = forms.BooleanField(required=False)
    back = forms.CharField(required=False, max_length=2_000)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.every_one = user, HandOff.objects.visible_to(user).at_marketing()
        chosen: Any = self.fields["handoffs"]
        chosen.queryset = self.every_one
        self.fates: dict[str, int] = {}
        self.left, self.step = 0, ""

    @property
    def chosen(self) -> Any:
        told = self.cleaned_data
        if not told["every"]:
            return told["handoffs"]
        return FindReturnsForm(QueryDict(told["back"]), user=self.user).narrow(self.every_one).in_state("waiting")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not told.get("every") and not told.get("handoffs"):
            raise forms.ValidationError(_t("Choose at least one lead."))
        return told

    def act(self, *, by: User) -> int:
        """Do it to each; 0 when nothing was chosen. All are done, or (with the sentence in the errors) none. Of more
        than `MOST` the newest: `left` says how many wait for the next step, `step` behind which of them it begins."""
        if not self.is_valid():
            return 0
        chosen = self.chosen
        rows = list(chosen.newest()[:MOST])
        try:
            with transaction.atomic():
                for handoff in rows:
                    fate = self.do(handoff, by)
                    self.fates[fate] = self.fates.get(fate, 0) + 1
        except Refused as refusal:
            self.add_error(None, refusal)
            return 0
        if len(rows) == MOST:
            self.step = str(rows[-1].pk)
            self.left = chosen.older_than(self.step).count()
        return len(rows)

    def do(self, handoff: HandOff, by: User) -> str:
        """Do it to one; says what became of it."""
        raise NotImplementedError

    @property
    def sentence(self) -> str:
        """Why nothing was done."""
        told = " ".join(str(message) for messages in self.errors.values() for message in messages)
        return told or _t("No lead was found under these filters.")

    def told(self) -> list[str]:
        """What became of them, a sentence for each fate."""
        words = {
            "back": ngettext("%(n)s lead is back in the queue.", "%(n)s leads are back in the queue.", self._n("back")),
            "dated": ngettext(
                "%(n)s lead comes back on that day.", "%(n)s leads come back on that day.", self._n("dated")
            ),
            "rested": ngettext(
                "%(n)s lead comes back later: its rest is not over.",
                "%(n)s leads come back later: their rest is not over.",
                self._n("rested"),
            ),
            "spent": ngettext(
                "%(n)s return was closed: the lead had as many passes as the rules allow.",
                "%(n)s returns were closed: the leads had as many passes as the rules allow.",
                self._n("spent"),
            ),
            "closed": ngettext("%(n)s return is closed.", "%(n)s returns are closed.", self._n("closed")),
        }
        told = [words[fate] % {"n": n} for fate, n in self.fates.items()]
        return [*told, self._more] if self.left else told

    @property
    def goes_on(self) -> str:
        """The query of the page as it was; where some are left, only those."""
        query = QueryDict(self.data.get("back", ""), mutable=True)
        if self.left:
            query["step"] = self.step
        elif not self.errors:
            query.pop("step", None)
        return query.urlencode()

    @property
    def _more(self) -> str:
        more = ngettext(
            "%(n)s more is found by these filters: do the same once more for it.",
            "%(n)s more are found by these filters: do the same once more for them.",
            self.left,
        )
        return more % {"n": self.left}

    def _n(self, fate: str) -> int:
        return self.fates.get(fate, 0)


class BringBackForm(ReturnsForm):
    """Now: into the list where it was, or into another one."""

    FATES = {HandOff.Fate.BACK: "back", HandOff.Fate.DATED: "rested", HandOff.Fate.CLOSED: "spent"}
    into = forms.ModelChoiceField(LeadList.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        lists: Any = self.fields["into"]
        lists.queryset = LeadList.objects.visible_to(user).by_campaign()

    def do(self, handoff: HandOff, by: User) -> str:
        return self.FATES[HandOff.Fate(handoff.bring_back(by=by, into=self.cleaned_data["into"]))]


class CloseForm(ReturnsForm):
    def do(self, handoff: HandOff, by: User) -> str:
        handoff.close(by=by)
        return "closed"


class PostponeForm(ReturnsForm):
    day = DayField(error_messages={"required": _("Choose the day on which they come back.")})

    def do(self, handoff: HandOff, by: User) -> str:
        return "dated" if handoff.postpone(self.cleaned_data["day"], by=by) == self.cleaned_data["day"] else "rested"


class MoveDayForm(PostponeForm):
    """Every return of one day of the calendar, under the filters of the page, to another day."""

    since = DayField(error_messages={"required": _("Choose the day that is to be moved.")})

    @property
    def chosen(self) -> Any:
        narrowed = FindReturnsForm(QueryDict(self.cleaned_data["back"]), user=self.user).narrow(self.every_one)
        return narrowed.in_state("waiting").back_on(self.cleaned_data["since"])

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data
