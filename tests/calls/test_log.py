"""The outcome of a call, disposition by disposition, with all that it causes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from calls import queue
from calls.models import CallAttempt, Callback, Disposition, Draft
from leads.models import UNDO, Activity, HandOff, Priority, Suppression
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories


@pytest.fixture
def attempt(enrolled, dialled, dispositions):
    enrolled(email="helen@aegean.example")
    return dialled()


@pytest.fixture
def lead_now(attempt):
    """The enrollment as it stands in the database."""

    def read():
        attempt.enrollment.refresh_from_db()
        return attempt.enrollment

    return read


def test_a_campaign_gets_the_usual_dispositions_once(campaign):
    laid = Disposition.lay(campaign)
    assert [made.key for made in laid] == [*"12345678b", "9", *"jxkvw"]
    assert Disposition.lay(campaign) == laid


@pytest.mark.parametrize(
    ("code", "wait"),
    [("no-answer", timedelta(hours=3)), ("busy", timedelta(minutes=20)), ("voicemail", timedelta(days=1))],
)
def test_not_reached_is_tried_again_by_the_cadence(cast, attempt, lead_now, dispositions, code, wait):
    attempt.log(dispositions[code], by=cast.sam)
    now = lead_now()
    assert (now.priority, now.stage, now.claimed_by) == (Priority.RETRY, Stage.WORKING, None)
    assert now.call_after >= clock.now() + wait
    assert now.call_after < clock.now() + wait + timedelta(days=1)


def test_the_attempt_keeps_what_was_said(cast, attempt, dispositions):
    attempt.log(dispositions["voicemail"], by=cast.sam, notes="Beep.")
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.reached, attempt.notes) == ("not_reached", "machine", "Beep.")
    assert attempt.logged_at == attempt.ended_at == clock.now() and attempt.state == "ended"


def test_the_timeline_gets_a_line(cast, attempt, dispositions):
    attempt.log(dispositions["no-answer"], by=cast.sam, notes="Rang out")
    line = Activity.objects.of_lead(attempt.lead).newest().first()
    assert (line.kind, line.by, line.details["disposition"], line.details["notes"]) == (
        "called", cast.sam, "No answer", "Rang out",
    )  # fmt: skip


def test_the_last_attempt_sends_the_lead_back_to_marketing(cast, campaign, attempt, lead_now, dispositions):
    campaign.max_attempts = 1
    campaign.save()
    attempt.log(dispositions["no-answer"], by=cast.sam)
    assert lead_now().stage == Stage.EXHAUSTED and lead_now().ended_at is not None
    assert HandOff.objects.of_lead(attempt.lead).get().due_at == clock.now() + UNDO


@pytest.mark.parametrize("anyone", [False, True])
def test_call_back_promises_a_time(cast, attempt, lead_now, dispositions, anyone):
    at = clock.now() + timedelta(hours=2)
    attempt.log(dispositions["call-back"], by=cast.sam, callback_at=at, anyone=anyone, notes="After lunch")
    promise = Callback.objects.of_pass(attempt.enrollment).get()
    assert (promise.at, promise.setter, promise.note) == (at, None if anyone else cast.sam, "After lunch")
    now = lead_now()
    assert (now.priority, now.call_after, now.reserved_for) == (Priority.CALLBACK, at, promise.setter)


def test_a_promise_outside_the_hours_is_moved_to_their_opening(cast, attempt, dispositions):
    night = clock.now().replace(hour=20)
    attempt.log(dispositions["call-back"], by=cast.sam, callback_at=night)
    promise = Callback.objects.of_pass(attempt.enrollment).get()
    assert promise.at == (night + timedelta(days=1)).replace(hour=7)
    line = Activity.objects.of_lead(attempt.lead).newest()[1]
    assert line.kind == "callback" and line.details["moved"]


@pytest.mark.parametrize(
    ("code", "told", "words"),
    [
        ("call-back", {}, "when to call back"),
        ("call-back", {"callback_at": factories.MONDAY - timedelta(minutes=1)}, "in the future"),
        ("not-interested", {}, "reason"),
        ("not-now", {}, "when this lead may come back"),
        ("not-now", {"return_on": date(2026, 11, 23)}, "in the future"),
        ("booked", {}, "Choose a time"),
    ],
)
def test_what_an_outcome_needs(cast, attempt, lead_now, dispositions, code, told, words):
    with pytest.raises(Refused, match=words):
        attempt.log(dispositions[code], by=cast.sam, **told)
    attempt.refresh_from_db()
    assert attempt.disposition is None and lead_now().claimed_by == cast.sam


def test_a_kept_callback_is_closed_by_the_call(cast, enrolled, dialled, dispositions):
    made = enrolled()
    with clock.frozen(clock.now() - timedelta(hours=1)):
        promise = Callback.promise(made, at=factories.MONDAY, by=cast.sam)
    dialled().log(dispositions["no-answer"], by=cast.sam)
    promise.refresh_from_db()
    assert promise.state == "kept"


def test_not_interested_gives_the_lead_back_with_its_reason(cast, attempt, lead_now, dispositions):
    attempt.log(dispositions["not-interested"], by=cast.sam, reason="Has a supplier")
    back = HandOff.objects.of_lead(attempt.lead).get()
    assert (back.to_team, back.reason, back.label) == ("marketing", "permanent", "Has a supplier")
    assert lead_now().stage == Stage.DISQUALIFIED


def test_not_now_gives_the_lead_back_with_its_date(cast, attempt, lead_now, dispositions):
    attempt.log(dispositions["not-now"], by=cast.sam, return_on=date(2027, 2, 23))
    back = HandOff.objects.of_lead(attempt.lead).get()
    assert (back.reason, back.return_on) == ("temporary", date(2027, 2, 23))
    assert lead_now().stage == Stage.NURTURE


def test_do_not_call_takes_every_number_and_the_address_out(cast, enrolled, dialled, dispositions):
    made = enrolled("+306900000001", "+306900000002", email="Helen@Aegean.example")
    other = enrolled("+306900000002")
    dialled().log(dispositions["do-not-call"], by=cast.sam, notes="Said so twice")
    put = Suppression.objects.of_client(cast.a).in_force(clock.now())
    assert {row.value for row in put} == {"+306900000001", "+306900000002", "helen@aegean.example"}
    made.refresh_from_db(), other.refresh_from_db()
    assert made.stage == Stage.DO_NOT_CALL and other.next_number == ""


def test_a_wrong_number_moves_on_to_the_leads_next_one(cast, enrolled, dialled, dispositions):
    made = enrolled("+306900000001", "+306900000002")
    dialled().log(dispositions["wrong-number"], by=cast.sam)
    made.refresh_from_db()
    assert made.next_number == "+306900000002" and made.call_after == clock.now() + UNDO
    assert [phone.is_wrong for phone in made.lead.phones.in_order()] == [True, False]


def test_the_last_wrong_number_sends_the_lead_back_as_wrong_data(cast, attempt, lead_now, dispositions):
    attempt.log(dispositions["wrong-number"], by=cast.sam)
    assert lead_now().stage == Stage.DISQUALIFIED
    assert HandOff.objects.of_lead(attempt.lead).get().reason == "data"


def test_booking_hands_the_lead_to_the_rep(cast, attempt, lead_now, dispositions, held):
    attempt.log(dispositions["booked"], by=cast.sam, hold=held(attempt).token, notes="CFO joins")
    meeting = lead_now().appointments.get()
    assert (meeting.rep, meeting.setter, meeting.note) == (cast.rita, cast.sam, "CFO joins")
    assert (lead_now().stage, lead_now().claimed_by) == (Stage.APPOINTMENT_SET, None)


def test_an_outcome_is_given_once(cast, attempt, dispositions):
    attempt.log(dispositions["no-answer"], by=cast.sam)
    with pytest.raises(Refused, match="already"):
        attempt.log(dispositions["busy"], by=cast.sam)


def test_a_colleague_cannot_give_it(cast, attempt, dispositions):
    with pytest.raises(Refused):
        attempt.log(dispositions["no-answer"], by=cast.sue)


def test_an_outcome_of_another_campaign_is_refused(cast, attempt, other_campaign):
    foreign = Disposition.lay(other_campaign)[0]
    with pytest.raises(Refused, match="another campaign"):
        attempt.log(foreign, by=cast.sam)


def test_the_draft_is_taken_over(cast, attempt, dispositions):
    Draft.keep(attempt.enrollment, "half a", by=cast.sam)
    attempt.log(dispositions["no-answer"], by=cast.sam, notes="half a sentence")
    assert not Draft.objects.exists()


def test_the_lead_is_kept_from_others_for_the_minute(cast, attempt, dispositions):
    attempt.log(dispositions["busy"], by=cast.sam)
    with clock.frozen(clock.now() + UNDO - timedelta(seconds=1)):
        assert queue.claim(cast.sue) is None


def test_after_the_outcome_the_setter_is_free(cast, enrolled, attempt, dispositions):
    second = enrolled()
    attempt.log(dispositions["no-answer"], by=cast.sam)
    assert queue.claim(cast.sam) == second
    assert CallAttempt.dial(second, by=cast.sam).disposition is None


def test_what_the_provider_said_meanwhile_is_kept(cast, enrolled, dialled, dispositions):
    enrolled()
    attempt = dialled()
    CallAttempt.objects.get(pk=attempt.pk).answer()
    attempt.log(dispositions["no-answer"], by=cast.sam)
    assert CallAttempt.objects.get(pk=attempt.pk).answered_at == clock.now()


def test_a_lead_that_is_put_on_do_not_call_during_the_call_still_takes_its_outcome(
    cast, enrolled, dialled, dispositions
):
    made, attempt = enrolled(), dialled()
    made.lead.suppress(by=cast.sam, source="asked", evidence="On this call")
    assert queue.claim(cast.sam) == made
    attempt.log(dispositions["not-interested"], by=cast.sam, reason="No need")
    assert queue.claim(cast.sam) is None
    enrolled()
    assert dialled().enrollment != made


@pytest.mark.parametrize("when", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_callback_at_the_end_of_the_calendar_is_refused(as_, enrolled, dialled, dispositions, when):
    enrolled()
    url = reverse("calls:log", args=[dialled().pk])
    said = {"disposition": "call-back", "when": when}
    assert as_("sam").post(url, said, headers={"HX-Request": "true"}).status_code == 422
