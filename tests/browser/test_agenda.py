"""The rep's calendar by day, week, month and list, its keys; taking a meeting or not; the campaign's pool."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appointments.models import Assignment, FairnessEntry, PoolMember, PoolTerms, TimeOff
from appointments.models.passing import decline
from leads.models import Company
from office import clock
from tests import factories
from tests.browser.conftest import LOOKS, axe, overflows

VIEWS = ("day", "month", "listed")


@pytest.fixture
def scene(cast, campaign):
    """Rita and Nick are open around the clock; three meetings of rita are ahead, to be accepted; some time off."""
    nick = factories.person("nick", (cast.a, "rep"))
    PoolTerms.of(campaign).set(by=cast.mo, accept_within=600)
    kind = factories.bookable(campaign, cast.rita, nick, starts="00:00", ends="00:00", notice=60)
    company = Company.named("Aegean Fresh Foods", client=campaign.client)
    FairnessEntry.correct(campaign, nick, 9, by=cast.mo, note="Had the fair to himself")
    made = []
    for name in ("Papadakis", "Okafor", "Hatzinikolaou-Vandenberghe"):
        enrollment = factories.enrolled(
            campaign, cast.sam, last_name=name, email="helen@fresh.example", company=company, zones=("Europe/London",)
        )
        made.append(factories.booked(enrollment, kind, cast.sam, note="Wants the case study"))
    start = clock.now() + timedelta(days=1)
    TimeOff.take(cast.rita, starts_at=start, ends_at=start + timedelta(hours=3), reason="Training", by=cast.rita)
    cast.nick = nick
    return made


@pytest.mark.parametrize(("viewport", "look"), LOOKS)
@pytest.mark.parametrize("name", VIEWS)
def test_each_view_is_for_everybody(page_for, scene, name, viewport, look):
    page = page_for("rita", reverse(f"appointments:{name}"), viewport=viewport, look=look)
    assert axe(page) == []
    assert overflows(page) == 0


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_moves_sideways_on_a_narrow_phone(page_for, scene, name):
    assert overflows(page_for("rita", reverse(f"appointments:{name}"), viewport="narrow")) == 0


def test_the_keys_of_the_calendar(page_for, scene):
    page = page_for("rita", reverse("appointments:week"))
    page.wait_for_load_state("networkidle")

    def press(key):
        with page.expect_navigation(wait_until="networkidle"):
            page.keyboard.press(key)
        return page.url

    for key, name in (("m", "month"), ("l", "listed"), ("d", "day"), ("w", "week")):
        assert reverse(f"appointments:{name}") in press(key)
    shown = page.locator(".sd-week-range").inner_text()
    press("n")
    assert page.locator(".sd-week-range").inner_text() != shown
    press("p")
    assert page.locator(".sd-week-range").inner_text() == shown
    assert press("t").endswith(reverse("appointments:week"))


def test_on_paper_the_days_stand_alone(page_for, scene):
    page = page_for("rita", reverse("appointments:listed"))
    assert page.locator(".sd-week-side").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".sd-week-side").is_visible()
    assert not page.locator(".sd-rail").is_visible()
    assert page.get_by_role("link", name=str(scene[0].lead)).is_visible()
    assert page.locator("h2.sd-print-only").is_visible()


@pytest.mark.parametrize(("viewport", "look"), LOOKS)
def test_a_meeting_is_accepted_on_its_card(page_for, scene, viewport, look):
    page = page_for("rita", reverse("appointments:meeting", args=[scene[0].pk]), viewport=viewport, look=look)
    page.get_by_text("Why Rita?").click()
    assert axe(page) == []
    assert overflows(page) == 0
    page.keyboard.press("a")
    page.get_by_text("Accepted by Rita").wait_for()
    assert axe(page) == []
    assert Assignment.of(scene[0]).accepted_at


@pytest.mark.parametrize(("viewport", "look"), LOOKS)
def test_a_meeting_is_declined_with_a_word(page_for, scene, viewport, look):
    page = page_for("rita", reverse("appointments:meeting", args=[scene[2].pk]), viewport=viewport, look=look)
    page.keyboard.press("x")
    page.get_by_label("Why", exact=True).first.fill("At a fair")
    assert axe(page) == []
    page.get_by_role("button", name="Decline the meeting").click()
    page.get_by_text("went to a colleague").wait_for()
    scene[2].refresh_from_db()
    assert scene[2].rep.name == "Nick"


@pytest.mark.parametrize(("viewport", "look"), LOOKS)
def test_a_manager_gives_a_meeting_to_another(page_for, cast, scene, viewport, look):
    TimeOff.take(cast.nick, starts_at=scene[0].starts_at, ends_at=scene[0].ends_at, by=cast.nick)
    decline(scene[0], by=cast.rita, reason="At a fair")
    page = page_for("mo", reverse("appointments:meeting", args=[scene[0].pk]), viewport=viewport, look=look)
    assert axe(page) == []
    assert overflows(page) == 0
    page.get_by_label("To", exact=True).select_option("Nick")
    page.get_by_role("button", name="Give it").click()
    page.get_by_text("Nick has something else at that time.").wait_for()
    assert axe(page) == []


@pytest.mark.parametrize(("viewport", "look"), LOOKS)
def test_the_pool_is_for_everybody(page_for, cast, campaign, scene, viewport, look):
    member = PoolMember.objects.get(person=cast.rita)
    member.change(by=cast.mo, postal_codes=["104", "105"], area_codes=["210"], languages=["el"], skills=["Ammonia"])
    page = page_for("mo", reverse("appointments:pool", args=[campaign.pk]), viewport=viewport, look=look)
    assert axe(page) == []
    assert overflows(page) == 0
    page.get_by_role("link", name="Rita", exact=True).click()
    page.get_by_role("heading", name="What they take").wait_for()
    assert axe(page) == []
    assert overflows(page) == 0
    page.get_by_label("Speaks").fill("Greek")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("“Greek” does not belong here.").wait_for()
    assert axe(page) == []


def test_the_pool_fits_a_narrow_phone(page_for, cast, campaign, scene):
    member = PoolMember.objects.get(person=cast.rita)
    for path in (reverse("appointments:pool", args=[campaign.pk]), reverse("appointments:member", args=[member.pk])):
        assert overflows(page_for("mo", path, viewport="narrow")) == 0
