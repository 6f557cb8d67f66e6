"""Overdue feedback: the rep is reminded, then the manager is told; once a day, on the reader's own clock."""

from datetime import timedelta

import pytest

from appointments.models import Feedback, PoolTerms
from appointments.models.chase import chase_feedback
from appointments.tasks import chase
from office import clock
from office.models import Message, Notice
from tests import factories

HOUR = timedelta(hours=1)


@pytest.fixture
def over(meeting):
    """It ended at 14:45 in Athens; two hours later it is 16:45."""
    clock.advance(meeting.ends_at + 2 * HOUR - clock.now())
    return meeting


def letters():
    return list(Message.objects.about("chase").order_by("pk"))


def to(person):
    return [notice.text for notice in Notice.objects.to(person)]


def test_before_its_time_nobody_is_reminded(over):
    clock.advance(-timedelta(seconds=1))
    assert chase_feedback() == 0


def test_the_rep_reads_which_meetings(cast, over):
    chase()
    letter = letters()[0]
    assert (letter.to, letter.subject) == ("rita@demo.test", "Say how 1 meeting went")
    assert str(over.lead) in letter.body
    assert f"/meetings/{over.pk}/" in letter.body
    assert to(cast.rita) == ["Say how 1 meeting went"]


def test_once_a_day_and_again_the_next_morning(cast, over):
    assert [chase_feedback(), chase_feedback()] == [1, 0]
    clock.advance(6 * HOUR)
    assert chase_feedback() == 0  # 22:45
    clock.advance(6 * HOUR)
    assert chase_feedback() == 0  # 04:45 of the next day: nobody is woken
    clock.advance(4 * HOUR)
    assert chase_feedback() == 1  # 08:45
    assert len(to(cast.rita)) == 2


def test_one_letter_for_all_that_is_owed(cast, campaign, kind, over):
    other = factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
    clock.advance(other.ends_at + 2 * HOUR - clock.now())
    assert chase_feedback() == 1
    assert letters()[-1].subject == "Say how 2 meetings went"


def test_what_was_said_is_not_asked(cast, over):
    Feedback.give(over, "held", by=cast.rita)
    assert chase_feedback() == 0


def test_what_was_called_off_is_not_asked(cast, meeting):
    meeting.cancel(by=cast.sam)
    clock.advance(8 * HOUR)
    assert chase_feedback() == 0


def test_the_manager_is_told_after_two_days(cast, over):
    clock.advance(45 * HOUR)
    assert chase_feedback() == 1
    clock.advance(HOUR)
    assert chase_feedback() == 1
    assert to(cast.mo) == ["1 meeting: the rep has not said how it went"]
    letter = letters()[-1]
    assert letter.to == "mo@demo.test"
    assert "Rita" in letter.body


def test_the_terms_of_the_campaign_decide(cast, campaign, over):
    PoolTerms.of(campaign).set(by=cast.mo, remind_after=3, tell_after=3)
    assert chase_feedback() == 0
    clock.advance(HOUR)
    assert chase_feedback() == 2


def test_each_client_hears_of_its_own_only(cast, other_campaign, over):
    assert chase_feedback() == 1
    assert {message.client for message in letters()} == {cast.a}
    assert to(cast.otto) == []


def test_in_the_readers_own_language(cast, over):
    cast.rita.language = "el"
    cast.rita.save()
    chase_feedback()
    assert letters()[0].subject == to(cast.rita)[0]


def test_who_may_not_log_in_any_more_gets_no_letter(cast, over):
    cast.rita.is_active = False
    cast.rita.save()
    assert chase_feedback() == 0
