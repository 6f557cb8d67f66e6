"""The reason why a lead is next, in one sentence, told from the lead's row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _t

from appointments.models import Wish
from calls import rules
from calls.facts import law
from calls.gate import place
from leads import sorting
from leads.models import Enrollment, Priority
from leads.sortingwords import told
from office import clock
from office.templatetags.face import city, clock_in

if TYPE_CHECKING:
    from office.models import User

SOON = timedelta(hours=1)  # a window that closes within this is told


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, and why. `closes_at`: when the lead's calling window closes, told where the lead is; all
    other times are told in the reader's zone."""

    enrollment: Enrollment
    reader: "User"
    now: datetime
    closes_at: datetime | None = None

    @property
    def reason(self) -> str:
        """In the words of its group; and that its window closes, where that is why, or soon."""
        said = REASONS.get(Priority(self.enrollment.priority), Turn._waits)(self)
        return f"{said} · {self.closing}" if self.closing else said

    @property
    def is_urgent(self) -> bool:
        return self.enrollment.priority in (Priority.CALLBACK, Priority.FREED, Priority.CONFIRM, Priority.HOT)

    @property
    def closing(self) -> str:
        by_place = sorting.by_place(sorting.read(self.enrollment.campaign.sort))
        if self.closes_at is None or not (by_place or self.closes_at - self.now <= SOON):
            return ""
        return _t("Window closes at %(time)s") % {"time": self._time_there(self.closes_at)}

    def _promised(self) -> str:
        since = self.enrollment.waits_since
        if since is None:
            return _t("Promised")
        if self.enrollment.reserved_for_id == self.reader.pk:
            return _t("Promised for %(time)s by you") % {"time": self._time(since)}
        return _t("Promised for %(time)s") % {"time": self._time(since)}

    def _freed(self) -> str:
        """For a lead on the waitlist."""
        wish = wish_of(self.enrollment)
        if wish is None or wish.slot_at is None:
            return _t("Waits for a time")
        zone = ZoneInfo(self.reader.zone)
        told = {
            "time": date_format(wish.slot_at.astimezone(zone).replace(tzinfo=None), "l j M, H:i"),
            "name": self.enrollment.lead.name,
            "day": date_format(wish.since.astimezone(zone).replace(tzinfo=None), "j M"),
        }
        return _t("A time on %(time)s has come free for %(name)s, wanted since %(day)s") % told

    def _confirm(self) -> str:
        return _t("Meeting to confirm")

    def _hot(self) -> str:
        lead = self.enrollment
        since = max(lead.call_after, lead.began_at)
        door = lead.lead.source or str(lead.lead_list or "")
        words = {"door": door, "ago": self._ago(since)}
        return _t("Hot: %(door)s, %(ago)s") % words if door else _t("Hot, %(ago)s") % words

    def _retry(self) -> str:
        lead, since = self.enrollment, self.enrollment.waits_since
        words = {"n": lead.attempts + (not lead.is_owed), "most": lead.campaign.max_attempts}
        if since is None:
            return _t("Retry %(n)d of %(most)d") % words
        return _t("Retry %(n)d of %(most)d, due since %(time)s") % {**words, "time": self._time(since)}

    def _new(self) -> str:
        keys = told(sorting.by_lead(sorting.read(self.enrollment.campaign.sort)))
        return _t("New · sorted by %(keys)s") % {"keys": keys} if keys else _t("New, as they came")

    def _vague(self) -> str:
        since = self.enrollment.waits_since
        return _t("Asked for a call about %(time)s") % {"time": self._time(since)} if since else _t("Asked for a call")

    def _waits(self) -> str:
        return _t("None before it waits")

    def _time(self, at: datetime) -> str:
        """Hour and minute; with the day when it is not today's."""
        zone = ZoneInfo(self.reader.zone)
        local, today = at.astimezone(zone), self.now.astimezone(zone).date()
        return date_format(local.replace(tzinfo=None), "H:i" if local.date() == today else "D j M, H:i")

    def _time_there(self, at: datetime) -> str:
        """Hour and minute where the lead is, with the city where that is not the reader's clock."""
        zone = self.enrollment.lead.zone
        if zone == self.reader.zone:
            return self._time(at)
        return f"{clock_in(at, zone)} {city(zone)}"

    def _ago(self, since: datetime) -> str:
        minutes = max(0, int((self.now - since).total_seconds() // 60))
        if minutes < 60:
            return _t("%(n)d min ago") % {"n": minutes}
        return _t("since %(time)s") % {"time": self._time(since)}


REASONS = {
    Priority.CALLBACK: Turn._promised,
    Priority.FREED: Turn._freed,
    Priority.CONFIRM: Turn._confirm,
    Priority.HOT: Turn._hot,
    Priority.RETRY: Turn._retry,
    Priority.NEW: Turn._new,
    Priority.VAGUE: Turn._vague,
}


def wish_of(enrollment: Enrollment) -> Wish | None:
    """What its lead waits for, if a time came free for it."""
    if "wish" not in vars(enrollment):
        know_wishes([enrollment])
    known: Wish | None = vars(enrollment)["wish"]
    return known


def know_wishes(waiting: list[Enrollment]) -> None:
    """Of those for whom a time came free: one query for all, none where there are none."""
    freed = [each for each in waiting if each.priority == Priority.FREED]
    found = Wish.objects.offered().of_passes([each.pk for each in freed]) if freed else ()
    wishes = {wish.enrollment_id: wish for wish in found}
    for each in waiting:
        vars(each)["wish"] = wishes.get(each.pk)


def turns(found: Iterable[Enrollment], reader: "User") -> list[Turn]:
    """Each with its reason; the hours of every place are asked once, for the people whom its campaign calls and by the
    rules of its client."""
    now, waiting = clock.now(), list(found)
    laws, closes = law({each.client_id for each in waiting}), dict[tuple[int, int], datetime | None]()
    made = []
    know_wishes(waiting)
    for each in waiting:
        pair = each.campaign_id, each.window_class_id
        if pair not in closes:
            closes[pair] = rules.open_until(place(each), now, laws[each.client_id])
        made.append(Turn(each, reader, now, closes[pair]))
    return made
