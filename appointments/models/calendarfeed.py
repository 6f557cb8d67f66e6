import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _t

from appointments import invites
from appointments.invites import Entry
from appointments.models.appointment import Appointment
from appointments.models.calendarentry import entry
from office import clock, isolation
from office.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Iterator

BACK = timedelta(days=30)  # what is over longer ago is left out


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def bearing(self, token: str) -> Self:
        """The feed of these signs, of which only the hash is kept; of a person who may still log in."""
        return self.filter(token_hash=_digest(token), person__is_active=True).select_related("person")

    def of_person(self, person: "User") -> Self:
        return self.filter(person=person)


class CalendarFeed(models.Model):
    """The secret address under which a rep's own calendar program reads the rep's meetings. An agency table: the
    address works without a log-in. `changed_at`: since when the calendar stands as it does (`etag`)."""

    person = models.OneToOneField("office.User", models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    etag = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.person)

    @classmethod
    @transaction.atomic
    def make(cls, *, by: "User") -> str:
        """A new address, told this once; an earlier one opens nothing from now on."""
        cls.objects.of_person(by).delete()
        token = secrets.token_urlsafe(32)
        now = clock.now()
        cls.objects.create(person=by, token_hash=_digest(token), made_at=now, changed_at=now)
        return f"{settings.BASE_URL.rstrip('/')}{reverse('appointments:feed', args=[token])}"

    def switch_off(self, *, by: "User") -> None:
        """The address opens nothing from now on."""
        self.delete()

    def read(self) -> bytes:
        """The calendar as it stands, and (in `etag`, `changed_at`) since when."""
        said = invites.published(_t("Meetings of %(name)s") % {"name": self.person}, self._entries())
        etag = hashlib.sha256(said).hexdigest()
        if etag != self.etag:
            self.etag, self.changed_at = etag, max(clock.now(), self.changed_at + timedelta(seconds=1))
            self.save(update_fields=["etag", "changed_at"])
        return said

    def _entries(self) -> "Iterator[Entry]":
        """Standing meetings, also those to which they come along, of the clients for whom the person is a rep. No
        number, mail address, answer or note of a lead leaves the house: those stand behind the log-in, to which `url`
        leads."""
        clients = self.person.clients_as([Role.REP])
        with isolation.seeing(clients):
            mine = Appointment.objects.attended_by(self.person).standing().ending_after(clock.now() - BACK)
            for meeting in mine.shown().with_changed_at():
                yield entry(meeting, stamp=vars(meeting)["changed_at"])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
