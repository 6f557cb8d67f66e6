"""The rep's week and the meeting card."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appointments.models import Appointment, Feedback, TimeOff, Week
from leads.models import Answer, Enquiry
from office import clock
from tests import factories

WEEK = reverse("appointments:week")


def test_a_booked_meeting_stands_on_its_day(cast, as_, meeting):
    page = as_("rita").get(WEEK)
    monday = page.context["agenda"].days[0]
    assert [item.meeting for item in monday.items] == [meeting]
    assert (monday.is_today, monday.count, monday.items[0].row, monday.items[0].rows) == (True, 1, 25, 3)
    assert str(meeting.lead) in page.content.decode()


def test_the_days_are_the_reps_own(cast, as_, campaign, enrollment):
    cast.rita.zone = "Pacific/Auckland"
    cast.rita.save()
    kind = factories.bookable(campaign, cast.rita)
    meeting = factories.booked(enrollment, kind, cast.sam)  # Tuesday 09:00 there, Monday 22:00 in Athens
    week = Week.of(cast.rita)
    assert [day.date.day for day in week.days if day.items] == [24]
    assert (week.days[1].items[0].meeting, week.days[1].items[0].row) == (meeting, 5)


def test_other_weeks_are_a_link_away(cast, as_, meeting):
    page = as_("rita").get(WEEK, {"day": "2026-12-02"})
    assert [day.date.day for day in page.context["agenda"].days] == [30, 1, 2, 3, 4]
    assert not any(day.items for day in page.context["agenda"].days)
    assert as_("rita").get(WEEK, {"day": "nonsense"}).context["agenda"].days[0].date.day == 23


def test_the_weekend_is_shown_when_something_stands_on_it(cast, meeting):
    start = clock.now() + timedelta(days=5)
    TimeOff.take(cast.rita, starts_at=start, ends_at=start + timedelta(hours=1), reason="Moving", by=cast.rita)
    assert len(Week.of(cast.rita).days) == 7


def test_time_off_over_midnight_stands_on_both_days(cast, as_):
    start = clock.now() + timedelta(hours=10)
    TimeOff.take(cast.rita, starts_at=start, ends_at=start + timedelta(hours=10), by=cast.rita)
    days = [day for day in Week.of(cast.rita).days if day.items]
    assert [day.date.day for day in days] == [23, 24]
    assert "Time off" in as_("rita").get(WEEK).content.decode()


def test_cancelled_meetings_are_gone(cast, meeting):
    meeting.cancel(by=cast.rita)
    assert Week.of(cast.rita).meetings == []
    assert Week.of(cast.rita).next is None


def test_what_is_over_waits_for_a_word(cast, as_, meeting):
    clock.advance(timedelta(hours=3))
    page = as_("rita").get(WEEK)
    assert page.context["agenda"].awaiting == [meeting]
    assert "Say how they went" in page.content.decode()
    Feedback.give(meeting, "held", by=cast.rita)
    week = Week.of(cast.rita)
    assert (week.awaiting, week.counts) == ([], {"booked": 1, "held": 1, "no_show": 0})


def test_another_reps_meetings_are_not_mine(cast, as_, meeting):
    ray = factories.person("ray", (cast.a, "rep"))
    assert Week.of(ray).meetings == []
    cast.ray = ray
    assert as_("ray").get(reverse("appointments:meeting", args=[meeting.pk])).status_code == 404


def test_the_card_tells_answers_questions_and_notes(cast, as_, campaign, enrollment, kind):
    question = factories.question(campaign)
    Answer.give(enrollment, question, "Yes", by=cast.sam)
    Enquiry.ask(enrollment, "Does it work at -30?", by=cast.sam)
    meeting = factories.booked(enrollment, kind, cast.sam, note="Wants the case study", where="https://meet.example/1")
    page = as_("rita").get(reverse("appointments:meeting", args=[meeting.pk])).content.decode()
    for words in [
        question.text,
        "<b>Yes</b>",
        "Does it work at -30?",
        "Wants the case study",
        "https://meet.example/1",
    ]:
        assert words in page


def test_the_card_says_both_times(cast, as_, campaign, enrollment, kind):
    cast.rita.zone = "Europe/London"
    cast.rita.save()
    meeting = factories.booked(enrollment, kind, cast.sam)
    page = as_("rita").get(reverse("appointments:meeting", args=[meeting.pk])).content.decode()
    assert "London, yours" in page
    assert "Athens, theirs" in page


def test_the_setter_and_the_manager_may_read_it_others_not(as_, meeting):
    url = reverse("appointments:meeting", args=[meeting.pk])
    assert [as_(name).get(url).status_code for name in ("sam", "mo", "sue", "otto", "oren", "mia")] == [
        200, 200, 404, 404, 404, 404,
    ]  # fmt: skip


def test_the_week_asks_for_the_card_only(as_, meeting):
    url = reverse("appointments:meeting", args=[meeting.pk])
    fragment = as_("rita").get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "sd-meeting" in fragment


def test_calling_it_off_from_the_card(cast, as_, meeting):
    url = reverse("appointments:cancel", args=[meeting.pk])
    assert as_("sue").post(url, {"reason": "x"}).status_code == 404
    assert as_("rita").post(url, {"reason": "ill"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == Appointment.State.CANCELLED
    again = as_("rita").post(url)
    assert again.status_code == 422
    assert "cannot go" in again.content.decode()


def test_a_week_of_many_meetings_takes_few_queries(cast, as_, campaign, kind, django_assert_max_num_queries):
    for _n in range(3):
        factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
    browser = as_("rita")
    with django_assert_max_num_queries(14):
        assert len(browser.get(WEEK).context["agenda"].meetings) == 3


def test_the_leads_page_fetches_its_meetings(cast, as_, meeting, campaign):
    url = reverse("appointments:of_lead", args=[meeting.lead_id])
    page = as_("mia").get(url).content.decode()
    assert "set by Sam" in page
    assert "Booked" in page
    lone = factories.lead(cast.a, cast.sam)
    assert "No meeting yet." in as_("sam").get(reverse("appointments:of_lead", args=[lone.pk])).content.decode()
    assert as_("olga").get(url).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_this_week(as_, cast, day):
    assert (
        as_("rita").get(reverse("appointments:week"), {"day": day}).context["agenda"].first == factories.MONDAY.date()
    )
