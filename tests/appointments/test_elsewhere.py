"""Busy elsewhere: no time is offered, held or given away over it, and nobody reads with what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from psycopg2.extras import DateTimeTZRange

from appointments.models import BusyExternal, CalendarBlock, OtherCalendar, Overrule, Picker, Week
from appointments.models.passing import reassign
from appointments.slots import Diary, Terms, free_slots
from appointments.walltime import Span, moment
from appointments.whynot import Reason, why_not
from office import clock
from office.models import Refused
from tests import factories
from tests.appointments.test_slots import HOUR, MINUTE, at, every_day, rep, times


@pytest.fixture
def taken(cast):
    """Make a stretch busy in another calendar of somebody."""
    sources = {}

    def make(person, start, minutes=60):
        if person.pk not in sources:
            sources[person.pk] = OtherCalendar.subscribe(by=person, name="X", address="https://8.8.8.8/x.ics")
        blocked = DateTimeTZRange(start, start + timedelta(minutes=minutes))
        return BusyExternal.objects.create(person=person, source=sources[person.pk], blocked=blocked, uid="x")

    return make


def test_a_time_that_is_busy_elsewhere_is_not_offered(cast, enrollment, kind, taken):
    before = Picker(enrollment.lead, kind, by=cast.sam).offers
    taken(cast.rita, moment(before[0].start))
    after = Picker(enrollment.lead, kind, by=cast.sam).offers
    assert before[0].start not in [offer.start for offer in after] and len(after) < len(before)


def test_why_not_says_elsewhere_and_not_with_what(cast, as_, enrollment, kind, taken):
    taken(cast.rita, clock.now() + timedelta(days=1, minutes=20))
    url = reverse("appointments:slots", args=[enrollment.lead_id])
    page = as_("sam").get(url, {"day": "2026-11-24"}).content.decode()
    assert "<b>12:30</b> busy elsewhere" in page
    assert "<b>11:30</b> too close to another meeting" in page


def test_it_is_not_held_nor_overruled(cast, enrollment, kind, taken):
    start = clock.now() + timedelta(days=1)
    taken(cast.rita, start)
    with pytest.raises(Refused, match="busy elsewhere"):
        Picker(enrollment.lead, kind, by=cast.sam).hold(start)
    with pytest.raises(Refused, match="busy elsewhere"):
        Overrule.take(Picker(enrollment.lead, kind, by=cast.mo), start, reason="important")
    assert not CalendarBlock.objects.exists()


def test_a_meeting_is_not_given_to_who_is_busy_elsewhere(cast, campaign, enrollment, kind, taken):
    meeting = factories.booked(enrollment, kind, cast.sam)
    rob = factories.person("rob", (cast.a, "rep"))
    factories.bookable(campaign, rob, name="Other")
    taken(rob, meeting.starts_at)
    with pytest.raises(Refused, match="something else at that time"):
        reassign(meeting, to=rob, by=cast.mo)


def test_somebody_else_takes_it(cast, campaign, enrollment, kind, taken):
    rob = factories.person("rob", (cast.a, "rep"))
    factories.bookable(campaign, rob, name="Other")
    first = Picker(enrollment.lead, kind, by=cast.sam).offers[0]
    assert first.free == 2
    taken(cast.rita, moment(first.start))
    assert Picker(enrollment.lead, kind, by=cast.sam).offers[0].people == (rob.pk,)


def test_it_does_not_count_as_a_meeting_of_the_day(cast, enrollment, campaign, taken):
    kind = factories.bookable(campaign, cast.rita, cap=1, name="Capped")
    taken(cast.rita, clock.now() + timedelta(days=1), 30)
    assert any(moment(o.start).day == 24 for o in Picker(enrollment.lead, kind, by=cast.sam).offers)


def test_overlapping_stretches_of_two_calendars_are_one(cast, enrollment, kind, taken):
    start = clock.now() + timedelta(days=1)
    for n in range(3):
        taken(cast.rita, start + timedelta(minutes=20 * n))
    picker = Picker(enrollment.lead, kind, by=cast.sam)
    assert [len(diary.elsewhere) for diary in picker.diaries] == [3]


def test_the_questions_stay_as_many(cast, campaign, enrollment, kind, taken, django_assert_num_queries):
    def questions():
        with django_assert_num_queries(4):
            assert Picker(enrollment.lead, kind, by=cast.sam).offers

    questions()
    for n in range(8):
        other = factories.person(f"rep{n}", (cast.a, "rep"))
        factories.bookable(campaign, other, name=f"Kind {n}")
        for day in range(5):
            taken(other, clock.now() + timedelta(days=day))
    questions()


class TestPure:
    def test_buffers_and_travel_keep_clear_of_it(self):
        noon = at("Europe/Athens", 2026, 11, 24, 12)
        diary = rep(elsewhere=(Span(noon, noon + HOUR),), ends=17 * 60)
        terms = Terms(HOUR, step=HOUR, travel=HOUR)
        assert times(diary, terms, 2026, 11, 24) == ["09:00", "10:00", "14:00", "15:00", "16:00"]
        assert why_not(noon, diary, terms, noon - 86_400) is Reason.ELSEWHERE
        assert why_not(noon + HOUR, diary, terms, noon - 86_400) is Reason.BUFFER

    def test_what_is_busy_here_is_told_first(self):
        noon = at("Europe/Athens", 2026, 11, 24, 10)
        both = (Span(noon, noon + HOUR),)
        assert why_not(noon, rep(busy=both, elsewhere=both), Terms(HOUR), noon - 86_400) is Reason.BUSY

    def test_it_counts_as_what_is_busy_here_does(self):
        start = at("Europe/Athens", 2026, 11, 24, 9)
        span = Span(start, start + 8 * HOUR)
        stretches = tuple(Span(start + n * 97 * MINUTE, start + n * 97 * MINUTE + 31 * MINUTE) for n in range(6))
        hours, terms = every_day(9 * 60, 17 * 60), Terms(25 * MINUTE, step=5 * MINUTE, before=7 * MINUTE)
        for cut in range(7):
            mixed = Diary(1, "Europe/Athens", hours, busy=stretches[:cut], elsewhere=stretches[cut:])
            alone = Diary(1, "Europe/Athens", hours, busy=stretches)
            assert free_slots(mixed, terms, span, start) == free_slots(alone, terms, span, start)


def test_the_rep_sees_it_in_the_own_week_joined_and_without_a_word_of_what_it_is(cast, as_, taken):
    start = clock.now() + timedelta(hours=1)
    for minutes in (30, 90):
        taken(cast.rita, start, minutes)
    taken(cast.sam, start)
    (item,) = Week.of(cast.rita).days[0].items
    assert (item.is_elsewhere, item.starts_at, item.ends_at) == (True, start, start + timedelta(minutes=90))
    assert (item.row, item.rows) == (21, 6)  # from 13:00 on a grid that begins at 8
    page = as_("rita").get(reverse("appointments:week")).content.decode()
    assert page.count("Busy elsewhere") == 1
    assert Week.of(cast.rita).days[0].count == 0


@pytest.mark.parametrize(("hours", "shown"), [(-6, 0), (-5.5, 1), (8.75, 0), (7.5, 1)])  # 6:00, 6:30, 20:45, 19:30
def test_what_lies_outside_the_hours_of_the_grid_is_not_drawn_at_its_edge(cast, taken, hours, shown):
    taken(cast.rita, clock.now() + timedelta(hours=hours), 120)
    assert len(Week.of(cast.rita).days[0].items) == shown


def test_a_private_weekend_does_not_widen_the_week(cast, taken):
    taken(cast.rita, clock.now() + timedelta(days=5))
    assert len(Week.of(cast.rita).days) == 5
