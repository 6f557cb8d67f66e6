"""Our meetings in the reps' own calendars elsewhere: what is to stand there is written down in the transaction of its
cause, and carried there by the sweep."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from appointments import invites
from appointments.caldavs import Changed, Found, Remote, href_of
from appointments.models import calendarnews
from appointments.models.calendarentry import entry
from appointments.models.othercalendar import OtherCalendar
from office import clock
from office.models import Job, JobQuerySet
from office.outside import Fault

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment

TRIES = 3  # in one go, when somebody else writes there at the same time
SOON, LONGEST = timedelta(minutes=1), timedelta(hours=1)  # the waits after a fault
STANDS = ("booked", "confirmed")


class CalendarCopyQuerySet(JobQuerySet["CalendarCopy"]):
    def of_meeting(self, meeting: "Appointment") -> Self:
        return self.filter(appointment=meeting)

    def in_collection(self, calendar: OtherCalendar, collection: str) -> Self:
        return self.filter(calendar=calendar, collection=collection)

    def besides(self, pks: Iterable[int]) -> Self:
        return self.exclude(pk__in=list(pks))

    def settled(self) -> Self:
        """Carried, or given up for now."""
        return self.filter(state__in=[CalendarCopy.State.DONE, CalendarCopy.State.FAILED])

    def starting(self, start: datetime, end: datetime) -> Self:
        return self.filter(appointment__starts_at__gte=start, appointment__ends_at__lte=end)

    def numbered(self, pks: Iterable[int]) -> Self:
        return self.filter(pk__in=list(pks))

    def want(self, wanted: str, *, due_at: datetime) -> int:
        """Have them carried anew. Who carries one just now loses its lease, and finds what it left behind later on."""
        again = {"state": CalendarCopy.State.DUE, "attempts": 0, "faults": 0, "error": ""}
        return self.update(wanted=wanted, due_at=due_at, fence=models.F("fence") + 1, **again)

    def hasten(self) -> int:
        """Its server answers again: what waits because of it need not wait longer."""
        return self.filter(state=CalendarCopy.State.DUE, faults__gt=0).update(due_at=clock.now())

    def look_after(self, found: list[Found], span: tuple[datetime, datetime]) -> int:
        """Compare what lies there with what we left; what somebody has changed or deleted is carried again. Returns how
        many are. To be asked of one calendar's copies."""
        there = {each.etag for each in found if each.etag}
        text = b"\n".join(each.data for each in found)
        again = []
        for copy in self.settled().starting(*span).select_related("appointment", "calendar"):
            lies = copy.appointment.uid.encode() in text
            wrong = copy.etag not in there if copy.wanted == CalendarCopy.Wanted.THERE else lies
            if copy.collection == copy.calendar.writes and wrong:
                again.append(copy.pk)
        return self.numbered(again).update(state=CalendarCopy.State.DUE, due_at=clock.now(), attempts=0, faults=0)


class CalendarCopy(Job):
    """A meeting as it stands, or shall stand, in one calendar elsewhere.

    One row a meeting and calendar, told what is wanted (`want`), not what happened: whatever dies on the way, the next
    worker sees what is there and makes it so. Every write names the version that it replaces (`etag`); when something
    else is there, that is read before anything is written over it. `tried`: what we may have left behind without
    hearing of it; `written`: what we know that we left (both as `invites.facts` says it). What is neither was written
    by somebody else: the rep is told, and ours stands.
    """

    class Wanted(models.TextChoices):
        THERE = "there", _("to be there")
        GONE = "gone", _("not to be there")

    appointment = models.ForeignKey(
        "appointments.Appointment", models.CASCADE, related_name="copies", db_constraint=False
    )
    calendar = models.ForeignKey(OtherCalendar, models.CASCADE, related_name="copies")
    collection = models.CharField(max_length=500)
    wanted = models.CharField(max_length=5, choices=Wanted.choices, default=Wanted.THERE)
    href = models.CharField(max_length=700, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    tried = models.JSONField(default=list, blank=True)
    written = models.JSONField(default=dict, blank=True)
    faults = models.PositiveSmallIntegerField(default=0)

    objects = CalendarCopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "calendar copies"
        constraints = [
            models.UniqueConstraint(fields=["appointment", "calendar", "collection"], name="copy_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="calendar_copy_due")
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} → {self.calendar_id}"

    @classmethod
    def follow(cls, meeting: "Appointment", *, due_at: datetime) -> None:
        """A meeting was made, moved, given to somebody else or called off: say what shall stand in whose calendar from
        `due_at` on, of the rep and of all who come along. In the transaction of the cause."""
        there = [meeting.rep, *meeting.companions] if meeting.state in STANDS else []
        calendars = OtherCalendar.objects.of_people(there).written()
        wanted = [cls._wanted_in(calendar, meeting, due_at=due_at).pk for calendar in calendars]
        cls.objects.of_meeting(meeting).besides(wanted).want(cls.Wanted.GONE, due_at=due_at)

    @classmethod
    def _wanted_in(cls, calendar: OtherCalendar, meeting: "Appointment", *, due_at: datetime) -> "CalendarCopy":
        copies = cls.objects.of_meeting(meeting).in_collection(calendar, calendar.writes)
        told = {"collection": calendar.writes, "due_at": due_at, "client_id": meeting.client_id}
        copy, made = copies.get_or_create(appointment=meeting, calendar=calendar, defaults=told)
        if not made:
            copies.want(cls.Wanted.THERE, due_at=due_at)
        return copy

    def perform(self) -> None:
        """Make it so there. After a fault later and later again, until the meeting is over."""
        if self.calendar.is_shut:
            return self._wait(self.calendar.trouble)
        try:
            with self.calendar.line() as remote:
                if self.wanted == self.Wanted.THERE:
                    self._put(remote)
                else:
                    self._take_away(remote)
        except Fault as fault:
            self._wait(fault.why)
        return None

    def _put(self, remote: Remote) -> None:
        theirs = self._left(remote)
        for _try in range(TRIES):
            body = self._said(theirs)
            ours = invites.facts(body, self.appointment.uid)
            if theirs and invites.facts(theirs, self.appointment.uid) == ours:
                return self._done(self.etag, ours)
            with self.fenced():  # before it leaves: whoever comes after us knows what may lie there
                self._write(href=self.href or href_of(self.collection, self.appointment.uid))
                self._write(tried=[*[each for each in self.tried if each != ours], ours])
            try:
                etag = remote.put(self.href, body, etag=self.etag)
            except Changed:
                theirs = self._look(remote)
            else:
                return self._done(etag or self._version(remote), ours)
        raise Fault("other")

    def _take_away(self, remote: Remote) -> None:
        if not self.href:  # nothing ever left for there
            return self._done("", {})
        for _try in range(TRIES):
            if not self.etag and not self._look(remote):
                return self._done("", {})
            with self.fenced():
                self._write(href=self.href)
            try:
                remote.delete(self.href, etag=self.etag)
            except Changed:
                self._look(remote)
            else:
                return self._done("", {})
        raise Fault("other")

    def _left(self, remote: Remote) -> bytes:
        """What lies there as we left it, perhaps with an alarm of the rep's own since."""
        found = remote.get(self.href) if self.etag else None
        return found.data if found and found.etag == self.etag else b""

    def _done(self, etag: str, ours: dict[str, str]) -> None:
        with self.fenced():
            self._write(etag=etag, written=ours, tried=[], faults=0)
            self.finish()

    def _version(self, remote: Remote) -> str:
        """The version that the server made of what we wrote, when it did not say."""
        found = remote.get(self.href)
        return found.etag if found else ""

    def _look(self, remote: Remote) -> bytes:
        """Read what lies there in place of what we left; when somebody else wrote it, tell the rep. Returns its text;
        empty when nothing is there."""
        found = remote.get(self.href) or remote.bearing(self.collection, self.appointment.uid)
        theirs = invites.facts(found.data, self.appointment.uid) if found else {}
        news = calendarnews.of(self, theirs, there=found is not None)
        with self.fenced():
            if news is not None:
                calendarnews.tell(self, news, theirs)
                self._write(tried=[*self.tried, theirs])  # told once
            self._write(etag=found.etag if found else "", href=found.href if found else self.href)
        return found.data if found else b""

    def _said(self, theirs: bytes) -> bytes:
        """The meeting as it stands, onto what lies there of the rep's own."""
        meeting = self.appointment
        with translation.override(self.calendar.person.language or settings.LANGUAGE_CODE):
            return invites.stored(entry(meeting, stamp=clock.now()), theirs)

    def _wait(self, why: str) -> None:
        """Later again; never once the meeting is over."""
        now = clock.now()
        with self.fenced():
            self._write(faults=self.faults + 1, error=why)
            if self.appointment.ends_at < now:
                self._write(state=self.State.VOID)
            else:
                self.again_at(now + min(SOON * 2 ** min(self.faults, 8), LONGEST))
