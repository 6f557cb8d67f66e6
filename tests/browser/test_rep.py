"""A rep's shift, and the slot picker and the customers beside it: read by axe, worked by mouse and keyboard."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appointments.models import Appointment, Feedback, TimeOff
from leads.models import Answer, Customer, Enquiry
from leads.states import Stage
from office import clock
from tests import factories
from tests.browser.conftest import EITHER, faults, overflows


@pytest.fixture
def scene(cast, campaign):
    """Rita is open around the clock; one meeting is over, one is ahead, and one day off is taken."""
    kind = factories.bookable(campaign, cast.rita, starts="00:00", ends="00:00", notice=60)
    question = factories.question(campaign)
    made = []
    for name in ("Papadakis", "Okafor"):
        enrollment = factories.enrolled(campaign, cast.sam, last_name=name, email="helen@fresh.example")
        Answer.give(enrollment, question, "Yes", by=cast.sam)
        Enquiry.ask(enrollment, "Does it work at -30?", by=cast.sam)
        made.append(factories.booked(enrollment, kind, cast.sam, note="Wants the case study"))
    start = clock.now() - timedelta(hours=2)
    Appointment.objects.filter(pk=made[0].pk).update(starts_at=start, ends_at=start + timedelta(minutes=45))
    TimeOff.take(
        cast.rita,
        starts_at=start + timedelta(days=1),
        ends_at=start + timedelta(days=1, hours=3),
        reason="Training",
        by=cast.rita,
    )
    return made


def test_the_week_is_for_everybody(page_for, scene):
    page = page_for("rita", reverse("appointments:week"))
    assert page.get_by_role("heading", name="Say how they went").is_visible()
    assert faults(page) == []


@pytest.mark.parametrize("name", ["week", "hours"])
def test_nothing_moves_sideways_on_a_narrow_phone(page_for, scene, name):
    assert overflows(page_for("rita", reverse(f"appointments:{name}"), viewport="narrow")) == 0


@EITHER
def test_my_hours_are_for_everybody(page_for, scene, viewport):
    page = page_for("rita", reverse("appointments:hours"), viewport=viewport)
    assert faults(page) == []
    page.get_by_label("Monday, hours 1, from").fill("10:00")
    page.get_by_label("Monday, hours 1, until").fill("09:00")
    page.get_by_role("button", name="Save my hours").click()
    page.get_by_text("Hours must end after they start.").wait_for()
    page.wait_for_function("document.activeElement.matches('.alert-danger')")
    assert page.title().startswith("Error: ")
    assert faults(page) == []


@EITHER
def test_a_meeting_is_said_to_be_won_on_its_card(page_for, scene, viewport):
    over, _ahead = scene
    page = page_for("rita", reverse("appointments:meeting", args=[over.pk]), viewport=viewport)
    assert faults(page) == []
    assert not page.get_by_label("Value").is_visible()
    page.get_by_role("radio", name="Won").check()
    page.get_by_label("Value").fill("1200")
    page.get_by_label("Next step").fill("Kick-off")
    assert faults(page) == []
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Next step: Kick-off").wait_for()
    assert Feedback.objects.get().value == 1200
    assert Customer.objects.get().lead == over.lead


def test_a_meeting_opens_beside_the_week(page_for, scene):
    over, _ahead = scene
    page = page_for("rita", reverse("appointments:week"))
    page.locator(".sd-week .sd-meet", has_text=str(over.lead)).first.click()  # two about midnight
    page.locator(f"#meeting #meeting-{over.pk}").wait_for()
    assert page.url.endswith(reverse("appointments:week"))
    page.get_by_role("radio", name="Lost").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Say why it was lost.").wait_for()


def test_held_is_one_press(page_for, scene):
    page = page_for("rita", reverse("appointments:week"))
    page.locator(".sd-owed").get_by_role("button", name="Held").click()
    page.get_by_text("How did it go?").wait_for()
    assert Feedback.objects.get().result == Feedback.Result.HELD


@EITHER
def test_a_time_is_put_on_hold_and_let_go(page_for, cast, campaign, scene, settings, viewport):
    settings.ROOT_URLCONF = "tests.browser.slots_page"
    lead = factories.enrolled(campaign, cast.sam, email="ann@fresh.example").lead
    page = page_for("sam", f"/slots-page/{lead.pk}/", viewport=viewport)
    page.locator(".sd-slots").wait_for()
    assert faults(page) == []
    page.locator(".sd-slot-soonest").click()
    page.get_by_text("is held for").wait_for()
    assert faults(page) == []
    assert page.locator("#log-form").evaluate("form => new FormData(form).get('hold')")
    assert page.locator("#log-form").evaluate("form => new FormData(form).get('email')") == "ann@fresh.example"
    page.get_by_role("button", name="Let it go").click()
    page.get_by_text("is held for").wait_for(state="detached")


@EITHER
def test_customers_are_for_everybody(page_for, cast, campaign, viewport):
    enrollment = factories.enrolled(campaign, cast.sam)
    enrollment.become(Stage.APPOINTMENT_SET)
    customer = Customer.win(enrollment, by=cast.rita, value=900, note="Kick-off")
    page = page_for("alex", reverse("leads:customers"), viewport=viewport)
    assert faults(page) == []
    page.get_by_role("link", name=str(customer.lead)).click()
    assert faults(page) == []
    page.get_by_role("button", name="Take over").click()
    page.get_by_text("Alex,").wait_for()
