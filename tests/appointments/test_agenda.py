"""The rep's calendar by day, by month and as a list; the week has a file of its own."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from appointments.models import Feedback, Listed, Month, OneDay, TimeOff
from office import clock
from tests import factories

PAGES = ("day", "week", "month", "listed")


def url(name):
    return reverse(f"appointments:{name}")


@pytest.mark.parametrize("name", PAGES)
def test_every_view_names_the_meeting_and_the_others(as_, meeting, name):
    page = as_("rita").get(url(name))
    text = page.content.decode()
    assert page.context["agenda"].meetings == [meeting]
    assert str(meeting.lead) in text
    for other in PAGES:
        assert f"{url(other)}?day=2026-11-23" in text
    assert text.count('aria-current="page"') >= 1


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("day", ["nonsense", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_is_none_is_today(as_, cast, name, day):
    assert as_("rita").get(url(name), {"day": day}).context["agenda"].day == factories.MONDAY.date()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("day", ["1971-01-01", "2200-12-31"])
def test_the_edges_of_the_calendar_are_shown(as_, cast, name, day):
    assert as_("rita").get(url(name), {"day": day}).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_many_meetings_take_few_queries(cast, as_, campaign, kind, name, django_assert_max_num_queries):
    for _n in range(3):
        factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
    browser = as_("rita")
    with django_assert_max_num_queries(16):
        assert len(browser.get(url(name)).context["agenda"].meetings) == 3


def test_a_day_has_one_column_and_its_neighbours(cast, meeting):
    day = OneDay.of(cast.rita, "2026-11-23")
    assert [item.meeting for column in day.days for item in column.items] == [meeting]
    assert (day.before, day.after) == (date(2026, 11, 22), date(2026, 11, 24))
    assert OneDay.of(cast.rita, "2026-11-24").days[0].items == ()


def test_a_month_is_whole_weeks(cast, meeting):
    month = Month.of(cast.rita, "2026-11-23")
    assert (month.first, month.last) == (date(2026, 10, 26), date(2026, 12, 6))
    assert [len(week) for week in month.weeks] == [7] * 6
    cell = next(cell for week in month.weeks for cell in week if cell.meetings)
    assert (cell.date, cell.is_today, cell.is_inside, cell.named) == (date(2026, 11, 23), True, True, [meeting])
    assert (month.before, month.after) == (date(2026, 10, 1), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2027-02-15", date(2027, 2, 1), date(2027, 2, 28)),  # four weeks to the day
        ("2026-12-31", date(2026, 11, 30), date(2027, 1, 3)),
        ("2028-02-29", date(2028, 1, 31), date(2028, 3, 5)),
    ],
)
def test_months_of_every_shape(cast, day, first, last):
    month = Month.of(cast.rita, day)
    assert (month.first, month.last) == (first, last)


def test_a_full_day_names_two_and_counts_the_rest(cast, as_, campaign, kind):
    for _n in range(8):
        factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
    cells = [cell for week in Month.of(cast.rita).weeks for cell in week if cell.meetings]
    assert [(len(cell.named), cell.more) for cell in cells] == [(3, 0), (2, 3)]
    assert "3 more" in as_("rita").get(url("month")).content.decode()


def test_the_days_are_the_reps_own(cast, campaign, enrollment):
    cast.rita.zone = "Pacific/Auckland"
    cast.rita.save()
    factories.booked(enrollment, factories.bookable(campaign, cast.rita), cast.sam)  # Tuesday 09:00 there
    assert [day for day, _meetings, _away in Listed.of(cast.rita).days] == [date(2026, 11, 24)]
    assert [c.date.day for week in Month.of(cast.rita).weeks for c in week if c.meetings] == [24]


def test_the_list_has_only_days_on_which_something_stands(cast, as_, meeting):
    start = clock.now() + timedelta(days=3)
    TimeOff.take(cast.rita, starts_at=start, ends_at=start + timedelta(days=1), reason="Training", by=cast.rita)
    agenda = Listed.of(cast.rita)
    assert [day.day for day, _meetings, _away in agenda.days] == [23, 26, 27]
    assert "Training" in as_("rita").get(url("listed")).content.decode()
    assert Listed.of(cast.rita, agenda.after.isoformat()).days == []
    assert "Nothing in these four weeks." in as_("rita").get(url("listed"), {"day": "2027-01-01"}).content.decode()


def test_the_list_says_what_came_of_it(cast, as_, meeting):
    clock.advance(timedelta(hours=3))
    Feedback.give(meeting, "lost", by=cast.rita, reason="Price")
    assert "Lost" in as_("rita").get(url("listed")).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_another_reps_are_not_mine(cast, as_, meeting, name):
    cast.ray = factories.person("ray", (cast.a, "rep"))
    assert as_("ray").get(url(name)).context["agenda"].meetings == []
