from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

import holidays
from django.db import models, transaction

from appointments.models import Appointment
from calls.models.cadenceplan import CadencePlan
from leads.models import Activity, Campaign, Enrollment, Lead, Priority
from leads.states import Stage
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet

WEEKEND = 5  # Saturday
DAY = timedelta(days=1)


class ConfirmationCallQuerySet(ClientOwnedQuerySet["ConfirmationCall"]):
    def of_meeting(self, meeting: Appointment) -> Self:
        return self.filter(appointment=meeting, version=meeting.version)


class ConfirmationCall(ClientOwned):
    """That a meeting, as it stands in this version, was put into the queue to be confirmed: once."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="confirmation_calls", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="confirmation_calls", db_constraint=False)
    version = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=clock.now)

    objects = ConfirmationCallQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appointment", "version"], name="confirmed_once_a_version")]

    def __str__(self) -> str:
        return f"{self.appointment_id} v{self.version}"

    @classmethod
    @transaction.atomic
    def ask_for(cls, meeting: Appointment, *, now: datetime) -> bool:
        """Put the lead into its campaign's queue to confirm this meeting. False when that was done, or when the lead
        is on a call, or the meeting is no longer to be confirmed."""
        enrollment = Enrollment.objects.locked(meeting.enrollment_id)
        found = Appointment.objects.locked(meeting.pk)
        waits = enrollment.stage == Stage.APPOINTMENT_SET and enrollment.claimed_by_id is None
        if not waits or found.state != "booked" or found.version != meeting.version:
            return False
        _made, new = cls.objects.get_or_create(
            client_id=found.client_id,
            appointment=found,
            version=found.version,
            defaults={"lead_id": found.lead_id, "made_at": now},
        )
        if new:
            enrollment.queue_for(Priority.CONFIRM, now)
            enrollment.lead.record(Activity.Kind.MEETING, by=None, appointment=found.pk, what="to_confirm")
        return new


def is_about_meeting(enrollment: Enrollment) -> bool:
    """The lead has a meeting ahead: a call with it, whoever began it, has the outcomes of one about that meeting."""
    if enrollment.stage != Stage.APPOINTMENT_SET:
        return False
    return Appointment.objects.of_pass(enrollment).standing().ahead(clock.now()).exists()


@cache
def _free_days(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country; none where the library knows none."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def next_working_day(today: date, country: str) -> date:
    """The first day after today that is neither on a weekend nor a public holiday."""
    days = (today + n * DAY for n in range(1, 15))
    return next(day for day in days if day.weekday() < WEEKEND and day not in _free_days(country, day.year))


def sweep_confirmations() -> int:
    """Put the meetings of the next working day that nobody has confirmed into the queue, and take out those that are
    confirmed, over or gone. Returns how many came in. Running twice does no harm."""
    return Client.objects.walk(_confirm)


def _confirm(client: int) -> int:
    now = clock.now()
    _lapse(now)
    silent = CadencePlan.objects.silent_about_meetings().values("campaign")
    campaigns = Campaign.objects.of_client(client).running().exclude(pk__in=silent)
    return sum(_ask_for_all(campaign, now) for campaign in campaigns)


def _ask_for_all(campaign: Campaign, now: datetime) -> int:
    place = ZoneInfo(campaign.zone)
    day = next_working_day(now.astimezone(place).date(), campaign.country)
    start = datetime.combine(day, time(), place)
    end = datetime.combine(day + DAY, time(), place)
    due = Appointment.objects.of_client(campaign.client_id).booked().starting(max(start, now), end)
    asked = ConfirmationCall.objects.filter(appointment=models.OuterRef("pk"), version=models.OuterRef("version"))
    waiting = due.filter(enrollment__campaign=campaign).exclude(models.Exists(asked)).order_by("starts_at", "pk")
    return sum(ConfirmationCall.ask_for(meeting, now=now) for meeting in waiting)


def _lapse(now: datetime) -> None:
    """Out of the queue: leads whose meeting has begun, or is confirmed or called off."""
    still = Appointment.objects.booked().ahead(now).filter(enrollment=models.OuterRef("pk"))
    idle = Enrollment.objects.open().unclaimed().filter(priority=Priority.CONFIRM, stage=Stage.APPOINTMENT_SET)
    idle.exclude(models.Exists(still)).put_aside()
