"""The waitlist in a real browser: J and a few days put a lead on it; what comes free opens under B; the list."""

from datetime import time, timedelta

import pytest

from appointments.models import Availability, CalendarBlock, MeetingKind, Wish
from calls.models import Disposition
from calls.models.waitlist import sweep_waitlist
from leads.models import Enrollment
from office import clock
from tests import factories
from tests.browser.conftest import faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(cast, campaign, settings, page_for, always_open):
    """sam's desk, with one lead that answers; rita takes meetings on one day of the week."""
    settings.DIALER = "simulator"
    Disposition.lay(campaign)
    factories.bookable(campaign, cast.rita, notice=0)
    MeetingKind.add(campaign, by=cast.mo, name="Site visit")
    open_only(cast.rita, clock.today(campaign.zone) + timedelta(days=3))
    company = factories.company(cast.a, "Aegean Fresh Foods")
    factories.enrolled(
        campaign, cast.mia, "+306900000019", first_name="Eva", last_name="Martin", company=company, email="e@f.example"
    )
    page = page_for("sam", "/desk/")
    page.set_default_timeout(10_000)
    page.wait_for_selector("#desk [data-key=c]")
    return page


def open_only(rep, day):
    Availability.set_week(rep, [(day.weekday(), time(10), time(16))], by=rep)


def dial(page):
    if not page.locator("#lead-name").count():
        page.keyboard.press("c")
        page.wait_for_selector("#lead-name")
    page.keyboard.press("c")
    page.wait_for_selector("sd-call")


def test_j_puts_a_lead_on_the_list_and_what_comes_free_is_booked_with_b(cast, campaign, desk, page_for):
    page = desk
    dial(page)
    page.keyboard.press("j")
    dialog = page.locator("#waitlist-dialog[open]")
    dialog.wait_for()
    assert faults(page) == []
    for name in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        dialog.get_by_label(name).first.set_checked(True)
    dialog.get_by_label("Note").fill("Never before ten")
    dialog.get_by_role("button", name="Put on the waitlist").click()
    page.wait_for_selector("#undo sd-toast")
    wish = Wish.objects.open().get()
    assert (wish.note, len(wish.wanted.stretches[0].days)) == ("Never before ten", 7)

    Wish.objects.update(made_at=clock.now() - timedelta(minutes=2))
    Enrollment.objects.update(call_after=clock.now() - timedelta(minutes=1))
    open_only(cast.rita, clock.today(campaign.zone) + timedelta(days=4))
    assert sweep_waitlist() == 1
    page.goto(page.url)
    page.wait_for_selector("#desk [data-key=c]")
    dial(page)
    page.get_by_text("has come free for Eva Martin, wanted since").first.wait_for()
    page.locator("#slots .sd-freed").wait_for()
    assert faults(page) == []
    page.locator("#lead-name").click()
    page.keyboard.press("b")
    page.wait_for_selector("sd-hold")
    wish.refresh_from_db()
    assert CalendarBlock.objects.held_by(cast.sam).get().starts_at == wish.slot_at

    mo = page_for("mo", "/waitlist/")
    mo.get_by_role("link", name="Eva Martin").wait_for()
    assert faults(mo) == []
    mo.get_by_label("Why").fill("Went elsewhere")
    mo.get_by_role("button", name="End").click()
    mo.get_by_text("Nobody waits for a time.").wait_for()
    assert mo.get_by_text("Went elsewhere").is_visible()
    assert faults(mo) == []


def test_the_kinds_of_meeting_in_another_order(cast, campaign, page_for):
    factories.bookable(campaign, cast.rita)
    MeetingKind.add(campaign, by=cast.mo, name="Site visit")
    page = page_for("mo", f"/campaigns/{campaign.pk}/meetings/")
    page.get_by_role("button", name="Up: Site visit").click()
    page.locator("h2[id^=kind-]").first.filter(has_text="Site visit").wait_for()
    assert faults(page) == []
    assert [kind.name for kind in MeetingKind.objects.of_campaign(campaign)] == ["Site visit", "First meeting"]
