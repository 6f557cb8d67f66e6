from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import codes, rules
from calls.facts import law
from calls.gate import asked, may_call, where
from calls.models.disposition import Disposition
from calls.models.script import Script
from calls.models.sheetrow import CallSheetRow
from leads.models import Activity, Campaign, Enrollment, EnrollmentQuerySet, LeadList
from office import clock
from office.models import Job, JobQuerySet, Refused, Role

if TYPE_CHECKING:
    from office.models import User

AHEAD = timedelta(days=7)  # how long before its day a sheet may be made: so long its leads are kept from others
MINUTE = timedelta(minutes=1)  # what one types knows no seconds
BATCHES = 25  # of leads that are looked at before a sheet stays shorter than was wished


class CallSheetQuerySet(JobQuerySet["CallSheet"]):
    def within_reach(self, user: "User") -> Self:
        """The person's own; a manager's: all of the clients they manage."""
        return self.filter(models.Q(setter=user) | models.Q(client_id__in=user.clients_as([Role.MANAGER])))

    def with_counts(self) -> Self:
        """With `row_count`, `keyed_in` and `still_out`, newest first."""
        keyed, out = models.Q(rows__attempt__isnull=False), models.Q(rows__attempt=None, rows__returned_at=None)
        return (
            self.select_related("campaign__client", "lead_list", "setter")
            .annotate(
                row_count=models.Count("rows"),
                keyed_in=models.Count("rows", filter=keyed),
                still_out=models.Count("rows", filter=out & models.Q(rows__isnull=False)),
            )
            .order_by("-pk")
        )


class CallSheet(Job):
    """Leads on paper for one setter and one day. Until `valid_until` nobody else calls them; the sweep gives back those
    that were not keyed in by then."""

    class Order(models.TextChoices):
        LIST = "list", _("as they stand on the list")
        POSTAL_CODE = "postal_code", _("by postal code")
        AREA_CODE = "area_code", _("by area code")
        CITY = "city", _("by city")
        NAME = "name", _("by name")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="call_sheets", db_constraint=False)
    lead_list = models.ForeignKey(
        LeadList, models.PROTECT, related_name="call_sheets", null=True, blank=True, db_constraint=False
    )
    script = models.ForeignKey(Script, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False)
    setter = models.ForeignKey("office.User", models.PROTECT, related_name="+", verbose_name=_("setter"))
    order = models.CharField(_("order"), max_length=12, choices=Order.choices, default=Order.LIST)
    day = models.DateField(_("day"))
    valid_until = models.DateTimeField()
    made_by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    given_back_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = CallSheetQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="callsheet_due"),
            models.Index(fields=["setter", "-id"], name="callsheet_of_setter"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @classmethod
    @transaction.atomic
    def print(
        cls,
        campaign: Campaign,
        *,
        by: "User",
        setter: "User",
        day: date,
        count: int,
        lead_list: LeadList | None = None,
        order: str = Order.LIST,
    ) -> "CallSheet":
        """Put up to `count` leads that may be called on that day on paper for a setter, and keep them from all others.

        Refused for a day that is over or far ahead, for somebody who does not call for the client, and when there is
        nobody to call.
        """
        made = cls(client_id=campaign.client_id, campaign=campaign, lead_list=lead_list, setter=setter, made_by=by)
        made.day, made.order, made.made_at = day, order, clock.now()
        made._must_be_sensible(count)
        made.script = Script.objects.of_campaign(campaign).approved().first()
        made.valid_until = made.due_at = _midnight_after(day, campaign.zone)
        made.save()
        Disposition.lay(campaign)
        if not made._fill(count):
            raise Refused(_t("Nobody here may be called on that day, or all are taken: see the queue for the reasons."))
        return made

    def _must_be_sensible(self, count: int) -> None:
        today = clock.today(self.campaign.zone)
        if not today <= self.day <= today + AHEAD:
            raise Refused(_t("A call sheet is for today or one of the next seven days."))
        if not 1 <= count <= codes.ROWS:
            raise Refused(_t("From 1 to %(most)d leads fit on one sheet.") % {"most": codes.ROWS})
        if not self.campaign.is_running:
            raise Refused(_t("This campaign is not running."))
        if self.client_id not in self.setter.clients_as([Role.SETTER]):
            raise Refused(_t("%(name)s does not call for this campaign.") % {"name": self.setter})
        if self.setter != self.made_by and self.client_id not in self.made_by.clients_as([Role.MANAGER]):
            raise Refused(_t("Only a manager makes a call sheet for somebody else."))

    @property
    def begins_at(self) -> datetime:
        """From when on its leads may be called: now, or the midnight that begins its day."""
        return max(self.made_at, _midnight_after(self.day - timedelta(days=1), self.campaign.zone))

    @cached_property
    def law(self) -> rules.Book:
        """The rules in force for its client, asked once for all its rows."""
        return law([self.client_id])[self.client_id]

    def hours(self, enrollment: Enrollment) -> tuple[tuple[datetime, datetime], ...]:
        """When this lead may be called by the sheet: (opens, closes)."""
        return rules.openings(where(enrollment.window_class, self.campaign), self.begins_at, self.valid_until, self.law)

    def moment_of(self, enrollment: Enrollment, at: datetime | None) -> datetime:
        """When the call to this lead took place: as told, else the last lawful minute so far.

        Refused: a time to come, or before the sheet was made.
        """
        now = clock.now()
        if at is None:
            opened = [closes for opens, closes in self.hours(enrollment) if opens <= now]
            return min(now, opened[-1] - MINUTE) if opened else now
        if at > now:
            raise Refused(_t("This time is still to come."))
        if at < self.made_at - MINUTE:
            raise Refused(_t("At this time the call sheet was not made yet."))
        return at

    def is_out(self, now: datetime) -> bool:
        """Whether its leads are still kept for it."""
        return self.state == self.State.DUE and now < self.valid_until

    def _fill(self, count: int) -> int:
        """Reserve the leads, each with its row; a number that another sheet took in this moment is left out."""
        chosen = list(islice(self._callable(count), count))
        fields = {"client_id": self.client_id, "sheet": self}
        CallSheetRow.objects.bulk_create(
            [
                CallSheetRow(
                    **fields,
                    enrollment=found,
                    lead_id=found.lead_id,
                    position=position,
                    number=found.next_number,
                    call_after=found.call_after,
                )
                for position, found in enumerate(chosen, start=1)
            ],
            ignore_conflicts=True,
        )
        placed = {row.enrollment_id: row for row in CallSheetRow.objects.of_client(self.client_id).of_sheet(self)}
        for found in chosen:
            if found.pk in placed:
                self._reserve(found, placed[found.pk])
        return len(placed)

    def _reserve(self, enrollment: Enrollment, row: CallSheetRow) -> None:
        enrollment.queue_for(enrollment.priority, self.valid_until, reserved_for=self.setter)
        enrollment.lead.record(
            Activity.Kind.PRINTED, by=self.made_by, setter=self.setter.name, code=row.code, day=str(self.day)
        )

    def _callable(self, count: int) -> Iterator[Enrollment]:
        """Locked, in the sheet's order, each number once: those that the gate lets through on the day."""
        seen: list[int] = []
        numbers: set[str] = set()
        for _batch in range(BATCHES):
            found = list(self._waiting().besides(seen)[: count + 10])
            seen.extend(enrollment.pk for enrollment in found)
            for enrollment in found:
                if enrollment.next_number not in numbers and self._may_call(enrollment):
                    numbers.add(enrollment.next_number)
                    yield enrollment
            if not found:
                return

    def _waiting(self) -> EnrollmentQuerySet:
        free = asked(self.begins_at).of_campaign(self.campaign).free(self.begins_at).whose_number_is_free()
        wanted = free.of_list(self.lead_list) if self.lead_list else free
        return wanted.sorted_by(self.order).select_for_update(of=("self",), skip_locked=True)

    def _may_call(self, enrollment: Enrollment) -> bool:
        hours = self.hours(enrollment)
        return bool(hours) and may_call(enrollment, hours[0][0]).allowed

    def perform(self) -> None:
        """Its time is over: what was not keyed in goes back into the queue."""
        with self.fenced():
            self._give_rows_back()
            self.finish()

    @transaction.atomic
    def give_back(self, *, by: "User") -> None:
        """Do not wait for its end: what was not keyed in goes back into the queue now."""
        found = CallSheet.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if found.state != self.State.DUE:
            raise Refused(_t("The leads of this sheet are back in the queue already."))
        self._give_rows_back()
        self.state, self.given_back_by = self.State.DONE, by
        self.save(update_fields=["state", "given_back_by"])

    def _give_rows_back(self) -> None:
        now = clock.now()
        for row in CallSheetRow.objects.of_client(self.client_id).of_sheet(self).out().all_locked():
            row.give_back(now)


def _midnight_after(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone))
