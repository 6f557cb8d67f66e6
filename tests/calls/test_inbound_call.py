"""A lead calls us: spoken to at any hour, hot, booked and logged like any other; a suppressed one may take it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from calls import queue
from calls.models import CallAttempt, Callback, InboundCall, PauseCode, Presence
from leads.models import Activity, Ad, Enrollment, HandOff, Nurturing, Priority, Suppression
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories


@pytest.fixture
def ad(cast, campaign):
    return Ad.open(campaign=campaign, code="SPRING24", label="Leaflet", by=cast.mia)


@pytest.fixture
def take(cast):
    return lambda lead, by=None, **told: InboundCall.take(lead, by=by or cast.sam, **told)


def suppressed(enrollment, cast):
    enrollment.lead.suppress(by=cast.mo, source="asked", evidence="By letter")
    return enrollment.lead


def test_a_known_lead_is_on_the_desk_at_once_and_the_call_has_begun(cast, enrolled, take):
    made = enrolled()
    call = take(made.lead, number="+30 210 1", code="spring 24")
    made.refresh_from_db()
    assert (made.claimed_by, made.is_owed, made.priority, made.stage) == (cast.sam, True, Priority.HOT, Stage.WORKING)
    attempt = call.attempt
    assert (attempt.direction, attempt.state, attempt.answered_at) == ("inbound", "on_call", clock.now())
    assert attempt.verdict == {"allowed": True, "rules": ["inbound"]}
    assert made.attempts == 0, "no dial of ours"
    assert queue.claim(cast.sam) == made
    assert Activity.objects.of_lead(made.lead).filter(kind="called_in").get().details["code"] == "SPRING24"


def test_at_night_too_because_nobody_is_dialled(cast, enrolled, take):
    made = enrolled()
    with clock.frozen(clock.now().replace(hour=21)):
        attempt = take(made.lead).attempt
    assert attempt.pk


def test_the_call_back_asks_the_gate(cast, enrolled, take, dispositions):
    made = enrolled()
    with clock.frozen(clock.now().replace(hour=19, minute=30)):
        take(made.lead).attempt.log(
            dispositions["call-back"], by=cast.sam, callback_at=clock.now() + timedelta(minutes=5)
        )
        promise = Callback.objects.of_pass(made).open().get()
        assert promise.at > clock.now() + timedelta(hours=9), "moved into the lawful window"
        made.refresh_from_db()
        made.hold(cast.sam)
        with pytest.raises(Refused, match="they open"):
            CallAttempt.dial(made, by=cast.sam)


def test_ad_and_code_are_recorded(cast, enrolled, take, ad, dispositions):
    first = take(enrolled().lead, code="spring 24")
    first.attempt.log(dispositions["busy"], by=cast.sam)
    other = take(enrolled().lead, code="unheard", new=True)
    assert (first.ad, first.code, first.campaign, first.is_new) == (ad, "SPRING24", ad.campaign, False)
    assert (other.ad, other.code, other.campaign, other.is_new) == (None, "UNHEARD", ad.campaign, True)


def test_another_clients_code_is_no_ad_of_ours(cast, enrolled, take, other_campaign):
    Ad.open(campaign=other_campaign, code="THEIRS", label="Theirs", by=cast.olga)
    assert take(enrolled().lead, code="theirs").ad is None


def test_what_was_offered_goes_back_to_the_queue(cast, enrolled, take):
    first, second = enrolled(), enrolled()
    assert queue.claim(cast.sam) == first
    take(second.lead)
    first.refresh_from_db()
    assert first.claimed_by is None
    assert queue.claim(cast.sue) == first


def test_a_dialled_lead_owes_its_outcome_first(cast, enrolled, dialled, take):
    enrolled()
    dialled()
    second = enrolled()
    with pytest.raises(Refused, match="how your last call came out"):
        take(second.lead)
    assert Enrollment.objects.get(pk=second.pk).claimed_by is None


def test_a_lead_that_is_offered_to_a_colleague_comes_over_and_one_on_a_call_does_not(cast, enrolled, dialled, take):
    made = enrolled()
    assert queue.claim(cast.sue) == made
    take(made.lead)
    made.refresh_from_db()
    assert made.claimed_by == cast.sam
    with pytest.raises(Refused, match="A colleague is on a call"):
        take(made.lead, by=cast.sue)


def test_on_a_pause_nobody_takes_a_call(cast, enrolled, take):
    made = enrolled()
    cast.sam.look_as(["setter"])
    Presence.pause(cast.sam, PauseCode.objects.choices_of(cast.sam)[0], by=cast.sam)
    with pytest.raises(Refused, match="on a pause"):
        take(made.lead)


def test_a_promised_callback_is_kept_by_their_call(cast, enrolled, take, dispositions):
    made = enrolled()
    Callback.promise(made, at=clock.now() + timedelta(hours=3), by=cast.sam)
    take(made.lead).attempt.log(dispositions["not-interested"], by=cast.sam, reason="No need")
    assert Callback.objects.of_pass(made).get().state == "kept"


def test_it_is_logged_and_undone_like_any_other(cast, enrolled, take, dispositions):
    made = enrolled()
    attempt = take(made.lead).attempt
    attempt.log(dispositions["not-interested"], by=cast.sam, reason="No need")
    made.refresh_from_db()
    assert made.stage == Stage.DISQUALIFIED
    attempt.undo(by=cast.sam)
    made.refresh_from_db()
    assert (made.stage, made.claimed_by, made.is_owed) == (Stage.WORKING, cast.sam, True)


def test_it_books_like_any_other(cast, enrolled, take, dispositions, held):
    made = enrolled()
    attempt = take(made.lead).attempt
    attempt.log(dispositions["booked"], by=cast.sam, hold=held(attempt).token)
    made.refresh_from_db()
    assert made.stage in (Stage.APPOINTMENT_SET, Stage.HANDED_OVER)


class TestAboutTheirMeeting:
    """Whoever has a meeting ahead and calls wants to move it, to call it off, or to know that it stands."""

    @pytest.fixture
    def kind(self, cast, campaign):
        return factories.bookable(campaign, cast.rita, notice=72 * 60)

    @pytest.fixture
    def meeting(self, cast, enrolled, kind):
        return factories.booked(enrolled(), kind, cast.sue)

    @pytest.fixture
    def call(self, take, meeting):
        return take(meeting.lead)

    def test_the_desk_shows_it_with_its_outcomes(self, as_, call, dispositions):
        page = as_("sam").get("/desk/").content.decode()
        assert "Confirm this meeting" in page and "Called off" in page and 'value="moved"' in page

    def test_it_is_called_off_and_that_is_undone(self, cast, meeting, call, dispositions):
        call.attempt.log(dispositions["cancelled"], by=cast.sam, reason="Is ill")
        meeting.refresh_from_db()
        assert (meeting.state, meeting.enrollment.stage) == ("cancelled", Stage.WORKING)
        call.attempt.undo(by=cast.sam)
        meeting.refresh_from_db()
        assert (meeting.state, meeting.enrollment.stage) == ("booked", Stage.APPOINTMENT_SET)
        assert meeting.enrollment.is_owed

    def test_it_is_moved(self, cast, meeting, call, kind, dispositions):
        block, before = factories.held(meeting.enrollment, kind, cast.sam), meeting.starts_at
        call.attempt.log(dispositions["moved"], by=cast.sam, hold=block.token)
        meeting.refresh_from_db()
        assert meeting.starts_at == block.meeting[0] != before

    def test_never_again_ends_all_of_it(self, cast, meeting, call, dispositions):
        call.attempt.log(dispositions["do-not-call"], by=cast.sam)
        meeting.refresh_from_db()
        assert (meeting.state, meeting.enrollment.stage) == ("cancelled", Stage.DO_NOT_CALL)

    def test_one_that_was_confirmed_stays_so(self, cast, meeting, call, dispositions):
        meeting.confirm(by=cast.rita)
        call.attempt.log(dispositions["confirmed"], by=cast.sam)
        meeting.refresh_from_db()
        assert meeting.state == "confirmed" and meeting.enrollment.priority == Priority.ASIDE

    def test_when_it_is_over_the_call_is_like_any_other(self, cast, meeting, take, dispositions):
        clock.advance(meeting.ends_at - clock.now())
        assert take(meeting.lead).attempt.enrollment.priority == Priority.HOT


def test_a_pass_that_is_over_is_followed_by_a_new_hot_one(cast, campaign, take):
    handoff = factories.returned(campaign, cast.mia)
    track = factories.track(cast.a, cast.mia, "One")
    Nurturing.put_in([handoff], track, by=cast.mia)
    call = take(handoff.lead)
    assert call.attempt.enrollment.number == 2 and call.attempt.enrollment.was_hot
    handoff.refresh_from_db()
    assert handoff.state == HandOff.State.DONE and handoff.reentered_at == clock.now()
    nurturing = Nurturing.objects.of_lead(handoff.lead).get()
    assert nurturing.end == "call" and nurturing.ended_at == clock.now()


def test_a_lead_without_a_pass_needs_a_campaign_or_an_ad(cast, campaign, take, ad):
    lead = factories.lead(cast.a, cast.mia)
    with pytest.raises(Refused, match="for which campaign"):
        take(lead)
    assert not CallAttempt.objects.exists()
    assert take(lead, code="SPRING24").campaign == campaign


def test_a_campaign_of_another_client_is_refused_by_the_database(cast, take, other_campaign):
    lead = factories.lead(cast.a, cast.mia)
    take(lead, campaign=other_campaign)
    with pytest.raises(IntegrityError):
        connection.check_constraints()


def test_two_setters_take_the_same_call(cast, enrolled, take):
    made = enrolled()
    take(made.lead)
    with pytest.raises(Refused):
        take(made.lead, by=cast.sue)
    assert CallAttempt.objects.of_pass(made).count() == 1


def test_a_suppressed_person_may_be_spoken_to_and_has_no_number_to_dial(cast, enrolled, take):
    lead = suppressed(enrolled(), cast)
    call = take(lead)
    assert [bar.value for bar in call.bars] == lead.addresses[:1]
    assert call.attempt.enrollment.next_number == ""
    assert call.attempt.number == lead.phone


def test_they_may_lift_it_themselves_with_the_call_as_evidence(cast, enrolled, take):
    lead = suppressed(enrolled(email="a@b.example"), cast)
    call = take(lead, number=lead.phone)
    call.lift(by=cast.sam)
    assert not Suppression.objects.in_force(clock.now()).against(lead.addresses).exists()
    for bar in Suppression.objects.against(lead.addresses):
        assert lead.phone in bar.lift_evidence and bar.lifted_by == cast.sam
    assert Enrollment.objects.get(pk=call.attempt.enrollment_id).next_number == lead.phone
    with pytest.raises(Refused, match="nothing that the caller"):
        call.lift(by=cast.sam)


def test_and_a_slip_is_taken_back_with_its_own_source(cast, enrolled, take):
    lead = suppressed(enrolled(), cast)
    call = take(lead)
    call.lift(by=cast.sam)
    call.unlift(by=cast.sam)
    again = Suppression.objects.in_force(clock.now()).against(lead.addresses).get()
    assert (again.source, again.evidence, again.scope) == ("asked", "By letter", "person")
    assert Enrollment.objects.get(pk=call.attempt.enrollment_id).next_number == ""
    with pytest.raises(Refused, match="minute is over"):
        call.unlift(by=cast.sam)


def test_after_the_call_and_its_minute_it_stands(cast, enrolled, take, dispositions):
    call = take(suppressed(enrolled(), cast))
    call.lift(by=cast.sam)
    clock.advance(timedelta(minutes=5))
    assert call.may_unlift, "the call goes on"
    call.attempt.log(dispositions["not-now"], by=cast.sam, return_on=clock.today("Europe/Athens") + timedelta(days=30))
    call = InboundCall.objects.of_attempt(call.attempt_id).get()
    assert not call.may_unlift
    with pytest.raises(Refused):
        call.lift(by=cast.sam)


def test_what_holds_for_the_whole_agency_is_not_lifted_here(cast, enrolled, take):
    made = enrolled()
    Suppression.put(made.lead.phone, client=None, source="Court", by=factories.chief())
    call = take(made.lead)
    assert len(call.bars) == 1 and call.own_bars == []
    with pytest.raises(Refused):
        call.lift(by=cast.sam)


def test_only_who_speaks_with_them_lifts(cast, enrolled, take):
    call = take(suppressed(enrolled(), cast))
    with pytest.raises(Refused, match="Only during the call"):
        call.lift(by=cast.sue)


def test_a_refused_call_finds_them_again_with_the_code_that_was_typed(as_, cast, enrolled, dialled):
    enrolled()
    dialled()
    other = enrolled(last_name="Zachariou")
    page = as_("sam").post(f"/desk/inbound/leads/{other.lead_id}/", {"code": "spring 24"}, follow=True).content.decode()
    assert "Say first how your last call came out." in page
    assert page.count("Zachariou") and page.count('value="spring 24"') == 2, "there, and for somebody new"


def test_a_number_that_nobody_has_stands_in_the_form_for_a_new_lead(as_, cast, enrolled):
    known = enrolled().lead.phone
    sam, page, typing = as_("sam"), reverse("calls:inbound"), {"HX-Request": "true"}
    nobody = sam.get(page, {"q": "020 7946 0955"}, headers=typing).content.decode()
    assert 'id="id_numbers" value="020 7946 0955"' in nobody
    assert "id_numbers" not in sam.get(page, {"q": known}, headers=typing).content.decode()
