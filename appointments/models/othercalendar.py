"""The calendars that a rep keeps elsewhere: which they are, and how each is read."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments import caldavs
from appointments.busyreading import NotACalendar
from appointments.models.busyexternal import BusyExternal
from appointments.models.calendarreading import Heard, listen
from office import clock, isolation, outside, sealed
from office.models import Client, HouseWorkQuerySet, Membership, Notice, Refused, Role, User, Work
from office.outside import Fault

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

EVERY = timedelta(minutes=10)  # how often a calendar is read
LONGEST = timedelta(hours=6)  # the longest wait after a fault; it doubles from EVERY
MOST = 10  # calendars of one person

LOST = _("Your calendar “{name}” can no longer be read: {why}")


class OtherCalendarQuerySet(HouseWorkQuerySet["OtherCalendar"]):
    def visible_to(self, user: User) -> Self:
        return self.of_person(user)

    def of_person(self, person: User) -> Self:
        return self.of_people([person])

    def of_people(self, people: list[User]) -> Self:
        return self.filter(person__in=people).order_by("pk")

    def written(self) -> Self:
        return self.exclude(writes="")

    def besides(self, pk: int) -> Self:
        return self.exclude(pk=pk)


class OtherCalendar(Work):
    """A calendar of a rep elsewhere: an address of an .ics file that is read, or a CalDAV server of which one calendar
    is read (`reads`) and one may be written to (`writes`; one of a person at most).

    An agency table, and nobody's but the rep's own. `secret` is sealed: the whole address of an .ics file, which opens
    it to whoever has it; the password of a server. `address` is what may be shown. `calendars`: [[address, name]] that
    the server has. It is read by the sweep only, never while somebody waits.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("Address of an .ics file")
        SERVER = "server", _("CalDAV")

    class Trouble(models.TextChoices):
        PASSWORD = "password", _("It does not accept the user name and the password.")
        SEALED = "sealed", _("Its password can no longer be opened here. Say it again.")
        INSIDE = "inside", _("Its address lies inside a network, where this server calls nobody.")
        SCHEME = "scheme", _("Its address must begin with https://.")
        UNKNOWN = "unknown", _("There is no server of that name.")
        AWAY = "away", _("Its server does not answer.")
        SLOW = "slow", _("Its server takes too long.")
        LARGE = "large", _("It is larger than can be read here.")
        TOO_MUCH = "too_much", _("It holds more entries than can be read here.")
        CERTIFICATE = "certificate", _("Its server cannot show that it is the one it says.")
        MISSING = "404", _("There is nothing at its address.")
        FORBIDDEN = "403", _("Its server does not let us in.")
        NO_CALENDAR = "no_calendar", _("What stands at its address is no calendar.")
        CUT_OFF = "cut_off", _("The calendar breaks off in the middle.")
        OTHER = "other", _("Its server answered with an error.")

    person = models.ForeignKey("office.User", models.CASCADE, related_name="other_calendars")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=500)
    username = models.CharField(_("user name"), max_length=254, blank=True)
    secret = models.TextField()
    calendars = models.JSONField(default=list, blank=True)
    reads = models.CharField(max_length=500, blank=True)
    writes = models.CharField(max_length=500, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=60, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    whole_on = models.DateField(null=True, blank=True)
    unread = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)
    faults = models.PositiveSmallIntegerField(default=0)

    objects = OtherCalendarQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=~models.Q(writes=""), name="one_calendar_written"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="other_calendar_due")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_server(self) -> bool:
        return self.kind == self.Kind.SERVER

    @property
    def is_new(self) -> bool:
        """It has not been heard of yet."""
        return not (self.read_at or self.trouble or self.calendars)

    @property
    def needs_choice(self) -> bool:
        """Its server has told which calendars there are, and the rep has not said which is read."""
        return bool(self.calendars) and not self.reads

    @property
    def is_shut(self) -> bool:
        """It is not asked again before the rep has said another password."""
        return self.state == self.State.FAILED

    @property
    def names(self) -> dict[str, str]:
        """{address: name} of the calendars of its server."""
        return dict(self.calendars)

    @classmethod
    def subscribe(cls, *, by: User, name: str, address: str) -> "OtherCalendar":
        """Read an .ics file from now on. Refused for an address that is not called."""
        tidied = cls._judged(address)
        told = {"address": urlsplit(tidied).hostname or "", "secret": sealed.seal(tidied)}
        return cls._add(by, kind=cls.Kind.FILE, name=name, **told)

    @classmethod
    def connect(cls, *, by: User, name: str, address: str, username: str, password: str) -> "OtherCalendar":
        """Ask a CalDAV server which calendars there are; the rep chooses then. Refused as above."""
        told = {"address": cls._judged(address), "username": username, "secret": sealed.seal(password)}
        return cls._add(by, kind=cls.Kind.SERVER, name=name, **told)

    @classmethod
    def _judged(cls, address: str) -> str:
        try:
            outside.judge(address)
            return outside.tidy(address)
        except Fault as fault:
            raise Refused(str(cls.Trouble(fault.why).label)) from fault

    @classmethod
    @transaction.atomic
    def _add(cls, by: User, **told: Any) -> "OtherCalendar":
        User.objects.select_for_update().get(pk=by.pk)
        if cls.objects.of_person(by).count() >= MOST:
            raise Refused(_t("You have %(n)s calendars already. Remove one first.") % {"n": MOST})
        return cls.objects.create(person=by, due_at=clock.now(), **told)

    def change_password(self, password: str, *, by: User) -> None:
        """Another password of the same server; it is asked at once."""
        self._ask(secret=sealed.seal(password), trouble="")

    @transaction.atomic
    def choose(self, *, reads: str, writes: str, by: User) -> None:
        """Of the calendars of its server, say which is read and which, if any, meetings are written to. Meetings ahead
        are put into the one, and taken out of the one before. Refused when another calendar of the rep is written
        to."""
        others = OtherCalendar.objects.of_person(by).written().besides(self.pk)
        if writes and (other := others.select_for_update().first()):
            known = _t("Meetings are written to “%(name)s” already. Choose “nowhere” there first.")
            raise Refused(known % {"name": other})
        if {reads, writes} - {"", *self.names}:
            raise Refused(_t("That calendar is not there any more. Choose again."))
        self._ask(reads=reads, writes=writes, trouble="")
        for meeting in by.meetings.standing().ahead(clock.now()).select_related("client"):
            self.copies.model.follow(meeting, due_at=clock.now())

    def remove(self, *, by: User) -> None:
        """It is read no more, and what it said is forgotten. What was written to it stays there."""
        with isolation.seeing(Client.objects.values_list("pk", flat=True)):  # its copies, of whatever client
            self.delete()

    def read_again(self, *, by: User) -> None:
        """Do not wait for the next reading."""
        self._ask()

    def _ask(self, **changes: Any) -> None:
        if not self.begin(faults=0, **changes):
            raise Refused(_t("It is being read just now. Try again in a moment."))

    def line(self) -> "AbstractContextManager[caldavs.Remote]":
        """A line to its server. Raises Fault."""
        return caldavs.opened(self.address, self.username, self.unsealed())

    def unsealed(self) -> str:
        """Its secret. Raises Fault when it cannot be opened any more."""
        try:
            return sealed.unseal(self.secret)
        except sealed.Broken as error:
            raise Fault("sealed") from error

    def perform(self) -> None:
        """One reading: what it says takes the place of what it said. After a fault what it said last stays, and it is
        asked again later and later; whose password is wrong is not asked again before the rep has said another."""
        try:
            heard = listen(self) if self.person.is_active and self.person.is_any(Role.REP) else None
        except (Fault, NotACalendar) as error:
            return self._failed(error.why)
        if heard is not None:
            return self._heard(heard)
        with self.fenced():  # nobody asks for the time of who meets nobody here
            self.again_at(clock.now() + LONGEST)
        return None

    def _heard(self, heard: Heard) -> None:
        with self.fenced():
            if self.trouble:
                self.copies.hasten()
            if heard.reading is not None:
                BusyExternal.replace(self, heard.reading.stretches)
                self._write(unread=heard.reading.unread)
            self._write(read_at=clock.now(), trouble="", faults=0, error="", **heard.told)
            heard.compare(self)
            self.again_at(clock.now() + EVERY)

    def _failed(self, why: str) -> None:
        trouble = self.Trouble(why if why in self.Trouble.values else "other")
        with self.fenced():
            first = trouble != self.trouble
            wait = min(EVERY * 2 ** min(self.faults, 8), LONGEST)
            self._write(trouble=trouble, faults=self.faults + 1)
            if trouble in (self.Trouble.PASSWORD, self.Trouble.SEALED):
                self._write(state=self.State.FAILED, error=trouble.value)
                if first:
                    self._tell(trouble)
            else:
                self.again_at(clock.now() + wait)

    def _fail(self, sentence: str) -> None:
        """A fault of ours, again and again: it is told, and tried again much later."""
        with transaction.atomic():
            self._write(trouble=self.Trouble.OTHER, error=sentence)
            self.again_at(clock.now() + LONGEST)

    def _tell(self, trouble: "OtherCalendar.Trouble") -> None:
        if member := Membership.objects.of(self.person).holding(Role.REP).select_related("client").first():
            said = format_lazy(LOST, name=self.name, why=trouble.label)
            Notice.tell(self.person, said, client=member.client, url="/hours/calendars/")
