"""A setter's own page and the card on the desk: my numbers, nobody else's."""

import re
from datetime import timedelta

import pytest

from appointments.models import Feedback
from office import clock
from tests import factories
from tests.reports import world


@pytest.fixture
def day(campaign, cast):
    campaign.daily_target = 3
    campaign.save()
    labels, now = world.dispositions(campaign), clock.now()
    enrollment = factories.enrolled(campaign, cast.mo)
    for hours, label in ((1, 0), (2, 4), (26, 3), (28, 3)):
        world.call(enrollment, cast.sam, now - timedelta(hours=hours), labels[label])
    world.call(enrollment, cast.sue, now - timedelta(hours=1), labels[4])
    world.meeting(enrollment, cast.sam, cast.rita, now - timedelta(hours=2), now + timedelta(days=2))
    held = world.meeting(
        enrollment, cast.sam, cast.rita, now - timedelta(days=6), now - timedelta(days=4), state="held"
    )
    Feedback.objects.create(client=cast.a, appointment=held, result="won", by=cast.rita)
    world.meeting(enrollment, cast.sue, cast.rita, now - timedelta(days=1), now + timedelta(days=3))
    return enrollment


def test_today_and_week_are_mine(as_, day):
    mine = as_("sam").get("/my-day/").context["mine"]
    assert (mine.today.tally.dials, mine.today.tally.conversations, mine.today.tally.booked) == (2, 1, 1)
    assert mine.week.dials == 2  # it is Monday: yesterday's calls are last week's
    assert len(mine.calls) == 2


def test_page_tells_what_became_of_my_meetings(as_, day):
    page = as_("sam").get("/my-day/")
    assert [meeting.state for meeting in page.context["mine"].meetings] == ["booked", "held"]
    assert "Won" in page.content.decode()


def test_card_counts_today_against_the_target(as_, day):
    page = as_("sam").get("/my-day/card/").content.decode()
    assert "1 of 3 meetings for today" in page
    assert re.search(r"max=\"3\"\s+value=\"1\"", page)


def test_setter_of_another_client_has_an_own_empty_day(as_, day):
    mine = as_("oscar").get("/my-day/").context["mine"]
    assert mine.today.tally.dials == 0 and not mine.meetings


@pytest.mark.parametrize("who", ["mo", "rita", "vic"])
def test_only_setters_have_a_day(as_, campaign, who):
    assert as_(who).get("/my-day/").status_code == 404
    assert as_(who).get("/my-day/card/").status_code == 404
