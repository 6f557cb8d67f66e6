"""Choosing a time, holding it, booking it."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models import Appointment, CalendarBlock, MeetingKind, Overrule, Picker, Place, Wish
from appointments.walltime import YEARS, from_wall, moment
from leads.models import Enrollment, Lead
from leads.states import Stage
from office import clock
from office.models import Refused, User


class SlotsForm(forms.Form):
    """Which times to look at: kind of meeting, day (the lead's), one rep or anyone."""

    kind = forms.ModelChoiceField(MeetingKind.objects.none(), label=_("Kind of meeting"), required=False)
    rep = forms.TypedChoiceField(label=_("With"), required=False, coerce=int, empty_value=None)
    day = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lead: Lead, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead, self.by = lead, by
        enrollment = lead.enrollment
        self.has_meeting = enrollment is not None and enrollment.stage == Stage.APPOINTMENT_SET
        self.kinds = MeetingKind.objects.of_campaign(enrollment.campaign_id if enrollment else 0)
        self.wish = Wish.objects.of_client(lead.client_id).open().of_lead(lead).shown().first()
        cast("forms.ModelChoiceField[MeetingKind]", self.fields["kind"]).queryset = self.kinds
        everyone = Picker(lead, self.kinds[0], by=by).pool if self.kinds else []
        reps = [(str(member.person_id), str(member.person)) for member in everyone]
        cast(forms.TypedChoiceField, self.fields["rep"]).choices = [("", _("Whoever fits best")), *reps]

    def picker(self) -> Picker | None:
        """The times asked for; None when the lead's campaign has nothing to book."""
        said = self.cleaned_data if self.is_valid() else {}
        asked = said.get("kind") or self._wished_kind
        kind, rep = asked or next(iter(self.kinds), None), said.get("rep")
        if self.wish and "rep" not in self.data:
            rep = self.wish.rep_id
        told: dict[str, Any] = {"day": said.get("day"), "rep": rep, "wish": self.wish, "same": self._same}
        return Picker(self.lead, kind, by=self.by, **told) if kind else None

    @property
    def _same(self) -> int | None:
        """Who has the lead's meeting now: another time is one with them first."""
        if not self.has_meeting:
            return None
        return (
            Appointment.objects.of_lead(self.lead).standing().ahead(clock.now()).values_list("rep", flat=True).first()
        )

    @property
    def _wished_kind(self) -> MeetingKind | None:
        """What a lead on the waitlist waits for, if it can still be booked."""
        return self.wish.kind if self.wish and self.wish.kind in self.kinds else None


class HoldForm(SlotsForm):
    """Which time to put on hold: `start`, seconds since the epoch."""

    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**32)

    def save(self, picker: Picker | None) -> CalendarBlock | None:
        """Put the time on hold; None, with the reason among the errors, when that cannot be."""
        if not self.is_valid() or picker is None:
            return None
        try:
            return picker.hold(moment(self.cleaned_data["start"]))
        except Refused as refusal:
            self.add_error(None, refusal)
            return None


class OverruleForm(SlotsForm):
    """A time that is not offered, on the lead's clock, and why it is taken all the same."""

    at = forms.DateTimeField(
        label=_("Time where the lead is"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    why = forms.CharField(label=_("Why all the same"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("at", "why"):
            self.fields[name].widget.attrs["class"] = "form-control"

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self["at"], self["why"]]

    def clean_at(self) -> Any:
        """A year that a calendar holds."""
        if self.cleaned_data["at"].year not in YEARS:
            raise forms.ValidationError(self.fields["at"].error_messages["invalid"])
        return self.cleaned_data["at"]

    def save(self, picker: Picker | None) -> CalendarBlock | None:
        """Put the time on hold; None, with the reason among the errors, when that cannot be."""
        if not self.is_valid() or picker is None:
            return None
        wall = self.cleaned_data["at"].replace(tzinfo=None)
        try:
            return Overrule.take(picker, moment(from_wall(self.lead.zone, wall)), reason=self.cleaned_data["why"])
        except Refused as refusal:
            self.add_error(None, refusal)
            return None


class RenewForm(forms.Form):
    """The heartbeat of a hold."""

    hold = forms.UUIDField(widget=forms.HiddenInput)

    def save(self, *, by: User) -> CalendarBlock | None:
        if not self.is_valid():
            return None
        try:
            return CalendarBlock.renew(self.cleaned_data["hold"], by=by)
        except Refused as refusal:
            self.add_error(None, refusal)
            return None


class BookForm(forms.Form):
    """What a booking needs beside the call itself. The desk's form carries these fields too."""

    hold = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": _("Choose a time first.")})
    place = forms.ChoiceField(label=_("Where"), choices=Place.choices, required=False)
    where = forms.CharField(label=_("Address or link"), max_length=300, required=False)
    email = forms.EmailField(label=_("E-mail for the invitation"), required=False)
    overrule = forms.CharField(label=_("Book all the same, because"), max_length=200, required=False)

    def __init__(self, *args: Any, kind: MeetingKind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind:
            cast(forms.ChoiceField, self.fields["place"]).choices = kind.places
        for field in self.fields.values():
            look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs.update({"class": look, "form": "log-form"})

    @property
    def needed(self) -> list[forms.BoundField]:
        """What every booking asks for; the reason to book against the verdict stands apart."""
        return [self[name] for name in ("place", "where", "email")]

    def book(self, enrollment: Enrollment, *, by: User, note: str = "") -> Appointment:
        """Make the meeting; inside the caller's transaction. Raises Refused."""
        return Appointment.book(enrollment, by=by, note=note, **self.cleaned_data)


class BookLeadForm(BookForm):
    """A booking without a call: a manager's or a rep's."""

    note = forms.CharField(label=_("Note to the rep"), required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead

    def save(self, *, by: User) -> Appointment | None:
        """Make the meeting; None, with the reason among the errors, when that cannot be."""
        if not self.is_valid():
            return None
        try:
            if self.lead.enrollment is None:
                raise Refused(_t("This lead is in no campaign now."))
            return Appointment.book(self.lead.enrollment, by=by, **self.cleaned_data)
        except Refused as refusal:
            self.add_error(None, refusal)
            return None
