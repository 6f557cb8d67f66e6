"""Key in what came of a row on paper, in as few keys as it takes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from calls import codes, typed
from calls.models import CallAttempt, CallSheetRow, Disposition, Outcome
from calls.models.outcome import AT_A_TIME
from leads.models import Question
from office import clock
from office.models import Refused, User

T = TypeVar("T")


def row_of(text: str, user: User) -> CallSheetRow:
    """The row of a typed code, of those that this person may key in. Refused in words for any other text."""
    rows = CallSheetRow.objects.visible_to(user).within_reach(user)
    try:
        row = rows.coded(text)
    except codes.NoCode as error:
        raise Refused(_t("This is not the code of a row. Look at it again.")) from error
    if row is None:
        raise Refused(_t("No row of yours has this code."))
    return row


class ReportForm(forms.Form):
    """The code and the key of the outcome; the rest depends on the outcome. Times and days: calls/typed.py."""

    code = forms.CharField(label=_("Code of the row"), max_length=40)
    outcome = forms.CharField(label=_("Outcome"), max_length=1)
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False, help_text=_("Its number, or words."))
    when = forms.CharField(
        label=_("Call back at"),
        max_length=40,
        required=False,
        help_text=_("On the lead’s clock: 15:30, or day/month and time: 25/11 10:30."),
    )
    return_on = forms.CharField(
        label=_("Comes back"), max_length=20, required=False, help_text=_("In how many months: 3, or on a day: 25/2.")
    )
    answers = forms.CharField(
        label=_("Answers"),
        max_length=40,
        required=False,
        help_text=_("One digit a question, in their order; a dash where nothing was ticked: 12-1."),
    )
    called_at = forms.CharField(
        label=_("Called at"), max_length=8, required=False, help_text=_("On the setter’s clock, if you know: 10:40.")
    )
    notes = forms.CharField(label=_("Notes"), max_length=2000, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        for name in ("code", "outcome"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields behind code and outcome."""
        return [self[name] for name in self.fields if name not in ("code", "outcome")]

    @property
    def row(self) -> CallSheetRow | None:
        """The row that was named, when it was."""
        found = getattr(self, "cleaned_data", {}).get("code")
        return found if isinstance(found, CallSheetRow) else None

    def clean_code(self) -> CallSheetRow:
        row = row_of(self.cleaned_data["code"], self.by)
        row.must_be_out()
        return row

    def clean(self) -> None:
        if row := self.row:
            self._understand("outcome", lambda text: self._disposition(text, row))
            self._understand("called_at", lambda text: self._called_at(text, row))
            self._understand("answers", lambda text: self._answers(text, row))
            self._understand_the_rest(row)

    def _understand(self, name: str, read: Callable[[str], T]) -> None:
        """Turn the text of a field into what it means; what means nothing is an error at the field."""
        if text := self.cleaned_data.get(name):
            try:
                self.cleaned_data[name] = read(text)
            except Refused as refusal:
                self.add_error(name, refusal)
            except ValueError:
                self.add_error(name, _t("This was not understood: “%(text)s”.") % {"text": text})

    def _understand_the_rest(self, row: CallSheetRow) -> None:
        """What the outcome needs, and what was said with it."""
        disposition, at = self.cleaned_data.get("outcome"), self.cleaned_data.get("called_at") or None
        if disposition is None or "called_at" in self.errors:
            return
        since = row.sheet.moment_of(row.enrollment, at)
        today = clock.today(row.sheet.campaign.zone)
        self._understand("when", lambda text: typed.moment(text, row.lead.zone, since))
        self._understand("return_on", lambda text: typed.day(text, today))
        self._understand("reason", lambda text: _reason(text, disposition))
        for name, lacks, sentence in needs(disposition):
            if lacks and not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, sentence)

    @staticmethod
    def _disposition(text: str, row: CallSheetRow) -> Disposition:
        key = text.upper().translate(codes.GREEK).lower()
        found = Disposition.objects.of_campaign(row.sheet.campaign_id).on_paper()
        chosen = next((disposition for disposition in found if disposition.key == key), None)
        if chosen is None:
            raise Refused(_t("No outcome has this key. There are: %(keys)s") % {"keys": _keys(found)})
        return chosen

    @staticmethod
    def _called_at(text: str, row: CallSheetRow) -> datetime:
        at = datetime.combine(row.sheet.day, typed.clock(text), ZoneInfo(row.sheet.setter.zone))
        return row.sheet.moment_of(row.enrollment, at)

    @staticmethod
    def _answers(text: str, row: CallSheetRow) -> dict[Question, str]:
        asked = list(Question.objects.asked_in(row.sheet.campaign_id, at=row.sheet.made_at))  # as they were printed
        signs = "".join(text.split())
        if len(signs) > len(asked):
            only = ngettext("There is only %(n)d question.", "There are only %(n)d questions.", len(asked))
            raise Refused(only % {"n": len(asked)})
        ticked = [(question, sign) for question, sign in zip(asked, signs, strict=False) if sign not in "-0"]
        return {question: _option(question, sign) for question, sign in ticked}

    def save(self) -> CallAttempt | None:
        """The attempt; None, with the sentence among the errors, when it is refused."""
        if not self.is_valid() or self.row is None:
            return None
        said = self.cleaned_data
        told = {"reason": said["reason"], "notes": said["notes"], "answers": said["answers"] or {}}
        times = {"callback_at": said["when"] or None, "return_on": said["return_on"] or None}
        try:
            at = said["called_at"] or None
            return CallAttempt.report(self.row, said["outcome"], by=self.by, at=at, **told, **times)
        except Refused as refusal:
            self.add_error(None, refusal)
            return None


def needs(disposition: Disposition) -> list[tuple[str, bool, str]]:
    """(field, whether the outcome needs it, what to say when it is empty)."""
    return [
        ("when", disposition.outcome in AT_A_TIME, _t("Say when to call back.")),
        ("return_on", disposition.outcome == Outcome.NOT_NOW, _t("Say when the lead comes back.")),
        ("reason", bool(disposition.reasons), _t("Say the reason.")),
    ]


def _keys(dispositions: Any) -> str:
    return ", ".join(f"{found.key} {found.label}" for found in dispositions)


def _reason(text: str, disposition: Disposition) -> str:
    """A number of the list becomes its words."""
    return _nth(disposition.reasons, text) if disposition.reasons and text.isdecimal() else text


def _option(question: Question, sign: str) -> str:
    return _nth(question.labels, sign)


def _nth(words: list[str], number: str) -> str:
    if not 0 < int(number) <= len(words):
        raise ValueError(number)
    return str(words[int(number) - 1])
