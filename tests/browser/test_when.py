"""When somebody can be met: hours, dates and holidays; kinds of meeting; a booking against the rules."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from appointments.models import Appointment, Availability, HolidayRegion, MeetingKind, Override, RestDay
from office import clock
from tests import factories
from tests.browser.conftest import LOOKS, axe, overflows


@pytest.fixture
def scene(cast, campaign):
    """Rita is open from 9 to 17, keeps the Greek holidays and works on one; the audit needs tom, too."""
    kind = factories.bookable(campaign, cast.rita, notice=0)
    tom = factories.person("tom", (cast.a, "rep"))
    MeetingKind.add(
        campaign, by=cast.mo, name="Site audit", place="theirs", travel=45, before=10, cap=2, companions=[tom.pk]
    )
    HolidayRegion.choose(cast.rita, "GR", by=cast.rita)
    Override.work_on(cast.rita, RestDay.ahead(cast.rita, "en")[0].date, by=cast.rita)
    Override.put(cast.rita, clock.today(cast.rita.zone) + timedelta(days=3), [], by=cast.rita)
    return kind, factories.enrolled(campaign, cast.sam, email="helen@fresh.example")


@pytest.mark.parametrize(("viewport", "look"), [*LOOKS, ("narrow", "light")])
def test_my_hours_and_dates_are_for_everybody(page_for, scene, viewport, look):
    page = page_for("rita", reverse("appointments:hours"), viewport=viewport, look=look)
    page.locator("#day-0 ~ .sd-hours-stretches summary").first.click()
    assert axe(page) == []
    assert overflows(page) == 0


def test_another_stretch_is_a_press_and_keeps_what_was_typed(page_for, cast, scene):
    page = page_for("rita", reverse("appointments:hours"))
    page.get_by_label("Tuesday, hours 2, from", exact=True).fill("18:00")
    page.get_by_role("button", name="Another stretch on Tuesday").click()
    page.get_by_label("Tuesday, hours 3, from", exact=True).fill("20:00")
    page.get_by_label("Tuesday, hours 3, until", exact=True).fill("21:00")
    assert page.get_by_label("Tuesday, hours 2, from", exact=True).input_value() == "18:00"
    page.get_by_label("Tuesday, hours 2, until", exact=True).fill("19:00")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Availability.objects.of([cast.rita.pk]).count() == 9


def test_a_date_is_closed_and_opened_again(page_for, cast, scene):
    Override.objects.all().delete()
    page = page_for("rita", reverse("appointments:hours"))
    day = clock.today(cast.rita.zone) + timedelta(days=10)
    page.get_by_label("Date", exact=True).fill(day.isoformat())
    page.get_by_role("button", name="Save these hours").click()
    page.get_by_text("Say from when until when").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Closed that day").click()
    page.get_by_role("button", name="My usual hours after all").click()
    page.get_by_role("button", name="My usual hours after all").wait_for(state="detached")
    assert not Override.objects.exists()


def test_a_holiday_is_worked_on(page_for, scene):
    page = page_for("rita", reverse("appointments:hours"))
    page.get_by_role("button", name="I work on it").first.click()
    page.get_by_text("I work 09:00–17:00").nth(1).wait_for()


@pytest.mark.parametrize(("viewport", "look"), [*LOOKS, ("narrow", "light")])
def test_kinds_of_meeting_are_for_everybody(page_for, cast, scene, campaign, viewport, look):
    kind, _enrollment = scene
    kind.retire(by=cast.mo)
    page = page_for("mo", reverse("appointments:kinds", args=[campaign.pk]), viewport=viewport, look=look)
    assert axe(page) == []
    assert overflows(page) == 0
    page.get_by_role("link", name="Change Site audit").click()
    page.get_by_label("Length in minutes").fill("1")
    assert axe(page) == []
    assert overflows(page) == 0
    page.locator("#kind-form").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("greater than or equal to 5").wait_for()
    assert axe(page) == []


def test_a_kind_is_added_and_retired(page_for, scene, campaign):
    page = page_for("mo", reverse("appointments:kinds", args=[campaign.pk]))
    page.get_by_role("link", name="New kind of meeting").click()
    page.get_by_label("Name").fill("Phone check")
    page.get_by_label("Where").select_option("phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Retire Phone check").click()
    page.get_by_role("button", name="Bring back Phone check").wait_for()


@pytest.mark.parametrize(("viewport", "look"), [*LOOKS, ("narrow", "light")])
def test_a_manager_books_against_the_rules(page_for, scene, viewport, look):
    _kind, enrollment = scene
    page = page_for("mo", reverse("appointments:book", args=[enrollment.lead_id]), viewport=viewport, look=look)
    page.get_by_text("Take a time that is not offered").click()
    assert axe(page) == []
    assert overflows(page) == 0
    evening = (clock.now() + timedelta(days=2)).astimezone(ZoneInfo("Europe/Athens")).replace(hour=21, minute=0)
    page.get_by_label("Time where the lead is").fill(f"{evening:%Y-%m-%dT%H:%M}")
    page.get_by_label("Why all the same").fill("She leaves on Friday")
    page.get_by_role("button", name="Hold it all the same").click()
    page.get_by_text("is held for").wait_for()
    assert axe(page) == []
    page.get_by_label("Note to the rep").fill("Bring the drawings")
    page.get_by_role("button", name="Book the meeting").click()
    page.get_by_text("She leaves on Friday").wait_for()
    assert axe(page) == []
    assert Appointment.objects.get().note == "Bring the drawings"
