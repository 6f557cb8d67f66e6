"""Confirmation calls: the meetings of the next working day come into the queue, once a version; what comes of them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from appointments.models import Appointment, CalendarBlock
from calls import queue
from calls.models import CadencePlan, CallAttempt, ConfirmationCall
from calls.models.confirmation import next_working_day, sweep_confirmations
from calls.tasks import confirm
from leads.models import Activity, Priority, Suppression
from leads.states import Stage
from office import clock
from office.models import Message, Refused
from tests import factories
from tests.calls.test_undo_whole import rows

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ENDINGS = [
    ("not-interested", Stage.DISQUALIFIED, {"reason": "No need"}),
    ("not-now", Stage.NURTURE, {"return_on": date(2027, 3, 1)}),
    ("do-not-call", Stage.DO_NOT_CALL, {}),
]
ENDS = {code: told for code, _stage, told in ENDINGS}


@pytest.fixture
def kind(campaign, cast):
    return factories.bookable(campaign, cast.rita, notice=20 * 60)


@pytest.fixture
def meeting(cast, enrolled, kind, dispositions):
    """Tomorrow morning; its invitations have been sent."""
    made = factories.booked(enrolled(email="helen@aegean.example"), kind, cast.sam)
    assert made.starts_at.date() == (clock.now() + DAY).date()
    Message.objects.about(made.matter).update(state="done", sent_at=clock.now())
    return made


@pytest.fixture
def on_call(cast, meeting):
    """The confirmation call, dialled by sue."""
    sweep_confirmations()
    claimed = queue.claim(cast.sue)
    assert claimed == meeting.enrollment
    return CallAttempt.dial(claimed, by=cast.sue)


def now_stands(made):
    made.refresh_from_db()
    return made.stage, made.priority


def test_a_meeting_of_tomorrow_comes_into_its_campaigns_queue(cast, meeting):
    assert queue.claim(cast.sue) is None
    assert sweep_confirmations() == 1
    assert now_stands(meeting.enrollment) == (Stage.APPOINTMENT_SET, Priority.CONFIRM)
    assert queue.claim(cast.sue) == meeting.enrollment
    line = Activity.objects.of_lead(meeting.lead).newest().first()
    assert line.details["what"] == "to_confirm"


def test_once_a_version(meeting):
    assert [sweep_confirmations() for _turn in range(3)] == [1, 0, 0]
    assert ConfirmationCall.objects.of_meeting(meeting).count() == 1


def test_the_task_takes_nothing(meeting):
    confirm()
    assert ConfirmationCall.objects.count() == 1


def test_after_promises_and_before_hot_ones(cast, enrolled, meeting):
    hot = enrolled(queue={"priority": Priority.HOT})
    promised = enrolled(queue={"priority": Priority.CALLBACK})
    sweep_confirmations()
    assert [row.pk for row in queue.ahead(cast.sue)] == [promised.pk, meeting.enrollment_id, hot.pk]


def test_the_limit_of_attempts_does_not_hold_it_back(cast, campaign, meeting):
    meeting.enrollment.attempts = campaign.max_attempts
    meeting.enrollment.save()
    sweep_confirmations()
    assert queue.claim(cast.sue) == meeting.enrollment


def test_other_meetings_are_not_in_the_queue(cast, campaign, enrolled):
    late = factories.bookable(campaign, cast.rita, notice=4 * 24 * 60, name="Later")
    factories.booked(enrolled(), late, cast.sam)
    assert sweep_confirmations() == 0 and queue.claim(cast.sue) is None


def test_a_campaign_can_do_without(cast, campaign, meeting):
    CadencePlan.set(campaign, by=cast.mo, max_attempts=6, confirms=False)
    assert sweep_confirmations() == 0


def test_nor_in_a_campaign_that_rests(cast, campaign, meeting):
    campaign.change(by=cast.mo, is_running=False)
    assert sweep_confirmations() == 0


def test_one_that_is_confirmed_already(cast, meeting):
    meeting.confirm(by=cast.rita)
    assert sweep_confirmations() == 0


def test_confirmed_by_the_rep_meanwhile_it_leaves_the_queue(cast, meeting):
    sweep_confirmations()
    meeting.confirm(by=cast.rita)
    sweep_confirmations()
    assert now_stands(meeting.enrollment) == (Stage.APPOINTMENT_SET, Priority.ASIDE)
    assert queue.claim(cast.sue) is None


def test_once_it_has_begun_nobody_confirms_it(cast, meeting):
    sweep_confirmations()
    clock.advance(meeting.starts_at - clock.now())
    sweep_confirmations()
    assert now_stands(meeting.enrollment)[1] == Priority.ASIDE


def test_called_off_by_the_rep_the_lead_is_called_as_usual(cast, meeting):
    sweep_confirmations()
    meeting.cancel(by=cast.rita)
    assert now_stands(meeting.enrollment) == (Stage.WORKING, Priority.RETRY)


@pytest.mark.parametrize(
    ("today", "country", "expected"),
    [
        (date(2026, 11, 23), "GR", date(2026, 11, 24)),
        (date(2026, 11, 27), "GR", date(2026, 11, 30)),
        (date(2026, 12, 24), "GR", date(2026, 12, 28)),
        (date(2026, 12, 31), "GR", date(2027, 1, 4)),
        (date(2026, 11, 25), "US", date(2026, 11, 27)),
        (date(2026, 11, 23), "", date(2026, 11, 24)),
    ],
)
def test_the_next_working_day(today, country, expected):
    assert next_working_day(today, country) == expected


def test_on_friday_it_is_mondays(cast, campaign, enrolled, kind, dispositions):
    with clock.frozen(factories.MONDAY + 4 * DAY):
        monday = factories.bookable(campaign, cast.rita, notice=60 * 60, name="Later")
        made = factories.booked(enrolled(), monday, cast.sam)
        assert made.starts_at.weekday() in (0, 6)
        Appointment.objects.filter(pk=made.pk).update(
            starts_at=factories.MONDAY + 7 * DAY, ends_at=factories.MONDAY + 7 * DAY + 45 * MINUTE
        )
        assert sweep_confirmations() == 1


class TestOutcomes:
    def test_confirmed(self, cast, meeting, on_call, dispositions):
        on_call.log(dispositions["confirmed"], by=cast.sue)
        meeting.refresh_from_db()
        assert meeting.state == "confirmed"
        assert now_stands(meeting.enrollment) == (Stage.APPOINTMENT_SET, Priority.ASIDE)
        assert sweep_confirmations() == 0

    def test_called_off(self, cast, meeting, on_call, dispositions, mailoutbox):
        on_call.log(dispositions["cancelled"], by=cast.sue, reason="On a journey")
        meeting.refresh_from_db()
        assert meeting.state == "cancelled"
        assert now_stands(meeting.enrollment) == (Stage.WORKING, Priority.RETRY)
        assert meeting.enrollment.call_after == clock.now() + DAY, "who has just called it off is not rung at once"
        assert not CalendarBlock.objects.of_appointment(meeting.pk).booked().exists()
        Message.objects.sweep()
        assert mailoutbox == []
        clock.advance(timedelta(seconds=60))
        Message.objects.sweep()
        assert {mail.to[0] for mail in mailoutbox} == {"helen@aegean.example", cast.rita.email}

    def test_moved(self, cast, meeting, on_call, kind, dispositions, mailoutbox):
        block = factories.held(meeting.enrollment, kind, cast.sue)
        uid, before = meeting.uid, meeting.starts_at
        on_call.log(dispositions["moved"], by=cast.sue, hold=block.token)
        meeting.refresh_from_db()
        assert (meeting.state, meeting.uid, meeting.sequence) == ("booked", uid, 1)
        assert meeting.starts_at == block.meeting[0] != before
        assert [row.pk for row in CalendarBlock.objects.of_appointment(meeting.pk).booked()] == [block.pk]
        clock.advance(timedelta(seconds=60))
        Message.objects.sweep()
        sent = {mail.to[0]: mail.alternatives[0][0] for mail in mailoutbox}
        assert set(sent) == {"helen@aegean.example", cast.rita.email}
        assert all("SEQUENCE:1" in calendar and "METHOD:REQUEST" in calendar for calendar in sent.values())

    def test_a_moved_meeting_of_tomorrow_is_another_version(self, cast, meeting, on_call, kind, dispositions):
        block = factories.held(meeting.enrollment, kind, cast.sue)
        on_call.log(dispositions["moved"], by=cast.sue, hold=block.token)
        meeting.refresh_from_db()
        assert sweep_confirmations() == (meeting.starts_at.date() == (clock.now() + DAY).date())
        assert sweep_confirmations() == 0

    @pytest.mark.parametrize("code", ["no-answer", "voicemail", "busy"])
    def test_not_reached_is_tried_again_today(self, cast, meeting, on_call, dispositions, code):
        on_call.log(dispositions[code], by=cast.sue)
        assert now_stands(meeting.enrollment) == (Stage.APPOINTMENT_SET, Priority.CONFIRM)
        assert MINUTE <= meeting.enrollment.call_after - clock.now() <= timedelta(hours=2)

    @pytest.mark.parametrize(("code", "stage", "told"), ENDINGS)
    def test_a_no_calls_the_meeting_off_and_ends_the_pass(
        self, cast, meeting, on_call, dispositions, code, stage, told
    ):
        on_call.log(dispositions[code], by=cast.sue, **told)
        meeting.refresh_from_db()
        assert meeting.state == "cancelled" and now_stands(meeting.enrollment)[0] == stage
        assert not CalendarBlock.objects.of_appointment(meeting.pk).booked().exists()
        assert cast.sue.pk in meeting.enrollment.refused_by and queue.claim(cast.sam) is None
        assert sweep_confirmations() == 0

    def test_never_again_is_on_the_list_at_once(self, cast, meeting, on_call, dispositions):
        on_call.log(dispositions["do-not-call"], by=cast.sue)
        bars = Suppression.objects.in_force(clock.now()).against(meeting.lead.addresses)
        assert {bar.value for bar in bars} == set(meeting.lead.addresses)

    def test_a_wrong_number_goes_on_with_the_next_and_the_meeting_stands(self, cast, meeting, on_call, dispositions):
        on_call.log(dispositions["wrong-number"], by=cast.sue)
        meeting.refresh_from_db()
        assert meeting.state == "booked"
        assert now_stands(meeting.enrollment) == (Stage.APPOINTMENT_SET, Priority.CONFIRM)
        assert meeting.enrollment.next_number == ""

    @pytest.mark.parametrize("code", ["call-back", "booked", "qualified", "right-person"])
    def test_nothing_else_fits(self, cast, on_call, dispositions, code):
        with pytest.raises(Refused, match="cannot come out as"):
            on_call.log(dispositions[code], by=cast.sue)

    def test_to_move_it_a_time_is_needed(self, cast, on_call, dispositions):
        with pytest.raises(Refused, match="Choose a time"):
            on_call.log(dispositions["moved"], by=cast.sue)

    def test_a_meeting_that_went_meanwhile(self, cast, meeting, on_call, dispositions):
        Appointment.objects.filter(pk=meeting.pk).update(state="cancelled")
        with pytest.raises(Refused, match="no meeting"):
            on_call.log(dispositions["confirmed"], by=cast.sue)

    def test_after_a_no_show_it_is_about_the_new_meeting(self, as_, cast, campaign, meeting, kind, dispositions):
        gone = clock.now() - DAY
        Appointment.objects.filter(pk=meeting.pk).update(state="no_show", starts_at=gone, ends_at=gone + 45 * MINUTE)
        CalendarBlock.objects.of_appointment(meeting.pk).release()
        meeting.enrollment.become(Stage.WORKING)
        again = factories.booked(meeting.enrollment, kind, cast.sam)
        assert sweep_confirmations() == 1
        attempt = CallAttempt.dial(queue.claim(cast.sue), by=cast.sue)
        page = as_("sue").get(reverse("calls:desk")).content.decode()
        assert f"{again.starts_at:%-d} Nov" in page.partition("Confirm this meeting")[2][:900]
        attempt.log(dispositions["confirmed"], by=cast.sue)
        again.refresh_from_db()
        assert again.state == "confirmed" and Appointment.objects.get(pk=meeting.pk).state == "no_show"

    def test_once_it_has_begun_a_no_leaves_it_to_the_rep(self, cast, meeting, on_call, dispositions):
        clock.advance(meeting.starts_at - clock.now())
        on_call.log(dispositions["do-not-call"], by=cast.sue)
        meeting.refresh_from_db()
        assert meeting.state == "booked" and now_stands(meeting.enrollment)[0] == Stage.DO_NOT_CALL

    def test_called_by_hand_before_anybody_asked_it_is_about_the_meeting_too(self, cast, meeting, dispositions):
        attempt = CallAttempt.dial(queue.take(meeting.enrollment, by=cast.sam), by=cast.sam)
        with pytest.raises(Refused, match="cannot come out as"):
            attempt.log(dispositions["call-back"], by=cast.sam, callback_at=clock.now() + timedelta(hours=2))
        attempt.log(dispositions["not-interested"], by=cast.sam, reason="No need")
        meeting.refresh_from_db()
        assert meeting.state == "cancelled"

    def test_only_looked_at_by_hand_it_does_not_come_into_the_queue(self, cast, meeting):
        found = queue.take(meeting.enrollment, by=cast.sam)
        found.stand_aside(until=clock.now())
        assert queue.claim(cast.sue) is None


CALENDAR = ("appointments.Appointment", "appointments.CalendarBlock", "leads.Enrollment", "office.Message")


class TestUndo:
    @pytest.fixture
    def undone(self, cast, meeting, on_call, kind, dispositions):
        """Give an outcome and take it back; what stood before, and what stands after."""

        def undo(code):
            told = {"hold": factories.held(meeting.enrollment, kind, cast.sue).token} if code == "moved" else {}
            told |= ENDS.get(code, {})
            before = rows()
            on_call.log(dispositions[code], by=cast.sue, **told)
            assert rows()["leads.Enrollment"] != before["leads.Enrollment"]
            on_call.undo(by=cast.sue)
            return before, rows()

        return undo

    @pytest.mark.parametrize("code", ["confirmed", "cancelled", "moved", "no-answer", *ENDS, "wrong-number"])
    def test_meeting_calendar_queue_and_mails_stand_as_they_stood(self, undone, code):
        before, after = undone(code)
        for label in CALENDAR:
            for pk, row in before[label].items():
                hold = label == "appointments.CalendarBlock" and row["state"] == "on_hold"
                assert hold or after[label][pk] == row
            since = [row for pk, row in after[label].items() if pk not in before[label]]
            assert all(row["state"] == "void" for row in since)
        assert after["calls.ConfirmationCall"] == before["calls.ConfirmationCall"]

    @pytest.mark.parametrize("code", ["confirmed", "cancelled", "moved", *ENDS])
    def test_and_can_be_said_again(self, cast, meeting, undone, on_call, kind, dispositions, mailoutbox, code):
        undone(code)
        told = {"hold": factories.held(meeting.enrollment, kind, cast.sue).token} if code == "moved" else {}
        told |= ENDS.get(code, {})
        on_call.log(dispositions[code], by=cast.sue, **told)
        clock.advance(timedelta(seconds=60))
        Message.objects.sweep()
        assert len(mailoutbox) == (0 if code == "confirmed" else 2)

    def test_the_time_that_somebody_took_meanwhile_makes_it_stand(
        self, cast, meeting, on_call, kind, enrolled, dispositions
    ):
        on_call.log(dispositions["cancelled"], by=cast.sue)
        other = enrolled()
        again = factories.booked(other, kind, cast.sam)
        assert again.starts_at == meeting.starts_at
        with pytest.raises(Refused, match="has the old time"):
            on_call.undo(by=cast.sue)
        meeting.refresh_from_db()
        assert meeting.state == "cancelled"

    def test_after_the_mails_have_left_it_stands(self, cast, meeting, on_call, dispositions):
        on_call.log(dispositions["cancelled"], by=cast.sue)
        Message.objects.about(meeting.matter).unsent().update(sent_at=clock.now(), state="done")
        with pytest.raises(Refused, match="told already"):
            on_call.undo(by=cast.sue)


class TestDesk:
    def test_it_shows_the_meeting_and_its_own_outcomes(self, as_, on_call):
        page = as_("sue").get(reverse("calls:desk")).content.decode()
        assert "Confirm this meeting" in page and "Confirmed" in page and "Called off" in page
        assert "Not interested" in page and "Do not call" in page and 'value="moved"' in page
        assert "Send information" not in page and "Qualified, books later" not in page

    def test_one_key_confirms(self, as_, meeting, on_call):
        told = {"disposition": "confirmed"}
        answer = as_("sue").post(reverse("calls:log", args=[on_call.pk]), told, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        meeting.refresh_from_db()
        assert meeting.state == "confirmed"

    def test_another_call_shows_none_of_it(self, as_, cast, enrolled, dialled, dispositions):
        enrolled()
        dialled()
        page = as_("sam").get(reverse("calls:desk")).content.decode()
        assert "Confirm this meeting" not in page and "Called off" not in page
