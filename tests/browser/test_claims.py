"""Tabs that are closed, frozen, doubled or loaded anew, and browsers that die: no lead is lost, no outcome either."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client as Visitor

from calls import letting, queue
from calls.models import CallAttempt, Disposition
from leads.models import LEASE, Enrollment
from office import clock
from tests import factories
from tests.browser.conftest import axe, faults

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("always_open")]
MINUTE = timedelta(seconds=60)
GONE = ("status of 410", "Failed to load resource: net::ERR_FAILED")  # told in words, or the door that a test shut


@pytest.fixture
def leads(cast, campaign, settings):
    settings.DIALER = "simulator"
    Disposition.lay(campaign)
    return lambda count: [factories.enrolled(campaign, cast.mia, f"+306900{n:05}9") for n in range(count)]


@pytest.fixture
def desk(page_for):
    """Sit down as sam and take the first lead; `beat_every` (ms) is the Worker's clock, quickened for the test."""

    def sit(beat_every=None, page=None):
        page = page or page_for("sam", forgive=GONE)
        if beat_every:
            page.context.route(
                "**/js/beat.js",
                lambda route: route.fulfill(
                    body=f'setInterval(() => postMessage("beat"), {beat_every});', content_type="text/javascript"
                ),
            )
        page.goto("/desk/")
        page.wait_for_selector("#desk")
        return page

    return sit


@pytest.fixture
def left(monkeypatch):
    """Grows by one with each tab's last word, when that is in the database."""
    heard, leave = [], letting.leave

    def counted(person):
        leave(person)
        transaction.on_commit(lambda: heard.append(person))

    monkeypatch.setattr(letting, "leave", counted)
    return heard


def take(page, enrollment):
    page.keyboard.press("c")
    page.wait_for_selector(f'#desk[data-lead="{enrollment.pk}"]')


def lease(enrollment):
    enrollment.refresh_from_db()
    return enrollment.claimed_until


def swept(after):
    """The sweep, so much later. Returns how many leads went back to the queue."""
    with clock.frozen(clock.now() + after):
        return queue.release_lapsed()


def wait_until(page, true):
    """Until something holds in the database; the page's own loop goes on meanwhile."""
    for _turn in range(100):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to that")


def test_a_closed_tab_gives_an_undialled_lead_back_after_a_minute(cast, leads, desk):
    made, _second = leads(2)
    page = desk()
    take(page, made)
    other = page.context.new_page()  # keeps the browser open
    assert lease(made) > clock.now() + MINUTE
    page.close(run_before_unload=True)
    wait_until(other, lambda: lease(made) and lease(made) < clock.now() + MINUTE + timedelta(seconds=1))
    assert swept(timedelta(seconds=50)) == 0, "a minute is kept"
    assert swept(MINUTE) == 1
    assert queue.claim(cast.sue) == made


def test_a_closed_tab_does_not_give_a_call_back(cast, leads, desk):
    made, _second = leads(2)
    page = desk()
    take(page, made)
    page.keyboard.press("c")
    page.wait_for_selector("sd-call")
    other = page.context.new_page()
    page.close(run_before_unload=True)
    other.goto("/callbacks/")
    assert swept(timedelta(hours=8)) == 0
    again = desk(page=other)
    again.wait_for_selector(f'#desk[data-lead="{made.pk}"] sd-call')


def test_a_killed_browser_owes_its_outcome_and_comes_back_to_it(cast, leads, desk, page_for):
    made, second = leads(2)
    page = desk()
    take(page, made)
    page.keyboard.press("c")
    page.wait_for_selector("sd-call")
    page.context.close()  # without a word: no beacon, no beat
    assert swept(timedelta(hours=8)) == 0
    assert queue.claim(cast.sam) == made, "no other lead before its outcome"
    again = page_for("sam", "/desk/")
    again.wait_for_selector(f'#desk[data-lead="{made.pk}"] sd-call')
    manager = page_for("mo", "/queue/")
    assert manager.locator("section:has(#held)").get_by_role("link", name=made.lead.name).count() == 1
    again.keyboard.press("1")
    again.wait_for_selector(f'#desk[data-lead="{second.pk}"]')
    assert CallAttempt.objects.of_pass(made).get().outcome == "not_reached"


def test_a_killed_browser_that_never_dialled_loses_its_lead_to_the_lease(cast, leads, desk):
    made, _second = leads(2)
    page = desk()
    take(page, made)
    page.context.close()
    assert swept(LEASE + timedelta(seconds=1)) == 1
    assert queue.claim(cast.sue) == made


def test_a_frozen_tab_is_caught_by_the_lease_and_is_told_when_it_wakes(cast, leads, desk):
    """Frozen as browsers freeze what is hidden too long: no beat leaves it; woken, it sees that the lead is gone."""
    made, second = leads(2)
    page = desk(beat_every=200)
    take(page, made)
    with page.expect_response("**/desk/beat/"):
        pass
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    freeze_workers(page)
    at_rest = settled(made, page)
    assert swept(LEASE + timedelta(seconds=1)) == 1
    assert queue.claim(cast.sue) == made, f"the lease of {at_rest} ran out"
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    thaw_workers(page)
    page.wait_for_selector("#lull-title")
    page.wait_for_selector("#queue h2")  # its scripts run: the keys work
    page.wait_for_selector("sd-desk:defined")
    take(page, second)


def freeze_workers(page):
    """The Worker stands still too: its beats stop at the door."""
    page.context.route("**/desk/beat/", lambda route: route.abort())


def thaw_workers(page):
    page.context.unroute("**/desk/beat/")


def settled(enrollment, page):
    """A lease that nothing renews any more: a beat that was under way has been answered."""
    seen = None
    while seen != lease(enrollment):
        seen = enrollment.claimed_until
        page.wait_for_timeout(1000)
    return seen


def test_the_beat_keeps_a_lead_that_is_read_for_long(cast, leads, desk):
    (made,) = leads(1)
    page = desk(beat_every=100)
    take(page, made)
    first = lease(made)
    wait_until(page, lambda: lease(made) > first + timedelta(seconds=1))
    assert swept(LEASE - timedelta(seconds=2)) == 0


def test_two_tabs_share_one_lead_and_go_on_together(cast, leads, desk, page_for):
    first, second = leads(2)
    one = desk(beat_every=200)
    take(one, first)
    two = one.context.new_page()
    two.goto("/desk/")
    two.wait_for_selector(f'#desk[data-lead="{first.pk}"]')
    assert Enrollment.objects.claimed_by(cast.sam).count() == 1
    two.keyboard.press("c")
    two.wait_for_selector("sd-call")
    two.keyboard.press("1")
    two.wait_for_selector(f'#desk[data-lead="{second.pk}"]')
    one.wait_for_selector(f'#desk[data-lead="{second.pk}"]')  # its next beat tells it
    assert Enrollment.objects.claimed_by(cast.sam).count() == 1
    assert CallAttempt.objects.by_setter(cast.sam).count() == 1


def test_a_tab_that_lost_its_lead_is_loaded_anew_once_however_long_the_server_takes(cast, leads, desk):
    first, second = leads(2)
    one = desk(beat_every=100)
    take(one, first)
    two = one.context.new_page()
    two.goto("/desk/")
    held = []
    one.route("**/desk/", lambda route: held.append(route))
    two.keyboard.press("c")
    two.wait_for_selector("sd-call")
    two.keyboard.press("1")
    two.wait_for_selector(f'#desk[data-lead="{second.pk}"]')
    wait_until(two, lambda: held)
    for _beat in range(5):
        with two.expect_response("**/desk/beat/"):
            pass
    assert len(held) == 1
    held[0].continue_()
    one.wait_for_selector(f'#desk[data-lead="{second.pk}"]')


def test_closing_one_of_two_tabs_keeps_the_lead(cast, leads, desk, left):
    (made,) = leads(1)
    one = desk(beat_every=200)
    take(one, made)
    two = one.context.new_page()
    two.goto("/desk/")
    two.wait_for_selector(f'#desk[data-lead="{made.pk}"]')
    two.close(run_before_unload=True)
    wait_until(one, lambda: left)
    wait_until(one, lambda: lease(made) > clock.now() + MINUTE + timedelta(seconds=20))
    assert swept(MINUTE) == 0


def test_a_reload_before_the_dial_keeps_the_lead(cast, leads, desk, left):
    made, _second = leads(2)
    page = desk(beat_every=200)
    take(page, made)
    page.reload()
    page.wait_for_selector(f'#desk[data-lead="{made.pk}"]')
    wait_until(page, lambda: left)
    wait_until(page, lambda: lease(made) > clock.now() + MINUTE + timedelta(seconds=20))
    assert swept(MINUTE) == 0


def test_a_lead_that_a_manager_let_go_leaves_the_desk(cast, leads, desk, page_for):
    made, _second = leads(2)
    page = desk(beat_every=200)
    take(page, made)
    manager = page_for("mo", "/queue/")
    manager.get_by_label(f"Why {made.lead.name} is taken back").fill("Went home")
    manager.get_by_role("button", name=f"Let go – {made.lead.name}").click()
    manager.wait_for_selector("text=is in the queue again")
    page.wait_for_selector("#lull-title")


def test_the_managers_pages_are_open_to_everyone(cast, campaign, leads, page_for):
    leads(3)
    queue.claim(cast.sam)
    for path in ("/queue/", f"/queue/setters/{cast.sam.pk}/", f"/campaigns/{campaign.pk}/sort/"):
        page = page_for("mo", path)
        page.wait_for_selector("main form, main table")
        assert faults(page) == []


def test_who_comes_next_stands_with_the_reason(cast, leads, desk):
    first, _second = leads(2)
    page = desk()
    take(page, first)
    assert "New, as they came" in page.inner_text(".sd-turn")
    page.wait_for_selector("#queue ol")
    assert "New, as they came" in page.inner_text("#queue")
    assert axe(page) == []
    assert Visitor().get("/queue/").status_code == 302
