"""The slot picker: what the setter sees of the free times, and the way from a press to a hold."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from appointments.models import Availability, CalendarBlock, TimeOff
from leads.models import Lead
from office import clock
from tests import factories


@pytest.fixture
def url(enrollment, kind):
    return lambda name: reverse(f"appointments:{name}", args=[enrollment.lead_id])


def press(browser, url, kind, start, **more):
    return browser.post(url("hold"), {"kind": kind.pk, "start": start, **more})


def test_the_times_are_the_leads_and_mine_under_them(cast, as_, url, enrollment):
    cast.sam.zone = "Europe/London"
    cast.sam.save()
    page = as_("sam").get(url("slots")).content.decode()
    assert "Athens, theirs" in page
    assert "London, yours" in page
    assert "<b>14:00</b>" in page
    assert "<small>12:00</small>" in page
    assert page.count("sd-slot-soonest") == 1


def test_one_time_is_said_when_we_share_the_clock(as_, url):
    page = as_("sam").get(url("slots")).content.decode()
    assert "yours" not in page


def test_another_day_is_a_link_that_keeps_what_was_asked(cast, as_, url, kind):
    page = as_("sam").get(url("slots"), {"day": "2026-11-25", "rep": cast.rita.pk, "kind": kind.pk})
    assert page.context["picker"].day == date(2026, 11, 25)
    assert f"kind={kind.pk}&amp;rep={cast.rita.pk}&amp;day=2026-11-26" in page.content.decode()
    assert [time.starts_at.hour for time in page.context["picker"].times][:2] == [7, 7]


def test_a_missing_time_says_why(cast, as_, url):
    start = clock.now() + timedelta(days=1, minutes=20)
    TimeOff.take(cast.rita, starts_at=start, ends_at=start + timedelta(hours=1), by=cast.rita)
    page = as_("sam").get(url("slots"), {"day": "2026-11-24"}).content.decode()
    assert "Why not another time?" in page
    assert "<b>12:30</b> busy" in page
    assert "<b>11:30</b> too close to another meeting" in page


def test_a_press_puts_the_time_on_hold_and_shows_what_goes_along(cast, as_, url, kind):
    page = as_("sam").get(url("slots"))
    start = page.context["picker"].times[2].stamp
    answer = press(as_("sam"), url, kind, start)
    held = CalendarBlock.objects.held_by(cast.sam).get()
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'name="hold" value="{held.token}"' in text
    assert text.count('form="log-form"') == 5
    assert 'aria-pressed="true"' in text
    assert 'value="helen@fresh.example"' in text
    assert str(held.token) in as_("sam").get(url("slots")).content.decode()


@pytest.mark.parametrize(("place", "where"), [("theirs", "Ermou 5, 105 63 Athens"), ("phone", "")])
def test_a_meeting_at_the_leads_place_begins_with_the_address_that_is_known(as_, url, enrollment, kind, place, where):
    type(kind).objects.filter(pk=kind.pk).update(place=place)
    Lead.objects.filter(pk=enrollment.lead_id).update(address="Ermou 5", postal_code="105 63", city="Athens")
    assert as_("sam").get(url("slots")).context["book"].initial["where"] == where


def test_the_next_leads_picker_does_not_show_the_last_ones_hold(cast, as_, url, kind, campaign):
    press(as_("sam"), url, kind, as_("sam").get(url("slots")).context["picker"].times[2].stamp)
    other = factories.enrolled(campaign, cast.sam)
    page = as_("sam").get(reverse("appointments:slots", args=[other.lead_id]))
    assert page.context["held"] is None


def test_who_comes_second_reads_a_sentence_and_new_times(cast, as_, url, kind):
    start = as_("sue").get(url("slots")).context["picker"].times[2].stamp
    press(as_("sam"), url, kind, start)
    answer = press(as_("sue"), url, kind, start)
    assert answer.status_code == 422
    assert "That time cannot be booked: busy." in answer.content.decode()
    assert start not in [time.stamp for time in answer.context["picker"].times]


def test_the_heartbeat_and_its_end(cast, as_, url, kind):
    press(as_("sam"), url, kind, as_("sam").get(url("slots")).context["picker"].times[2].stamp)
    token = CalendarBlock.objects.held_by(cast.sam).get().token
    clock.advance(timedelta(minutes=4))
    assert as_("sam").post(url("renew"), {"hold": token}).status_code == 200
    assert CalendarBlock.objects.get(token=token).hold_until == clock.now() + timedelta(minutes=5)
    clock.advance(timedelta(minutes=6))
    late = as_("sam").post(url("renew"), {"hold": token})
    assert late.status_code == 422
    assert "The hold has run out." in late.content.decode()
    assert as_("sam").post(url("renew"), {"hold": UUID(int=1)}).status_code == 422


def test_letting_go_frees_the_time(cast, as_, url, kind):
    start = as_("sam").get(url("slots")).context["picker"].times[2].stamp
    press(as_("sam"), url, kind, start)
    page = as_("sam").post(url("release"), {"kind": kind.pk})
    assert start in [time.stamp for time in page.context["picker"].times]
    assert page.context["held"] is None
    assert not CalendarBlock.objects.held_by(cast.sam).exists()


def test_a_full_day_says_so(cast, as_, url):
    Availability.set_week(cast.rita, [], by=cast.rita)
    page = as_("sam").get(url("slots")).content.decode()
    assert "No free time on this day." in page


def test_a_campaign_without_kinds_says_so(cast, as_, campaign):
    lone = factories.enrolled(campaign, cast.sam)
    page = as_("sam").get(reverse("appointments:slots", args=[lone.lead_id])).content.decode()
    assert "Nothing can be booked in this campaign yet." in page


def test_another_clients_lead_is_not_there(cast, as_, url):
    for name, method in [("slots", "get"), ("hold", "post"), ("renew", "post"), ("release", "post")]:
        assert getattr(as_("oscar"), method)(url(name)).status_code == 404


def test_nonsense_is_answered_with_the_usual_times(as_, url, kind):
    page = as_("sam").get(url("slots"), {"day": "no", "kind": "x", "rep": "-1"})
    assert page.status_code == 200
    assert page.context["picker"].times
    assert press(as_("sam"), url, kind, "x").status_code == 422
    assert press(as_("sam"), url, kind, 10**18).status_code == 422


def test_the_picker_asks_the_database_the_same_few_questions_for_many_reps(
    cast, as_, campaign, enrollment, kind, url, django_assert_max_num_queries
):
    browser = as_("sam")
    browser.get(url("slots"))
    for n in range(12):
        factories.bookable(campaign, factories.person(f"rep{n}", (cast.a, "rep")), name=f"Kind {n}")
    with django_assert_max_num_queries(14):
        assert browser.get(url("slots")).context["picker"].times[0].free == 13


def test_a_day_beyond_all_that_can_be_booked_shows_the_last_one(as_, enrollment, kind):
    url = reverse("appointments:slots", args=[enrollment.lead_id])
    assert as_("sam").get(url, {"day": "9999-12-31"}).status_code == 200


def test_a_meeting_that_is_moved_stays_with_its_rep(cast, as_, campaign, meeting, url, kind):
    """A colleague whose turn it would be is only second."""
    nick = factories.person("anna", (cast.a, "rep"))
    factories.bookable(campaign, nick, name="Second")
    page = as_("sam").get(url("slots"), {"kind": kind.pk, "rep": "", "day": "2026-11-25"})
    time = page.context["picker"].times[0]
    assert (time.rep, time.free) == (cast.rita, 2)
    press(as_("sam"), url, kind, time.stamp)
    held = CalendarBlock.objects.held_by(cast.sam).get(state="on_hold")
    assert (held.person, held.route) == (cast.rita, [{"step": "same", "said": "is"}])


@pytest.mark.parametrize(
    ("place", "where", "shown"), [("theirs", "Ermou 1, Athens", True), ("video", "https://x.example/1", False)]
)
def test_an_address_opens_on_a_map(cast, as_, campaign, meeting, place, where, shown):
    type(meeting).objects.filter(pk=meeting.pk).update(place=place, where=where)
    page = as_("rita").get(reverse("appointments:meeting", args=[meeting.pk])).content.decode()
    assert ("openstreetmap.org/search?query=Ermou%201%2C%20Athens" in page) is shown
