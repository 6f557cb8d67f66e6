from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models.block import CalendarBlock
from appointments.models.diary import diaries
from appointments.models.kind import MeetingKind
from appointments.models.pool import PoolMember
from appointments.models.router import CHOSEN, Router
from appointments.models.times import Day, Time, Wished
from appointments.routing import Routed, Trace
from appointments.slots import Diary, Offer, Terms, offers, open_windows
from appointments.walltime import DAY, Span, day_start, instant, moment, wall
from appointments.whynot import Reason, why_not
from leads.models import Lead
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from appointments.models.wish import Wish
    from office.models import User

STRIP = 7  # days shown side by side

WHY = {
    Reason.NOTICE: _("too soon"),
    Reason.HORIZON: _("too far ahead"),
    Reason.HOLIDAY: _("a holiday"),
    Reason.HOURS: _("outside hours"),
    Reason.BUSY: _("busy"),
    Reason.ELSEWHERE: _("busy elsewhere"),
    Reason.BUFFER: _("too close to another meeting"),
    Reason.CAP: _("enough meetings that day"),
}


class Picker:
    """The times that a setter can offer a lead: a strip of days and the chosen day's times, in the lead's zone.

    Without a `rep` it is the union over the campaign's pool; who takes a time is routed (`routing`): first who has the
    meeting that is to be moved (`same`). A `wish` on the waitlist says which times are wanted.
    """

    def __init__(
        self,
        lead: Lead,
        kind: MeetingKind,
        *,
        by: "User | None",
        day: date | None = None,
        rep: "int | None" = None,
        wish: "Wish | None" = None,
        same: "int | None" = None,
    ) -> None:
        self.lead, self.kind, self.by, self._day, self.rep_id = lead, kind, by, day, rep
        self.same = same
        self.wished = Wished(wish)
        self.now = clock.now()
        self.zone = lead.zone

    @cached_property
    def pool(self) -> list[PoolMember]:
        return list(PoolMember.objects.of_campaign(self.kind.campaign_id))

    @cached_property
    def reps(self) -> "dict[int, User]":
        """Return whom to ask: the one rep named, or all of the pool."""
        return {m.person_id: m.person for m in self.pool if self.rep_id in (None, m.person_id)}

    @cached_property
    def companions(self) -> "dict[int, User]":
        """Return who must be there besides the rep, as far as they still work here."""
        return {person.pk: person for person in self.kind.come_along()}

    @property
    def lacks_somebody(self) -> bool:
        """Say whether one who must be there works here no more: then nothing of this kind can be booked."""
        return len(self.companions) < len(self.kind.companions)

    @cached_property
    def terms_besides(self) -> Terms:
        """Return what holds for those who come along: no cap."""
        return replace(self.kind.terms, cap=None)

    @cached_property
    def span(self) -> Span:
        """Return from the lead's today to the end of the horizon."""
        first = day_start(self.zone, wall(self.zone, instant(self.now))[0])
        return Span(first, instant(self.now) + self.kind.terms.horizon + DAY)

    @cached_property
    def _diaries(self) -> dict[int, Diary]:
        start, end = moment(self.span.start - DAY), moment(self.span.end + DAY)
        people = list({**self.reps, **self.companions}.values())
        told: dict[str, Any] = {"now": self.now, "asked_by": self.by, "client": self.kind.client_id}
        found = diaries(people, start=start, end=end, **told)
        return {diary.person: diary for diary in found}

    @property
    def diaries(self) -> list[Diary]:
        """Return the reps' diaries."""
        return [self._diaries[rep] for rep in self.reps]

    @property
    def besides(self) -> list[Diary]:
        """Return the diaries of those who must be there too."""
        return [self._diaries[person] for person in self.companions]

    @cached_property
    def offers(self) -> list[Offer]:
        if self.lacks_somebody:
            return []
        return offers(self.diaries, self.kind.terms, self.span, instant(self.now), besides=self.besides)

    @cached_property
    def _by_day(self) -> dict[date, list[Offer]]:
        days: dict[date, list[Offer]] = {}
        for offer in self.offers:
            days.setdefault(wall(self.zone, offer.start)[0], []).append(offer)
        return days

    @property
    def today(self) -> date:
        return wall(self.zone, self.span.start)[0]

    @property
    def day(self) -> date:
        """Return the chosen day: the one asked for, else that of the soonest time, of a wish the soonest wanted one."""
        best = self.wished.best(self.offers)
        soonest = wall(self.zone, best.start)[0] if best else self.today
        return max(min(self._day or soonest, wall(self.zone, self.span.end)[0]), self.today)

    @property
    def days(self) -> list[Day]:
        """Return the strip that holds the chosen day: whole weeks from today."""
        first = self.today + timedelta(days=(self.day - self.today).days // STRIP * STRIP)
        dates = (first + timedelta(days=n) for n in range(STRIP))
        return [Day(d, len(self._by_day.get(d, ())), d == self.day) for d in dates]

    @property
    def earlier(self) -> date | None:
        first = self.days[0].date
        return first - timedelta(days=STRIP) if first > self.today else None

    @property
    def later(self) -> date | None:
        after = self.days[-1].date + timedelta(days=1)
        return after if instant(self.now) + self.kind.terms.horizon >= day_start(self.zone, after) else None

    @property
    def times(self) -> list[Time]:
        """Return the chosen day's times, each with the rep who would take it; what has come free for a wish first."""
        found = [self._time(offer) for offer in self._by_day.get(self.day, [])]
        return sorted(found, key=lambda time: not time.first)

    @property
    def soonest(self) -> Time | None:
        return self._time(self.offers[0]) if self.offers else None

    def _time(self, offer: Offer) -> Time:
        starts_at = moment(offer.start)
        best = self.reps[self.routed(offer.people, starts_at).people[0]]
        told = {"wished": self.wished.takes(offer), "first": self.wished.is_first(offer)}
        return Time(starts_at, moment(offer.end), best, offer.free, offer.soonest, **told)

    @cached_property
    def router(self) -> Router:
        return Router(self.lead, self.pool, same=self.same)

    @cached_property
    def _ahead(self) -> dict[int, int]:
        """Return each rep's meetings and holds ahead."""
        return {diary.person: len(diary.meetings) for diary in self.diaries}

    def routed(self, people: tuple[int, ...], starts_at: datetime) -> Routed:
        """Return these reps, best first, for a meeting at an instant."""
        return self.router.route(people, starts_at, self._ahead)

    def _trace(self, routed: Routed, rep: int) -> Trace:
        return CHOSEN if self.rep_id == rep else routed.trace(rep)

    @property
    def missing(self) -> list[tuple[datetime, str]]:
        """Return the chosen day's times that a rep's hours would allow (the usual ones too, on a day that is unlike
        others) but nobody can take, each with its reason."""
        start = day_start(self.zone, self.day)
        span = Span(start, day_start(self.zone, self.day + timedelta(days=1)))
        offered = {offer.start for offer in self._by_day.get(self.day, [])}
        found = {s: reason for s, reason in self._closed(span) if s not in offered}
        return [(moment(s), str(WHY[found[s]])) for s in sorted(found)]

    def _closed(self, span: Span) -> Iterator[tuple[int, Reason]]:
        for diary in self.diaries:
            usual = replace(diary, overrides={}, holidays=frozenset())
            for opened in {*open_windows(diary, span), *open_windows(usual, span)}:
                for start in range(opened.start, opened.end, self.kind.terms.step):
                    reason = self._why_not(start, diary) if span.start <= start < span.end else None
                    if reason:
                        yield start, reason

    def _why_not(self, start: int, diary: Diary) -> Reason | None:
        """Return what stands against a start for a rep, or else for those who must be there too."""
        now, terms = instant(self.now), self.terms_besides
        mine = why_not(start, diary, self.kind.terms, now)
        return mine or next(filter(None, (why_not(start, other, terms, now) for other in self.besides)), None)

    def hold(self, starts_at: datetime) -> CalendarBlock:
        """Put a time on hold with the best rep who is free then. Refused with the reason when nobody is."""
        if self.lacks_somebody:
            raise Refused(_t("Somebody who must be there does not work here any more. Choose another kind of meeting."))
        reasons = {diary.person: self._why_not(instant(starts_at), diary) for diary in self.diaries}
        free = tuple(person for person, reason in reasons.items() if reason is None)
        if free:
            return self.take(free, starts_at)
        for reason in filter(None, reasons.values()):
            raise Refused(_t("That time cannot be booked: %(reason)s.") % {"reason": WHY[reason]})
        raise Refused(_t("No rep takes meetings of this campaign yet."))

    def take(self, free: tuple[int, ...], starts_at: datetime, *, beyond_cap: bool = False) -> CalendarBlock:
        """Put a time on hold with the best of these reps, and keep why it came to that one."""
        routed = self.routed(free, starts_at)
        best_first = [self.reps[person] for person in routed.people]
        held = CalendarBlock.hold(
            best_first, self.kind, starts_at, by=self.by, lead=self.lead.pk, beyond_cap=beyond_cap
        )
        held.routed(self._trace(routed, held.person_id))
        return held
