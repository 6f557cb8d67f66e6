"""What the card of a lead offers for the end of the call: outcomes, times, mails, the meeting to be confirmed."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR

from appointments.models import Appointment
from calls import presets
from calls.models import Disposition, Outcome
from calls.models.cadenceplan import TOLERANCES
from leads.models import Campaign, Enrollment, Lead, Priority, ReturnReason

WAITS = timedelta(days=21)  # how long a lead waits for a time, where nothing else is said


class Outcomes:
    """A part of the Card; `found` is what the card has read."""

    enrollment: Enrollment
    campaign: Campaign
    lead: Lead
    now: datetime
    found: Any

    @cached_property
    def dispositions(self) -> list[Disposition]:
        rows, reasons = self.found["dispositions"], [ReturnReason(**row) for row in self.found["reasons"] or ()]
        found = [Disposition(**row) for row in rows] if rows else Disposition.lay(self.campaign)
        for disposition in found:
            disposition.offers = disposition.choices(reasons)
        return found

    @cached_property
    def fitting(self) -> list[Disposition]:
        """Those that this call can have."""
        return [disposition for disposition in self.dispositions if disposition.fits(self.enrollment)]

    @property
    def calls_back(self) -> str:
        """The code of the outcome that promises a callback; empty where there is none."""
        return self._code(Outcome.CALL_BACK)

    @property
    def books_as(self) -> str:
        """The code of the outcome that the booking gives: a meeting that is to be confirmed is moved."""
        return self._code(Outcome.MOVED if self.enrollment.priority == Priority.CONFIRM else Outcome.BOOKED)

    def _code(self, outcome: str) -> str:
        return next((each.code for each in self.fitting if each.outcome == outcome), "")

    @property
    def mails(self) -> list[dict[str, Any]]:
        """The approved mails of the campaign."""
        return self.found["mails"] or []

    @cached_property
    def meeting(self) -> Appointment | None:
        """The one that this call is about."""
        if self.enrollment.priority != Priority.CONFIRM:
            return None
        return Appointment.objects.of_lead(self.lead).of_pass(self.enrollment).standing().shown().first()

    @cached_property
    def callbacks(self) -> list[presets.When]:
        return presets.callbacks(self.now, self.lead.zone)

    @property
    def tolerances(self) -> tuple[int, ...]:
        return TOLERANCES

    @property
    def tolerance(self) -> int:
        """What the campaign proposes."""
        return int(self.found["tolerance"] or 0)

    @property
    def bookable(self) -> dict[str, Any]:
        """During a call: the kinds of meeting and the reps that a lead can wait for."""
        return self.found["bookable"] or {}

    @property
    def weekdays(self) -> list[tuple[int, Any]]:
        return list(WEEKDAYS_ABBR.items())

    @property
    def wish_dates(self) -> tuple[date, date]:
        """On the lead's calendar: today, and until when one waits where nothing else is said."""
        today = self.now.astimezone(ZoneInfo(self.lead.zone)).date()
        return today, today + WAITS

    @property
    def months(self) -> tuple[str, ...]:
        return presets.MONTHS
