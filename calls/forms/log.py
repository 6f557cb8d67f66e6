"""How a call came out, in the words of the desk: keys, presets, local times."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.forms import BookForm
from appointments.walltime import YEARS
from calls import presets
from calls.models import CallAttempt, Disposition, Draft, Outcome
from office import clock
from office.models import Refused, User


class LogCallForm(forms.Form):
    """An outcome of an attempt that was fetched `with_choices`.

    `when`: the key of a preset, or a local time where the lead is; `months`: when it may come back.
    """

    disposition = forms.CharField(max_length=20)
    notes = forms.CharField(required=False, max_length=20_000)
    reason = forms.CharField(required=False, max_length=120)
    when = forms.CharField(required=False, max_length=20)
    anyone = forms.BooleanField(required=False)
    months = forms.ChoiceField(required=False, choices=[("", ""), *((m, m) for m in presets.MONTHS)])
    return_on = forms.DateField(required=False, label=_("comes back on"))

    def __init__(self, *args: Any, attempt: CallAttempt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attempt = attempt

    def clean_disposition(self) -> Disposition:
        code = self.cleaned_data["disposition"]
        rows: list[dict[str, Any]] = vars(self.attempt)["choices"]
        disposition = next((Disposition(**row) for row in rows if row["code"] == code), None)
        if disposition is None:
            raise forms.ValidationError(_t("This campaign has no such outcome."))
        return disposition

    def save(self, *, by: User) -> bool:
        """Log the outcome; False, with the sentence among the errors, when it is refused."""
        if not self.is_valid():
            return False
        try:
            self.attempt.log(self.cleaned_data["disposition"], by=by, **self.told(by))
        except Refused as refusal:
            self.add_error(None, refusal)
            return False
        return True

    def told(self, by: User) -> dict[str, Any]:
        """What the setter said with it (see Told)."""
        said = self.cleaned_data
        told = {"reason": said["reason"], "notes": self._notes(by), "anyone": said["anyone"]}
        match said["disposition"].outcome:
            case Outcome.CALL_BACK:
                return told | {"callback_at": self._callback_at()}
            case Outcome.NOT_NOW:
                return told | {"return_on": self._return_on()}
            case Outcome.BOOKED:
                return told | self._booking()
        return told

    def _notes(self, by: User) -> str:
        """What stands in the field; without one (no script ran) what was saved as a draft."""
        if "notes" in self.data:
            return str(self.cleaned_data["notes"])
        draft = Draft.objects.of_setter(by).on(self.attempt.enrollment).first()
        return draft.text if draft else ""

    def _callback_at(self) -> datetime | None:
        zone, when = self.attempt.lead.zone, self.cleaned_data["when"]
        preset = {p.key: p.at for p in presets.callbacks(clock.now(), zone)}.get(when)
        return preset or _local(when, zone)

    def _return_on(self) -> date | None:
        months = self.cleaned_data["months"]
        today = clock.today(self.attempt.enrollment.campaign.zone)
        return presets.months_on(today, int(months)) if months else self.cleaned_data["return_on"]

    def _booking(self) -> dict[str, Any]:
        book = BookForm(self.data)
        if not book.is_valid():
            raise Refused(next(iter(book.errors.values()))[0])
        return dict(book.cleaned_data)


def _local(text: str, zone: str) -> datetime | None:
    """Read a wall time where the lead is."""
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) if text else None
    except ValueError as error:
        raise Refused(_t("That is not a time.")) from error
    if local and local.year not in YEARS:
        raise Refused(_t("That is not a time."))
    return local
