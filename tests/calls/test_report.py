"""Keying in results from paper: every outcome, what it causes, what had happened meanwhile, and the undo."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from calls import queue
from calls.models import CallAttempt, Callback, CallSheet, CallSheetRow, Disposition, Outcome, Script
from leads.models import UNDO, Activity, Enrollment, HandOff, Priority, Suppression
from leads.states import Stage
from office import clock
from office.models import Notice, Refused
from tests import factories

OUTCOMES = {
    "no-answer": {},
    "voicemail": {},
    "busy": {},
    "call-back": {"callback_at": factories.MONDAY + timedelta(hours=26)},
    "not-interested": {"reason": "No need"},
    "wrong-number": {},
    "do-not-call": {},
    "not-now": {"return_on": date(2027, 2, 23)},
    "booked": {},
}
STANDING = ("stage", "priority", "call_after", "reserved_for_id", "next_number", "attempts", "ended_at", "end_reason")
ONE = timedelta(hours=1)


def standing(enrollment):
    enrollment.refresh_from_db()
    return {name: getattr(enrollment, name) for name in STANDING}


@pytest.fixture
def row(enrolled, printed):
    """A lead on sam's paper; an hour has gone by since."""
    enrolled("+306900000001", "+306900000002", email="helen@aegean.example")
    made = printed().rows.get()
    clock.advance(ONE)
    return made


@pytest.fixture
def report(cast, row, dispositions):
    """Key in an outcome by its code."""
    return lambda code, by=cast.sam, **told: CallAttempt.report(
        row, dispositions[code], by=by, **{**OUTCOMES[code], **told}
    )


@pytest.mark.parametrize("code", OUTCOMES)
def test_each_outcome_is_an_attempt_of_the_setter(cast, row, report, code):
    attempt = report(code, notes="What I heard")
    attempt.refresh_from_db()
    assert (attempt.setter, attempt.source, attempt.direction) == (cast.sam, "paper", "outbound")
    assert (attempt.number, attempt.pass_attempt, attempt.state) == ("+306900000001", 1, "ended")
    assert attempt.started_at == attempt.ended_at == attempt.logged_at == clock.now()
    assert attempt.verdict["allowed"] and attempt.verdict["rules"] and attempt.verdict["asked"] == "afterwards"
    assert "What I heard" in attempt.notes
    row.refresh_from_db()
    assert (row.attempt, row.reported_by, row.reported_at, row.meanwhile) == (attempt, cast.sam, clock.now(), "")
    line = Activity.objects.of_lead(row.lead).newest().first()
    assert (line.kind, line.by, line.details["code"]) == ("called", cast.sam, row.code)


EFFECTS = {
    "no-answer": lambda now: (Stage.WORKING, Priority.RETRY),
    "voicemail": lambda now: (Stage.WORKING, Priority.RETRY),
    "busy": lambda now: (Stage.WORKING, Priority.RETRY),
    "call-back": lambda now: (Stage.WORKING, Priority.CALLBACK),
    "not-interested": lambda now: (Stage.DISQUALIFIED, Priority.NEW),
    "wrong-number": lambda now: (Stage.WORKING, Priority.RETRY),
    "do-not-call": lambda now: (Stage.DO_NOT_CALL, Priority.NEW),
    "not-now": lambda now: (Stage.NURTURE, Priority.NEW),
    "booked": lambda now: (Stage.QUALIFIED, Priority.CALLBACK),
}


@pytest.mark.parametrize("code", OUTCOMES)
def test_each_outcome_does_what_it_does_at_the_desk(row, report, code):
    report(code)
    row.enrollment.refresh_from_db()
    assert (row.enrollment.stage, row.enrollment.priority) == EFFECTS[code](clock.now())
    assert row.enrollment.claimed_by is None and row.enrollment.attempts == 1
    left = row.enrollment.ended_at or row.enrollment.call_after < row.sheet.valid_until
    assert left or code in ("voicemail", "call-back"), "it no longer stands aside for the sheet"
    assert HandOff.objects.of_lead(row.lead).exists() == (code in ("not-interested", "do-not-call", "not-now"))
    assert Suppression.objects.in_force(clock.now()).count() == (3 if code == "do-not-call" else 0)


def test_a_wrong_number_moves_on_to_the_next(row, report):
    report("wrong-number")
    row.enrollment.refresh_from_db()
    assert row.enrollment.next_number == "+306900000002"
    assert row.lead.phones.get(number="+306900000001").is_wrong


def test_a_callback_is_the_setters_own(cast, row, report):
    report("call-back", notes="After lunch", by=cast.mo)
    promise = Callback.objects.open().get()
    assert (promise.setter, promise.at, promise.note) == (cast.sam, OUTCOMES["call-back"]["callback_at"], "After lunch")


def test_a_callback_whose_time_has_gone_by_is_due_at_once_and_keeps_the_promise_in_words(cast, row, report):
    clock.advance(ONE)
    report("call-back", callback_at=clock.now() - ONE, notes="Ask for Maria")
    promise = Callback.objects.open().get()
    assert promise.at == clock.now() + UNDO
    assert promise.note == "Ask for Maria (promised for Mon 23 Nov, 13:00)"


def test_what_was_agreed_on_paper_is_first_in_the_setters_queue_to_be_booked(cast, row, report):
    attempt = report("booked", notes="Wed 25 Nov 10:30, their office")
    assert (attempt.outcome, attempt.reached) == (Outcome.CALL_BACK, "decision_maker"), "no meeting is counted yet"
    assert attempt.notes == "To be booked: Wed 25 Nov 10:30, their office"
    clock.advance(UNDO)
    assert queue.claim(cast.sam) == row.enrollment
    assert queue.claim(cast.sue) is None


def test_where_no_callback_can_wait_for_the_booking_it_is_refused(row, report, dispositions):
    dispositions["call-back"].delete()
    with pytest.raises(Refused, match="Book this meeting at the desk"):
        report("booked")
    assert not CallAttempt.objects.exists()


def test_the_last_attempt_exhausts(campaign, row, report):
    campaign.max_attempts = 1
    campaign.save()
    report("no-answer")
    row.enrollment.refresh_from_db()
    assert row.enrollment.stage == Stage.EXHAUSTED


def test_the_version_that_was_read_is_kept(cast, campaign, enrolled, printed, dispositions):
    script = Script.objects.create(client=cast.a, campaign=campaign, state=Script.State.APPROVED)
    enrolled()
    made = printed().rows.get()
    Script.objects.update(state=Script.State.RETIRED)
    assert CallAttempt.report(made, dispositions["busy"], by=cast.sam).script == script


@pytest.mark.parametrize(
    ("code", "lacking", "words"),
    [
        ("call-back", {"callback_at": None}, "Say when to call back"),
        ("not-interested", {"reason": ""}, "Ask for the reason"),
        ("not-now", {"return_on": None}, "Say when this lead may come back"),
        ("not-now", {"return_on": date(2026, 11, 23)}, "must be in the future"),
    ],
)
def test_what_an_outcome_lacks_is_refused_and_nothing_is_written(row, report, code, lacking, words):
    before = standing(row.enrollment)
    with pytest.raises(Refused, match=words):
        report(code, **lacking)
    assert standing(row.enrollment) == before and not CallAttempt.objects.exists()


def test_another_campaigns_outcome_is_refused(cast, row):
    other = Disposition.lay(factories.campaign(cast.a, cast.mo, name="Other"))[0]
    with pytest.raises(Refused, match="another campaign"):
        CallAttempt.report(row, other, by=cast.sam)


# --- when it took place -------------------------------------------------------------------------


def test_at_the_time_that_is_told(row, report):
    at = clock.now() - timedelta(minutes=20)
    assert report("busy", at=at).started_at == at


def test_untold_it_was_in_the_last_lawful_minute(row, report):
    clock.advance(timedelta(hours=10))  # 23:00; nobody may be called since 21:00
    attempt = report("busy")
    assert f"{attempt.started_at.astimezone(ZoneInfo('Europe/Athens')):%H:%M}" == "20:59"
    assert attempt.verdict["allowed"]


def test_not_in_the_future(row, report):
    with pytest.raises(Refused, match="still to come"):
        report("busy", at=clock.now() + timedelta(minutes=1))


def test_not_before_the_sheet_was_made(row, report):
    with pytest.raises(Refused, match="not made yet"):
        report("busy", at=clock.now() - timedelta(minutes=62))
    assert report("busy", at=clock.now() - timedelta(seconds=3630)), "one types no seconds"


def test_a_retry_counts_from_the_call_and_not_from_the_keying_in(row, report):
    at = clock.now() - timedelta(minutes=50)
    report("busy", at=at)
    row.enrollment.refresh_from_db()
    assert row.enrollment.call_after == clock.now() + UNDO, "twenty minutes after it are over; the undo is waited for"


def test_a_call_outside_the_hours_is_recorded_and_the_managers_are_told(cast, row, report):
    clock.advance(timedelta(hours=10))
    late = clock.now() - timedelta(minutes=30)
    attempt = report("no-answer", at=late)
    assert attempt.started_at == late and not attempt.verdict["allowed"]
    notice = Notice.objects.to(cast.mo).get()
    assert row.code in notice.text and "Sam" in notice.text and "outside the lawful hours" in notice.text
    assert notice.url == f"/paper/{row.sheet_id}/"
    assert not Notice.objects.to(cast.sam).exists() and not Notice.objects.to(cast.otto).exists()


def test_the_manager_reads_it_in_their_language(cast, row, report):
    cast.mo.language = "el"
    cast.mo.save()
    clock.advance(timedelta(hours=10))
    report("no-answer", at=clock.now())
    assert "{" not in Notice.objects.to(cast.mo).get().text


def test_a_number_that_was_forbidden_before_the_call_is_said_and_one_forbidden_later_is_not(cast, row, report):
    at = clock.now() - timedelta(minutes=30)
    put = Suppression.put(row.number, client=cast.a, source="letter", by=cast.mo)
    assert report("no-answer", at=at).verdict["allowed"], "it was forbidden only afterwards"
    Suppression.objects.filter(pk=put.pk).update(created_at=at - ONE)
    clock.advance(timedelta(seconds=1))
    CallAttempt.objects.get().undo(by=cast.sam)
    assert not report("no-answer", at=at).verdict["allowed"]
    assert "must not be called" in Notice.objects.to(cast.mo).get().text


# --- what happened meanwhile --------------------------------------------------------------------


def test_keyed_in_twice_is_refused_with_who_and_when(cast, row, report):
    report("no-answer")
    clock.advance(timedelta(minutes=5))
    with pytest.raises(Refused, match="keyed in already: No answer, by Sam at 13:00"):
        report("busy", by=cast.mo)
    assert CallAttempt.objects.count() == 1


def test_a_row_of_a_sheet_that_is_over_can_still_be_keyed_in(row, report):
    clock.advance(timedelta(hours=12))
    assert CallSheet.objects.sweep() == 1
    attempt = report("no-answer", at=clock.now() - timedelta(hours=11))
    row.refresh_from_db()
    assert row.attempt == attempt and row.meanwhile == ""
    row.enrollment.refresh_from_db()
    assert row.enrollment.priority == Priority.RETRY


@pytest.mark.parametrize("code", OUTCOMES)
def test_a_lead_that_has_ended_stays_ended_and_the_call_is_recorded(cast, row, report, code):
    row.enrollment.become(Stage.NURTURE, reason="Not now")
    attempt = report(code)
    row.refresh_from_db()
    assert (row.meanwhile, row.attempt) == ("ended", attempt)
    now = Enrollment.objects.get(pk=row.enrollment_id)
    assert now.stage == (Stage.DO_NOT_CALL if code == "do-not-call" else Stage.NURTURE) and now.ended_at
    assert now.attempts == 1
    assert not HandOff.objects.of_lead(row.lead).exists() and not Callback.objects.open().exists()


def test_never_again_is_minded_wherever_the_lead_stands(row, report, cast, campaign):
    """The pass of the sheet is over and the lead is on its next one: the refusal ends that one."""
    row.enrollment.become(Stage.NURTURE)
    fresh = row.lead.enroll(campaign, by=cast.mia)
    report("do-not-call")
    fresh.refresh_from_db()
    assert fresh.stage == Stage.DO_NOT_CALL and fresh.ended_at
    assert Suppression.objects.in_force(clock.now()).count() == 3


def test_a_colleague_who_has_the_lead_gives_the_outcome_that_counts(cast, row, report):
    row.sheet.give_back(by=cast.mo)
    assert queue.claim(cast.sue) == row.enrollment
    theirs = CallAttempt.dial(row.enrollment, by=cast.sue)
    report("do-not-call", at=clock.now() - timedelta(minutes=10))
    row.refresh_from_db()
    now = Enrollment.objects.get(pk=row.enrollment_id)
    assert (row.meanwhile, now.claimed_by, now.stage, now.attempts) == ("claimed", cast.sue, Stage.WORKING, 2)
    assert Suppression.objects.in_force(clock.now()).count() == 3, "but it is forbidden at once"
    theirs.refresh_from_db()
    assert theirs.disposition is None


def test_a_later_call_of_a_colleague_stands(cast, row, report, dispositions):
    row.sheet.give_back(by=cast.mo)
    attempt = CallAttempt.dial(queue.claim(cast.sue), by=cast.sue)
    attempt.log(dispositions["call-back"], by=cast.sue, callback_at=clock.now() + ONE)
    before = standing(row.enrollment)
    report("wrong-number", at=clock.now() - timedelta(minutes=10))
    row.refresh_from_db()
    assert row.meanwhile == "called"
    assert standing(row.enrollment) == {**before, "attempts": 2}
    assert row.lead.phones.get(number=row.number).is_wrong, "that is minded all the same"


def test_a_number_that_was_forbidden_since_does_not_come_back_into_the_queue(cast, row, report):
    Suppression.put(row.number, client=cast.a, source="letter", by=cast.mo)
    report("no-answer")
    row.refresh_from_db()
    row.enrollment.refresh_from_db()
    assert row.meanwhile == "suppressed"
    assert row.enrollment.next_number == "+306900000002"


# --- undo ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", OUTCOMES)
def test_within_the_minute_it_is_as_if_it_had_not_been_keyed_in(cast, row, report, code):
    before = standing(row.enrollment)
    attempt = report(code)
    clock.advance(timedelta(seconds=59))
    attempt.undo(by=cast.sam)
    assert standing(row.enrollment) == before
    row.refresh_from_db()
    assert (row.attempt, row.reported_by, row.reported_at) == (None, None, None)
    assert not CallAttempt.objects.exists(), "a wrong code must not count as a call"
    assert not Callback.objects.open().exists()
    assert not Suppression.objects.in_force(clock.now()).exists()
    assert not HandOff.objects.of_lead(row.lead).due(clock.now() + UNDO).exists()
    assert not any(phone.is_wrong for phone in row.lead.phones.all())
    assert queue.claim(cast.sam) is None, "it is on paper still"


def test_history_is_added_to(cast, row, report):
    report("no-answer").undo(by=cast.sam)
    assert [line.kind for line in Activity.objects.of_lead(row.lead).newest()[:2]] == ["undone", "called"]
    event = CallAttempt.pgh_event_models["delete"].objects.get()
    assert (event.pgh_label, event.number) == ("delete", row.number)


@pytest.mark.parametrize("code", ["do-not-call", "no-answer", "wrong-number"])
def test_undo_where_the_lead_had_ended(cast, row, report, code):
    row.enrollment.become(Stage.NURTURE, reason="Not now")
    before = standing(row.enrollment)
    clock.advance(ONE)
    report(code).undo(by=cast.sam)
    assert standing(row.enrollment) == before
    assert not Suppression.objects.in_force(clock.now()).exists()


def test_then_the_right_outcome_can_be_keyed_in(cast, row, report):
    report("do-not-call").undo(by=cast.sam)
    report("busy")
    row.enrollment.refresh_from_db()
    assert (row.enrollment.attempts, CallAttempt.objects.count()) == (1, 1)


def test_the_managers_are_not_left_with_a_wrong_word(cast, row, report):
    clock.advance(timedelta(hours=10))
    report("no-answer", at=clock.now()).undo(by=cast.sam)
    assert not Notice.objects.exists()


def test_after_the_minute_it_stands(cast, row, report):
    attempt = report("no-answer")
    clock.advance(timedelta(seconds=61))
    with pytest.raises(Refused, match="minute is over"):
        attempt.undo(by=cast.sam)


def test_only_by_who_keyed_it_in(cast, row, report):
    attempt = report("no-answer", by=cast.mo)
    for other in (cast.sam, cast.sue):
        with pytest.raises(Refused, match="minute is over"):
            attempt.undo(by=other)
    attempt.undo(by=cast.mo)


def test_undone_once(cast, row, report):
    attempt = report("no-answer")
    attempt.undo(by=cast.sam)
    with pytest.raises(Refused, match="minute is over"):
        attempt.undo(by=cast.sam)


def test_not_while_a_colleague_has_the_lead(cast, row, report):
    attempt = report("call-back", anyone=True)
    found = Enrollment.objects.get(pk=row.enrollment_id)
    queue.take(found, by=cast.sue)
    with pytest.raises(Refused, match="colleague has this lead"):
        attempt.undo(by=cast.sam)
    assert CallAttempt.objects.count() == 1


def test_when_the_sheet_ended_within_the_minute_the_lead_goes_back_to_the_queue(cast, row, report):
    attempt = report("no-answer")
    row.sheet.give_back(by=cast.mo)
    attempt.undo(by=cast.sam)
    row.refresh_from_db()
    assert row.returned_at == clock.now()
    assert queue.claim(cast.sue) == row.enrollment


def test_what_marketing_has_is_not_taken_back(cast, row, report):
    attempt = report("not-interested")
    HandOff.objects.of_lead(row.lead).update(carried_at=clock.now(), state="done")
    with pytest.raises(Refused, match="gone back to marketing"):
        attempt.undo(by=cast.sam)
    row.refresh_from_db()
    assert row.attempt == attempt


def test_a_code_is_found_however_it_is_typed(row):
    assert CallSheetRow.objects.coded(row.code.lower().replace("-", " ")) == row
