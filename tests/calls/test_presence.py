"""At the desk, on a pause, gone: one interval after the other, right after a browser's death too."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from calls import queue
from calls.models import CallAttempt, PauseCode, Presence, WrapUp
from calls.tasks import release
from leads.models import Enrollment
from office import clock, isolation
from office.models import Refused

STEP = timedelta(seconds=20)


@pytest.fixture
def codes(cast):
    cast.sam.look_as(["setter"])
    return {code.label: code for code in PauseCode.objects.choices_of(cast.sam)}


def intervals(person):
    return [
        (row.state, row.label, row.ended_at and round((row.ended_at - row.began_at).total_seconds()))
        for row in Presence.objects.of(person).order_by("pk")
    ]


def test_the_first_sign_of_life_begins_the_day_and_the_next_ones_go_on(cast):
    first = Presence.here(cast.sam)
    for _turn in range(5):
        clock.advance(STEP)
        assert Presence.here(cast.sam) == first
    assert Presence.now_of(cast.sam).seen_at == clock.now()
    assert intervals(cast.sam) == [("ready", "", None)]


def test_two_tabs_are_one_presence(cast):
    Presence.here(cast.sam)
    before = clock.now()
    clock.advance(timedelta(seconds=3))
    Presence.here(cast.sam)
    assert Presence.objects.get().seen_at == before, "signs of life close to each other are written once"
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(person=cast.sam)


def test_who_began_in_another_tab_in_the_same_instant_is_there_already(cast):
    there = Presence.here(cast.sam)
    assert Presence._begin(cast.sam, clock.now()) == there


def test_a_dead_browser_ends_at_its_last_sign_of_life(cast):
    Presence.here(cast.sam)
    clock.advance(STEP)
    Presence.here(cast.sam)
    clock.advance(timedelta(seconds=91))
    assert Presence.now_of(cast.sam) is None
    assert release() is None
    assert intervals(cast.sam) == [("ready", "", 20)]


def test_who_comes_back_after_a_dead_browser_begins_anew(cast):
    Presence.here(cast.sam)
    clock.advance(timedelta(minutes=10))
    Presence.here(cast.sam)
    assert intervals(cast.sam) == [("ready", "", 0), ("ready", "", None)]


def test_a_living_desk_is_not_closed_by_the_sweep(cast):
    Presence.here(cast.sam)
    clock.advance(timedelta(seconds=89))
    assert Presence.close_silent() == 0
    assert Presence.now_of(cast.sam)


def test_a_pause_and_its_end(cast, codes):
    Presence.here(cast.sam)
    clock.advance(STEP)
    pause = Presence.pause(cast.sam, codes["Lunch"], by=cast.sam)
    assert (pause.is_pause, pause.label, pause.is_paid) == (True, "Lunch", False)
    clock.advance(timedelta(minutes=30))
    Presence.resume(cast.sam, by=cast.sam)
    assert intervals(cast.sam) == [("ready", "", 20), ("paused", "Lunch", 1800), ("ready", "", None)]


def test_a_pause_needs_no_sign_of_life_but_not_for_ever(cast, codes):
    Presence.pause(cast.sam, codes["Break"], by=cast.sam)
    clock.advance(timedelta(hours=2))
    assert Presence.close_silent() == 0 and Presence.now_of(cast.sam).is_pause
    Presence.here(cast.sam)
    clock.advance(timedelta(hours=11))
    assert Presence.close_silent() == 1
    assert intervals(cast.sam) == [("paused", "Break", 7200)]


def test_another_reason_counts_from_now(cast, codes):
    Presence.pause(cast.sam, codes["Break"], by=cast.sam)
    clock.advance(STEP)
    Presence.pause(cast.sam, codes["Training"], by=cast.sam)
    assert intervals(cast.sam) == [("paused", "Break", 20), ("paused", "Training", None)]


def test_a_desk_that_fell_silent_before_its_pause_ended_when_it_was_last_seen(cast, codes):
    Presence.here(cast.sam)
    clock.advance(timedelta(minutes=20))
    Presence.pause(cast.sam, codes["Break"], by=cast.sam)
    assert intervals(cast.sam)[0] == ("ready", "", 0)


def test_nobody_resumes_what_is_no_pause(cast):
    Presence.here(cast.sam)
    with pytest.raises(Refused, match="not on a pause"):
        Presence.resume(cast.sam, by=cast.sam)


def test_leaving_ends_the_day_and_gives_the_offered_lead_back(cast, enrolled):
    made = enrolled()
    Presence.here(cast.sam)
    queue.claim(cast.sam)
    Presence.leave(cast.sam, by=cast.sam)
    made.refresh_from_db()
    assert made.claimed_by is None and Presence.now_of(cast.sam) is None


def test_no_lead_is_claimed_on_a_pause(cast, codes, enrolled):
    enrolled()
    Presence.pause(cast.sam, codes["Break"], by=cast.sam)
    assert queue.claim(cast.sam) is None and queue.claim_next(cast.sam) is None
    assert queue.claim(cast.sue) is not None
    queue.skip(Enrollment.objects.claimed_by(cast.sue).get(), by=cast.sue, reason="other")
    clock.advance(timedelta(hours=1, seconds=1))
    Presence.resume(cast.sam, by=cast.sam)
    assert queue.claim(cast.sam) is not None


def test_nor_out_of_turn(cast, codes, enrolled):
    made = enrolled()
    Presence.pause(cast.sam, codes["Break"], by=cast.sam)
    with pytest.raises(Refused, match=r"on a pause \(Break\)"):
        queue.take(made, by=cast.sam)


def test_a_pause_gives_the_offered_lead_back_and_lets_a_call_finish(cast, codes, enrolled, dialled, dispositions):
    first = enrolled()
    queue.claim(cast.sam)
    Presence.pause(cast.sam, codes["Break"], by=cast.sam)
    first.refresh_from_db()
    assert first.claimed_by is None
    Presence.resume(cast.sam, by=cast.sam)
    attempt = dialled()
    Presence.pause(cast.sam, codes["Break"], by=cast.sam)
    first.refresh_from_db()
    assert first.claimed_by == cast.sam and first.is_owed
    attempt.log(dispositions["busy"], by=cast.sam)
    assert CallAttempt.objects.get(pk=attempt.pk).outcome == "not_reached"


def test_the_usual_codes_are_laid_once_in_the_clients_language(cast):
    cast.a.language = "el"
    cast.a.save()
    cast.sam.look_as(["setter"])
    labels = [code.label for code in PauseCode.objects.choices_of(cast.sam)]
    assert len(labels) == 4 and PauseCode.objects.of_client(cast.a).count() == 4
    PauseCode.objects.choices_of(cast.sam)
    assert PauseCode.objects.of_client(cast.a).count() == 4
    for code in PauseCode.objects.of_client(cast.a):
        code.retire(by=cast.mo)
    assert PauseCode.objects.choices_of(cast.sam) == [], "who retired them all wants none"


def test_of_two_clients_each_label_is_offered_once(cast):
    cast.sam.join(cast.b, "setter")
    sam = type(cast.sam).objects.get(pk=cast.sam.pk)
    sam.look_as(["setter"])
    assert len(PauseCode.objects.choices_of(sam)) == 4


def test_codes_are_changed_by_verbs(cast, codes):
    with pytest.raises(Refused, match="already"):
        PauseCode.open(client=cast.a, label="  Lunch ", is_paid=True, by=cast.mo)
    made = PauseCode.open(client=cast.a, label="Post  office", is_paid=True, by=cast.mo)
    assert made.label == "Post office" and made.position == 5
    Presence.pause(cast.sam, made, by=cast.sam)
    made.pay(False, by=cast.mo)
    made.retire(by=cast.mo)
    assert Presence.now_of(cast.sam).is_paid, "a pause that began before stays as it was"
    with pytest.raises(Refused, match="not offered"):
        Presence.pause(cast.sam, made, by=cast.sam)
    assert PauseCode.open(client=cast.a, label="Post office", is_paid=True, by=cast.mo).pk != made.pk


def test_who_sees_whom(cast, codes):
    Presence.here(cast.sam)
    Presence.here(cast.oscar)
    cast.mo.look_as(["manager"])
    assert [row.person for row in Presence.objects.visible_to(cast.mo)] == [cast.sam]


def test_the_wrap_up_of_a_campaign(cast, campaign):
    assert WrapUp.objects.seconds_of(campaign.pk) == 60
    WrapUp.set(campaign, 0, by=cast.mo)
    WrapUp.set(campaign, 90, by=cast.mo)
    assert WrapUp.objects.seconds_of(campaign.pk) == 90
    with pytest.raises(IntegrityError), transaction.atomic():
        WrapUp.set(campaign, 3600, by=cast.mo)


def test_times_of_calls_are_told_of_all_clients_and_nothing_else(cast, enrolled, dialled, dispositions):
    enrolled()
    dialled().log(dispositions["busy"], by=cast.sam)
    with isolation.seeing([cast.b.pk]), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sd_times_of_calls(%s, %s, %s)", [[cast.sam.pk], clock.now(), clock.now() + STEP])
        columns = [column.name for column in cursor.description]
        rows = cursor.fetchall()
    assert len(rows) == 1 and not {"client_id", "lead_id", "number"} & set(columns)
