"""The rep's other calendars in a browser: added, waited for, chosen; read by axe."""

from django.urls import reverse

from appointments.models import OtherCalendar
from office import clock
from tests.browser.conftest import faults

NAMES = [["https://8.8.8.8/dav/a/", "Meetings"], ["https://8.8.8.8/dav/b/", "Family"]]


def test_calendars_are_added_and_chosen(page_for, cast):
    OtherCalendar.subscribe(by=cast.rita, name="Holidays", address="https://8.8.8.8/holidays.ics")
    OtherCalendar.objects.update(trouble="away", read_at=clock.now(), unread=2)
    page = page_for("rita", reverse("appointments:calendars"))
    page.get_by_text("Its server does not answer.").wait_for()
    server = page.locator("#connect-form")
    server.get_by_label("Name", exact=True).fill("Company cloud")
    server.get_by_label("Address").fill("http://8.8.8.8/dav/")
    server.get_by_label("User name").fill("rita")
    server.get_by_label("Password").fill("secret")
    server.get_by_role("button", name="Connect").click()
    page.get_by_text("Its address must begin with https://.").wait_for()
    assert server.get_by_label("Name", exact=True).input_value() == "Company cloud"
    server.get_by_label("Address").fill("https://8.8.8.8/dav/")
    server.get_by_label("Password").fill("secret")
    server.get_by_role("button", name="Connect").click()
    page.get_by_text("It is being asked for the first time.").wait_for()

    made = OtherCalendar.objects.latest("pk")
    OtherCalendar.objects.filter(pk=made.pk).update(calendars=NAMES)
    page.get_by_text("Choose which one is read").wait_for()
    assert faults(page) == []
    item = page.locator(f"#calendar-{made.pk}")
    item.get_by_label("Busy is read from").select_option("Family")
    item.get_by_label("Meetings are written to").select_option("Meetings")
    item.get_by_role("button", name="Save the choice").click()
    page.get_by_text("Choose which one is read").wait_for(state="detached")
    made.refresh_from_db()
    assert (made.reads, made.writes) == (NAMES[1][0], NAMES[0][0])
