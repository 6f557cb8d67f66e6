"""Promises: personal or anyone's, exact give or take, or vague; when they become anyone's; always in their zone."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from calls import presets, queue
from calls.models import CadencePlan, Callback
from leads.models import Priority
from office import clock
from tests import factories

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = tuple((factories.MONDAY + n * DAY, factories.MONDAY + n * DAY + 2 * HOUR) for n in range(7, 12))


def stands(made):
    made.refresh_from_db()
    return made.priority, made.call_after, made.reserved_for


def test_give_or_take_lets_it_come_a_little_sooner(cast, enrolled):
    made = enrolled()
    Callback.promise(made, at=clock.now() + HOUR, by=cast.sam, tolerance=15)
    assert stands(made) == (Priority.CALLBACK, clock.now() + timedelta(minutes=45), cast.sam)


def test_sooner_is_never_before_the_hours(cast, enrolled):
    """The window opens at 9:00 in Athens, which is 7:00 UTC."""
    made, opens = enrolled(), (clock.now() + DAY).replace(hour=7)
    Callback.promise(made, at=opens + timedelta(minutes=5), by=cast.sam, tolerance=30)
    assert stands(made)[1] == opens


@pytest.mark.parametrize(("grace", "tolerance", "late"), [(15, 0, 15), (60, 0, 60), (5, 30, 30), (0, 0, 0)])
def test_a_personal_one_that_is_late_is_anyones(cast, campaign, enrolled, grace, tolerance, late):
    CadencePlan.set(campaign, by=cast.mo, max_attempts=6, grace=grace)
    made = enrolled()
    at = clock.now() + HOUR
    promise = Callback.promise(made, at=at, by=cast.sam, tolerance=tolerance)
    clock.advance(HOUR + timedelta(minutes=late))
    queue.release_lapsed()
    assert stands(made)[2] == cast.sam
    clock.advance(timedelta(seconds=1))
    queue.release_lapsed()
    promise.refresh_from_db()
    assert stands(made)[2] is None and promise.setter is None
    assert queue.claim(cast.sue) == made


def test_a_patient_campaign_keeps_it_for_its_setter(cast, campaign, enrolled):
    """No other sweep lets go of it either."""
    CadencePlan.set(campaign, by=cast.mo, max_attempts=6, grace=120)
    made = enrolled()
    Callback.promise(made, at=clock.now() + HOUR, by=cast.sam)
    clock.advance(2 * HOUR)
    queue.release_lapsed()
    assert stands(made)[2] == cast.sam and queue.claim(cast.sue) is None


def test_before_every_retry(cast, enrolled):
    retry, promised = enrolled(queue={"priority": Priority.RETRY}), enrolled()
    Callback.promise(promised, at=clock.now() + HOUR, by=cast.sue, anyone=True)
    clock.advance(2 * HOUR)
    assert [row.pk for row in queue.ahead(cast.sam)] == [promised.pk, retry.pk]


def test_a_vague_one_comes_when_its_first_stretch_begins(cast, enrolled):
    made = enrolled()
    promise = Callback.promise(made, at=WEEK[0][0], by=cast.sam, slots=WEEK)
    assert stands(made) == (Priority.CALLBACK, WEEK[0][0], cast.sam)
    assert (promise.at, promise.slot_ends, promise.until) == (WEEK[0][0], WEEK[0][1], WEEK[-1][1])


def test_a_stretch_that_went_by_is_followed_by_the_next(cast, enrolled):
    made = enrolled()
    promise = Callback.promise(made, at=WEEK[0][0], by=cast.sam, slots=WEEK)
    clock.advance(WEEK[0][1] - clock.now())
    queue.release_lapsed()
    promise.refresh_from_db()
    assert stands(made) == (Priority.CALLBACK, WEEK[1][0], cast.sam)
    assert (promise.at, promise.slot_ends) == (WEEK[1][0], WEEK[1][1])


def test_overdue_it_comes_behind_the_new_ones_and_is_anyones_after_the_grace(cast, enrolled):
    made, new = enrolled(), enrolled()
    promise = Callback.promise(made, at=WEEK[0][0], by=cast.sam, slots=WEEK)
    clock.advance(WEEK[-1][1] - clock.now())
    queue.release_lapsed()
    promise.refresh_from_db()
    assert stands(made)[0] == Priority.VAGUE and promise.slot_ends is None and promise.state == "open"
    assert [row.pk for row in queue.ahead(cast.sam)] == [new.pk, made.pk]
    assert made.pk not in [row.pk for row in queue.ahead(cast.sue)]
    clock.advance(timedelta(minutes=16))
    queue.release_lapsed()
    assert made.pk in [row.pk for row in queue.ahead(cast.sue)]


def test_an_overdue_one_is_kept_by_its_call(cast, enrolled, dialled, dispositions):
    made = enrolled()
    promise = Callback.promise(made, at=WEEK[0][0], by=cast.sam, slots=WEEK)
    clock.advance(WEEK[-1][1] - clock.now())
    queue.release_lapsed()
    attempt = dialled()
    attempt.log(dispositions["not-interested"], by=cast.sam, reason="No need")
    promise.refresh_from_db()
    assert promise.state == "kept"
    attempt.undo(by=cast.sam)
    promise.refresh_from_db()
    made.refresh_from_db()
    assert (promise.state, made.priority) == ("open", Priority.VAGUE)


def test_a_lead_on_a_call_does_not_slip_away(cast, enrolled, dialled):
    made = enrolled()
    promise = Callback.promise(made, at=WEEK[0][0], by=cast.sam, slots=WEEK)
    clock.advance(WEEK[0][0] - clock.now() + HOUR)
    dialled()
    clock.advance(2 * HOUR)
    queue.release_lapsed()
    promise.refresh_from_db()
    assert promise.at == WEEK[0][0] and stands(made)[1] == WEEK[0][0]


def test_a_stretch_outside_the_hours_is_left_out(cast, enrolled):
    night = (factories.MONDAY + timedelta(days=1)).replace(hour=1)
    slots = ((night, night + HOUR), (night + 8 * HOUR, night + 9 * HOUR))
    promise = Callback.promise(enrolled(), at=night, by=cast.sam, slots=slots)
    assert promise.at == slots[1][0]


def test_nothing_but_night_becomes_the_next_opening(cast, enrolled):
    night = (factories.MONDAY + timedelta(days=1)).replace(hour=1)
    promise = Callback.promise(enrolled(), at=night, by=cast.sam, slots=((night, night + HOUR),))
    assert promise.at == night.replace(hour=7)


def test_a_new_promise_takes_the_place_of_the_old(cast, enrolled):
    made = enrolled()
    old = Callback.promise(made, at=clock.now() + HOUR, by=cast.sam)
    new = Callback.promise(made, at=clock.now() + 2 * HOUR, by=cast.sue)
    old.refresh_from_db()
    assert (old.state, new.voided) == ("void", [old.pk])


def test_the_presets_are_on_the_leads_clock():
    """Monday noon in Athens is Monday morning in New York: next week is the same Monday, the mornings are theirs."""
    found = {preset.key: preset for preset in presets.callbacks(factories.MONDAY, "America/New_York")}
    assert found["7"].at.isoformat() == "2026-11-30T09:00:00-05:00"
    assert [len(found[key].slots) for key in "123456789"] == [0] * 6 + [5, 5, 5]
    assert all(end > start for start, end in found["8"].slots)


@pytest.fixture
def logs(as_, cast, enrolled, dialled, dispositions):
    """Dial, and send the desk's form."""
    made = enrolled(zones=("America/New_York",), country="US")
    clock.advance(6 * HOUR)
    attempt = dialled()

    def log(**said):
        told = {"disposition": "call-back", **said}
        return made, as_("sam").post(reverse("calls:log", args=[attempt.pk]), told, headers={"HX-Request": "true"})

    return log


def test_four_and_a_digit_promise_in_their_zone(logs):
    made, answer = logs(when="3")
    assert answer.status_code == 200
    assert Callback.objects.of_pass(made).get().at.isoformat() == "2026-11-24T15:00:00+00:00"


def test_a_vague_one_by_its_digit(logs):
    made, _answer = logs(when="7")
    promise = Callback.objects.of_pass(made).get()
    assert len(promise.slots) == 5 and promise.zone == "America/New_York"


def test_moved_into_the_hours_is_said_on_the_screen(logs):
    made, answer = logs(when="2026-11-24T05:30", tolerance="15")
    page = answer.content.decode()
    assert re.search("05:30 is outside the calling hours: moved to Tue 24 Nov, 10:00 New York", page)
    assert Callback.objects.of_pass(made).get().tolerance == 15


def test_what_was_not_moved_is_not_said_to_be(logs):
    _made, answer = logs(when="2026-11-24T11:30")
    assert "Next try Tue 24 Nov, 11:30" in answer.content.decode()


@pytest.mark.parametrize("said", [{}, {"when": "soon"}, {"when": "99"}, {"when": "1", "tolerance": "17"}])
def test_what_is_no_promise(logs, said):
    made, answer = logs(**said)
    assert answer.status_code == 422 and not Callback.objects.of_pass(made).exists()


def test_the_page_says_how_exact(as_, cast, enrolled):
    Callback.promise(enrolled(), at=clock.now() + HOUR, by=cast.sam, tolerance=30)
    Callback.promise(enrolled(), at=WEEK[0][0], by=cast.sam, slots=WEEK)
    page = as_("sam").get(reverse("calls:callbacks")).content.decode()
    assert "± 30′" in page and "any time until 14:00" in page
