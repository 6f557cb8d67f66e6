"""The desk's outcomes in a real browser: M, the right person, a correction, an outcome said anew; and the pages."""

import re

import pytest
from playwright.sync_api import expect

from calls import queue
from calls.models import CallAttempt, Callback, Disposition, InfoMail
from calls.models.confirmation import ConfirmationCall
from leads.models import Enrollment, Lead
from office import clock
from tests import factories
from tests.browser.conftest import EITHER, axe, faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(cast, campaign, settings, page_for, always_open):
    """A desk that is open whatever the hour, with leads that all answer and a mail; sam sits there, on a call."""
    settings.DIALER = "simulator"
    Disposition.lay(campaign)
    factories.bookable(campaign, cast.rita)
    factories.info_mail(campaign, cast.mo)

    def sit(count=2, **options):
        for n in range(count):
            company = factories.company(cast.a, "Aegean Fresh Foods")
            factories.enrolled(campaign, cast.mia, f"+306900{n:05}9", company=company, email=f"h{n}@fresh.example")
        page = page_for("sam", "/desk/", **options)
        page.set_default_timeout(10_000)
        page.wait_for_selector("#desk [data-key=c]")
        return page

    return sit


def dial(page):
    if not page.locator("#lead-name").count():
        page.keyboard.press("c")
        page.wait_for_selector("#lead-name")
    page.keyboard.press("c")
    page.wait_for_selector("sd-call")


def test_m_and_a_digit_send_and_promise(cast, desk):
    page = desk()
    dial(page)
    first = CallAttempt.objects.owed().get()
    page.keyboard.press("m")
    page.wait_for_selector("#mail-dialog[open]")
    page.locator("#mail-dialog h2").click()
    page.keyboard.press("2")
    page.wait_for_selector("#undo sd-toast")
    assert InfoMail.objects.get().lead_id == first.lead_id
    assert Callback.objects.open().get().enrollment_id == first.enrollment_id


def test_the_right_person_comes_next(cast, desk):
    page = desk(1)
    dial(page)
    page.keyboard.press("x")
    page.wait_for_selector("#right-person-dialog[open]")
    page.keyboard.type("Xenia Xenou")
    page.keyboard.press("Tab")
    page.keyboard.type("6912345678")
    page.keyboard.press("Enter")
    page.wait_for_selector("#lead-name:has-text('Xenia Xenou')")
    assert Enrollment.objects.claimed_by(cast.sam).get().lead == Lead.objects.get(last_name="Xenou")


def test_a_correction_does_not_end_the_call(cast, desk):
    page = desk(1)
    dial(page)
    page.keyboard.press("f")
    page.wait_for_selector("#correct-dialog[open]")
    page.fill("#correct-first", "Eleni")
    page.keyboard.press("Enter")
    page.wait_for_selector("#lead-name:has-text('Eleni')")
    assert page.locator("sd-call").count() == 1 and CallAttempt.objects.owed().exists()


def test_a_refused_correction_comes_back_with_all_that_was_typed(desk):
    page = desk(1)
    dial(page)
    page.keyboard.press("f")
    page.fill("#correct-first", "Eleni")
    page.fill("#correct-number", "12")
    page.keyboard.press("Enter")
    number = page.locator("#correct-number[aria-invalid=true]")
    expect(number).to_be_focused()
    expect(number).to_have_accessible_description(re.compile("^12: "))
    assert number.input_value() == "12" and page.input_value("#correct-first") == "Eleni"
    assert page.title().startswith("Error: ")
    assert axe(page) == []
    number.fill("6912345678")
    page.keyboard.press("Enter")
    page.wait_for_selector("#lead-name:has-text('Eleni')")
    assert not page.title().startswith("Error: ") and page.locator("dialog[open]").count() == 0


def test_a_refused_right_person_comes_back_whole(desk):
    page = desk()
    dial(page)
    page.keyboard.press("x")
    page.fill("#right-person-name", "Xenia Xenou")
    page.fill("#right-person-job", "Buyer")
    page.fill("#right-person-number", "12")
    page.keyboard.press("Enter")
    expect(page.locator("#right-person-number[aria-invalid=true]")).to_be_focused()
    assert page.input_value("#right-person-name") == "Xenia Xenou" and page.input_value("#right-person-job") == "Buyer"
    assert CallAttempt.objects.owed().count() == 1


def test_what_was_typed_for_a_booking_outlives_its_refusal(campaign, desk):
    factories.question(campaign, is_required=True)
    page = desk(1)
    dial(page)
    page.wait_for_selector("#slots .sd-slot")
    page.keyboard.press("b")
    page.wait_for_selector("#slots .sd-held")
    page.fill("#slots [name=where]", "Pier 7, second floor")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".sd-refused")
    page.wait_for_selector("#slots .sd-held")
    expect(page.locator("#slots [name=where]")).to_have_value("Pier 7, second floor")


def test_on_the_next_call_the_one_before_gets_another_outcome(cast, desk):
    page = desk()
    dial(page)
    before = CallAttempt.objects.owed().get()
    page.keyboard.press("1")
    page.wait_for_selector("#undo sd-toast")
    dial(page)
    page.locator("#undo [data-dialog=amend-dialog]").click()
    page.select_option("#amend-outcome", "do-not-call")
    page.locator("#amend-dialog button[type=submit]").click()
    page.wait_for_selector("#undo sd-toast:has-text('Do not call')")
    before.refresh_from_db()
    assert before.outcome == "do_not_call" and CallAttempt.objects.owed().count() == 1


def test_not_a_good_time_leads_to_the_callback(desk):
    page = desk()
    dial(page)
    page.keyboard.press("5")
    page.wait_for_selector("#not-interested-dialog[open]")
    page.keyboard.press("0")
    page.wait_for_selector("#call-back-dialog[open]")
    page.keyboard.press("7")
    page.wait_for_selector("#undo sd-toast")
    assert len(Callback.objects.open().get().slots) == 5


@pytest.mark.parametrize("key", ["m", "x", "f"])
@EITHER
def test_the_dialogs_are_for_everyone(desk, key, viewport):
    page = desk(1, viewport=viewport)
    dial(page)
    page.keyboard.press(key)
    page.wait_for_selector("dialog[open]")
    assert faults(page) == []


def test_a_meeting_to_confirm_is_for_everyone(cast, campaign, desk):
    page = desk(0)
    kind = campaign.meeting_kinds.get()
    meeting = factories.booked(factories.enrolled(campaign, cast.mia, "+306900000009"), kind, cast.sam)
    ConfirmationCall.ask_for(meeting, now=clock.now())
    assert queue.claim(cast.sam) == meeting.enrollment
    page.reload()
    page.wait_for_selector("text=Confirm this meeting")
    assert faults(page) == []


@pytest.mark.parametrize("path", ["outcomes/", "cadence/", "mails/", "mails/new/"])
def test_the_managers_pages_are_for_everyone(cast, campaign, page_for, path):
    Disposition.lay(campaign)[2].retire(by=cast.mo)
    factories.info_mail(campaign, cast.mo)
    page = page_for("mo", f"/campaigns/{campaign.pk}/{path}")
    assert faults(page) == []
