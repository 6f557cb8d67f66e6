"""Who does what since when, right after a browser's death and for who works for two clients; and the hours of a day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from calls import queue
from calls.models import CallAttempt, Callback, Disposition, PauseCode, Presence
from office import clock, isolation
from reports.figures.hours import Spent, total
from reports.figures.queues import days_left, forget
from reports.figures.wallboard import Wallboard
from reports.figures.worked import Worked
from reports.models.board import Times
from tests import factories

NOON = datetime(2026, 11, 23, 10, tzinfo=UTC)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def board(cast):
    forget()
    cast.mo.look_as(["manager"])
    return lambda: Wallboard.of(user=cast.mo, now=clock.now())


@pytest.fixture
def dialled(cast, campaign):
    Disposition.lay(campaign)
    factories.enrolled(campaign, cast.mia)
    return CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)


def waiting(board):
    return [(queue.campaign, queue.waiting) for queue in board.queues]


def doing(board):
    return [(one.person.name, one.state, one.since) for one in board().people]


def test_from_ready_to_call_to_wrap_up_and_back(cast, board, dialled):
    Presence.here(cast.sam)
    assert doing(board) == [("Sam", "on_call", clock.now())]
    clock.advance(timedelta(seconds=30))
    dialled.answer()
    assert doing(board) == [("Sam", "on_call", clock.now())]
    clock.advance(timedelta(seconds=60))
    dialled.end()
    assert doing(board) == [("Sam", "wrap_up", clock.now())] and board().owed == 1
    Presence.here(cast.sam)
    dialled.refresh_from_db()
    dialled.log(Disposition.objects.get(code="busy", campaign=dialled.enrollment.campaign), by=cast.sam)
    assert doing(board) == [("Sam", "ready", clock.now())] and board().owed == 0
    assert (board().today.dials, board().today.booked) == (1, 0)


def test_a_dead_browser_on_a_call_still_owes_its_outcome_and_an_idle_one_is_gone(cast, board, dialled):
    Presence.here(cast.sam)
    Presence.here(cast.sue)
    clock.advance(timedelta(minutes=5))
    assert [name for name, _state, _since in doing(board)] == ["Sam"]


def test_a_pause_says_why(cast, board):
    cast.sam.look_as(["setter"])
    Presence.pause(cast.sam, PauseCode.objects.choices_of(cast.sam)[0], by=cast.sam)
    (one,) = board().people
    assert (one.state, one.label) == ("paused", "Break")


def test_of_another_client_it_shows_that_somebody_is_on_a_call_and_nothing_else(cast, board, other_campaign):
    cast.sam.join(cast.b, "setter")
    sam = type(cast.sam).objects.get(pk=cast.sam.pk)
    sam.look_as(["setter"])
    factories.enrolled(other_campaign, cast.olga)
    CallAttempt.dial(queue.claim(sam), by=sam)
    with isolation.seeing([cast.a.pk]):
        found = board()
    assert [(one.person.name, one.state) for one in found.people] == [("Sam", "on_call")]
    assert found.today.dials == 0 and not any(queue.waiting for queue in found.queues)


def test_callbacks_due_and_late_and_the_depth_of_the_queues(cast, board, campaign):
    for minutes in (10, 20, 600):
        made = factories.enrolled(campaign, cast.mia)
        Callback.promise(made, at=clock.now() + timedelta(minutes=minutes), by=cast.sam)
    clock.advance(timedelta(minutes=30))
    found = board()
    assert (found.due, found.late) == (2, 1)
    assert waiting(found) == [(campaign, 3)]
    factories.enrolled(campaign, cast.mia)
    assert waiting(board()) == [(campaign, 3)], "counted again after twenty seconds"
    clock.advance(timedelta(seconds=21))
    assert waiting(board()) == [(campaign, 4)]


def test_days_left_are_the_tries_still_allowed_over_the_dials_of_a_day_with_calls(cast, board, campaign, dialled):
    """Two leads and six tries each; two days of late on which somebody dialled, three dials; today is not counted."""
    factories.enrolled(campaign, cast.mia)
    assert board().queues[0].days_left is None, "nothing was dialled before today"
    first = CallAttempt.objects.get(pk=dialled.pk)
    for hours in (24, 25, 72):
        first.pk, first.started_at, first.given_up_at = None, clock.now() - timedelta(hours=hours), clock.now()
        first.save()
    forget()
    assert board().queues[0].days_left == 8, "eleven tries left (one was dialled), one and a half dials a day"
    page = render_to_string("reports/_wallboard.html", {"board": board(), "user": cast.mo})
    assert "8 days left" in page


def test_days_left_at_the_edges():
    assert (days_left(0, 3.0), days_left(1, 40.0), days_left(80, 40.0)) == (0, 1, 2)


def test_304_while_nothing_changes(cast, as_, board):
    mo = as_("mo")
    first = mo.get(reverse("reports:wallboard_live"))
    assert first.status_code == 200
    assert mo.get(reverse("reports:wallboard_live"), headers={"If-None-Match": first["ETag"]}).status_code == 304
    Presence.here(cast.sam)
    again = mo.get(reverse("reports:wallboard_live"), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200 and "Sam" in again.content.decode()
    assert "Sam" in mo.get(reverse("reports:wallboard")).content.decode()


def test_what_overlaps_counts_once():
    assert total([(at(0), at(10)), (at(5), at(15)), (at(30), at(20)), (at(50), at(90))], (at(1), at(60))) == 24 * 60


def test_the_hours_of_a_day_add_up():
    call = Times(1, "ended", "outbound", at(0), at(1), at(6), at(8))
    unanswered = Times(1, "ended", "outbound", at(10), None, at(11), at(11))
    desk, pauses = [(at(0), at(30))], [((at(30), at(45)), True), ((at(45), at(60)), False)]
    spent = Spent.of([call, unanswered], desk, pauses, (at(0), at(120)))
    assert spent == Spent(dialling=120, talk=300, wrap_up=120, idle=1260, paused=1800, unpaid=900)
    assert spent.paid == 45 * 60


def test_a_call_that_goes_on_counts_until_now_and_midnight_cuts():
    call = Times(1, "on_call", "inbound", at(0), at(0), None, None)
    assert Spent.of([call], [], [], (at(-10), at(7))).talk == 420
    assert Spent.of([call], [], [], (at(3), at(7))).talk == 240


def test_the_day_of_a_setter(cast, dialled, as_):
    Presence.here(cast.sam)
    clock.advance(timedelta(seconds=60))
    Presence.here(cast.sam)
    dialled.end()
    cast.mo.look_as(["manager"])
    today = clock.today("Europe/Athens")
    (one,) = Worked.on(today, user=cast.mo, zone="Europe/Athens", now=clock.now())
    assert (one.person, one.spent.dialling, one.spent.idle, one.spent.paid) == (cast.sam, 60, 0, 60)
    assert Worked.on(today - timedelta(days=1), user=cast.mo, zone="Europe/Athens", now=clock.now()) == []
    page = as_("mo").get(reverse("reports:hours"), {"day": "nonsense"}).content.decode()
    assert "Sam" in page and "0:01" in page
