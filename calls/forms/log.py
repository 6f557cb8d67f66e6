"""How a call came out, in the words of the desk: keys, presets, local times."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.forms import BookForm, WishForm
from appointments.walltime import YEARS
from calls import presets
from calls.models import CallAttempt, Disposition, Draft, Outcome, Person
from calls.models.cadenceplan import TOLERANCES
from office import clock
from office.models import Refused, User

# What a refusal is about (its code), and the fields of an outcome in which that may have been typed.
TYPED_IN = {"number": ("person_number", "number"), "email": ("person_email", "mail_to")}


class LogCallForm(forms.Form):
    """An outcome of an attempt that was fetched `with_choices`.

    `when`: the key of a preset, or a local time where the lead is; `months`: when it may come back; `person_name`: who
    is the right one, the family name last.
    """

    disposition = forms.CharField(max_length=20)
    notes = forms.CharField(required=False, max_length=20_000)
    reason = forms.CharField(required=False, max_length=120)
    when = forms.CharField(required=False, max_length=20)
    anyone = forms.BooleanField(required=False)
    months = forms.ChoiceField(required=False, choices=[("", ""), *((m, m) for m in presets.MONTHS)])
    return_on = forms.DateField(required=False, label=_("comes back on"))
    tolerance = forms.ChoiceField(
        required=False, choices=[("", ""), *((str(n), str(n)) for n in TOLERANCES)], label=_("give or take")
    )
    mail = forms.IntegerField(required=False)
    mail_to = forms.CharField(required=False, max_length=254)
    number = forms.CharField(required=False, max_length=60)
    person_name = forms.CharField(required=False, max_length=160)
    person_number = forms.CharField(required=False, max_length=60)
    person_title = forms.CharField(required=False, max_length=120)
    person_email = forms.CharField(required=False, max_length=254)

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
        """Log the outcome; False, with the sentence among the errors, when it is refused. Sent again because the first
        answer got lost, it counts once."""
        if not self.is_valid():
            return False
        return self._is_said(by) or self._say(self.attempt.log, by)

    def _is_said(self, by: User) -> bool:
        said: int | None = self.attempt.disposition_id
        return self.attempt.setter_id == by.pk and said == self.cleaned_data["disposition"].pk

    def amend(self, *, by: User) -> bool:
        """The same, instead of an outcome that was given less than a minute ago."""
        return self.is_valid() and self._say(self.attempt.amend, by)

    def _say(self, verb: Callable[..., None], by: User) -> bool:
        try:
            verb(self.cleaned_data["disposition"], by=by, **self.told(by))
        except Refused as refusal:
            self.add_error(self._about(refusal), refusal)
            return False
        return True

    def _about(self, refusal: Refused) -> str | None:
        code = str(getattr(refusal, "code", None) or "")
        return next((name for name in TYPED_IN.get(code, (code,)) if name in self.fields and name in self.data), None)

    def told(self, by: User) -> dict[str, Any]:
        """What the setter said with it (see Told)."""
        said = self.cleaned_data
        told = {"reason": said["reason"], "anyone": said["anyone"], "mail": said["mail"], "mail_to": said["mail_to"]}
        told |= self._notes(by)
        match said["disposition"].outcome:
            case Outcome.CALL_BACK | Outcome.QUALIFIED:
                return told | self._callback()
            case Outcome.NOT_NOW:
                return told | {"return_on": self._return_on()}
            case Outcome.WAITLIST:
                return told | {"wish": self._wish()}
            case Outcome.BOOKED | Outcome.MOVED:
                return told | self._booking()
            case Outcome.BAD_NUMBER:
                return told | {"number": said["number"]}
            case Outcome.RIGHT_PERSON:
                return told | {"person": self._person()}
        return told

    def _notes(self, by: User) -> dict[str, str]:
        """What stands in the field; without one (no script ran) what was saved as a draft."""
        if "notes" in self.data:
            return {"notes": str(self.cleaned_data["notes"])}
        if self.attempt.disposition_id is not None:
            return {}
        draft = Draft.objects.of_setter(by).on(self.attempt.enrollment).first()
        return {"notes": draft.text if draft else ""}

    def _callback(self) -> dict[str, Any]:
        zone, when = self.attempt.lead.zone, self.cleaned_data["when"]
        preset = {p.key: p for p in presets.callbacks(clock.now(), zone)}.get(when)
        if preset:
            return {
                "callback_at": preset.at,
                "slots": preset.slots,
                "tolerance": int(self.cleaned_data["tolerance"] or 0),
            }
        return {"callback_at": _local(when, zone), "tolerance": int(self.cleaned_data["tolerance"] or 0)}

    def _person(self) -> Person | None:
        said = self.cleaned_data
        first, _blank, last = said["person_name"].strip().rpartition(" ")
        details = {"number": said["person_number"], "job_title": said["person_title"], "email": said["person_email"]}
        return Person(first_name=first.strip(), last_name=last, **details) if last else None

    def _return_on(self) -> date | None:
        months = self.cleaned_data["months"]
        today = clock.today(self.attempt.enrollment.campaign.zone)
        return presets.months_on(today, int(months)) if months else self.cleaned_data["return_on"]

    def _wish(self) -> dict[str, Any]:
        form = WishForm(self.data, campaign=self.attempt.enrollment.campaign_id)
        if not form.is_valid():
            raise Refused(next(iter(form.errors.values()))[0])
        return form.wish

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
        raise Refused(_t("That is not a time."), "when") from error
    if local and local.year not in YEARS:
        raise Refused(_t("That is not a time."), "when")
    return local
