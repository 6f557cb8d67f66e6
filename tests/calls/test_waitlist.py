"""The waitlist: a lead that finds no time waits for one; what comes free offers itself to the setter."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from appointments.models import (
    Appointment,
    Availability,
    CalendarBlock,
    Override,
    Picker,
    PoolMember,
    PoolTerms,
    TimeOff,
    Wish,
)
from appointments.models.moving import move
from appointments.models.passing import decline
from appointments.wanted import Stretch
from calls import queue
from calls.models import CallAttempt, Callback
from calls.models.waitlist import sweep_waitlist
from calls.tasks import waitlist
from calls.turn import Turn
from leads.models import Activity, Enrollment, HandOff, LeadMerge, Priority
from leads.states import Stage
from office import clock
from office.models import Notice, Refused
from tests import factories

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
THURSDAY = factories.MONDAY + timedelta(days=3)  # 12:00 in Athens
AFTERNOON = Stretch((3,), 12 * 60, 13 * 60)
NOON = [(3, time(12), time(13))]
State = Wish.State


@pytest.fixture
def kind(cast, campaign, dispositions):
    """An hour's meeting with rita, who is there on Thursdays from 12 to 13."""
    made = factories.bookable(campaign, cast.rita, minutes=60, after=0, step=60)
    hours(cast, "12:00", "13:00")
    return made


def hours(cast, opens, shuts):
    Availability.set_week(cast.rita, [(3, time.fromisoformat(opens), time.fromisoformat(shuts))], by=cast.rita)


@pytest.fixture
def taken(cast, campaign, kind):
    """The one time of the week is somebody's."""
    other = factories.enrolled(campaign, cast.mia, email="other@fresh.example")
    return factories.booked(other, kind, cast.sue)


def wishes(campaign, cast, kind, *windows, by=None, **details):
    """A lead that waits for Thursday at noon, this week."""
    enrollment = factories.enrolled(campaign, cast.mia, first_name="Eva", last_name="Martin")
    details.setdefault("until", THURSDAY.date())
    return factories.wish(enrollment, kind, by or cast.sam, *(windows or (AFTERNOON,)), **details)


@pytest.fixture
def wish(cast, campaign, kind, taken):
    made = wishes(campaign, cast, kind)
    clock.advance(2 * MINUTE)
    return made


def fresh(wish):
    return Wish.objects.select_related("enrollment", "lead", "kind").get(pk=wish.pk)


def stands(wish):
    found = fresh(wish)
    return found.state, found.enrollment.priority


WAITS, OFFERED = ("waiting", Priority.ASIDE), ("offered", Priority.FREED)


class TestComesFree:
    def test_nothing_is_offered_while_nothing_is_free(self, cast, wish):
        assert sweep_waitlist() == 0
        assert stands(wish) == WAITS
        assert queue.claim(cast.sam) is None

    def test_a_meeting_that_is_called_off(self, cast, wish, taken):
        taken.cancel(by=cast.rita)
        Enrollment.objects.filter(pk=taken.enrollment_id).update(priority=Priority.ASIDE)
        assert sweep_waitlist() == 1
        found = fresh(wish)
        assert stands(wish) == OFFERED
        assert (found.slot_at, found.slot_rep, found.enrollment.reserved_for) == (THURSDAY, cast.rita, cast.sam)
        assert Activity.objects.of_lead(wish.lead).newest()[0].details["what"] == "freed"
        assert queue.claim(cast.sam) == wish.enrollment

    def test_a_meeting_that_is_moved(self, cast, wish, taken):
        later = Picker(taken.lead, taken.kind, by=cast.sue).hold(THURSDAY + timedelta(days=7))
        move(taken, hold=later.token, by=cast.sue, due_at=clock.now())
        assert sweep_waitlist() == 1

    def test_hours_that_are_opened(self, cast, wish):
        Override.put(cast.rita, THURSDAY.date(), [(time(11), time(14))], by=cast.rita)
        assert sweep_waitlist() == 0  # 12:00 is taken, and nothing else is wanted
        Wish.objects.update(windows=[Stretch((3,), 13 * 60, 14 * 60).kept])
        assert sweep_waitlist() == 1
        assert fresh(wish).slot_at == THURSDAY + HOUR

    def test_a_rep_who_joins(self, cast, campaign, wish):
        nick = factories.person("nick", (cast.a, "rep"))
        Availability.set_week(nick, NOON, by=nick)
        PoolMember.objects.create(client=cast.a, campaign=campaign, person=nick)
        assert sweep_waitlist() == 1
        assert fresh(wish).slot_rep == nick

    def test_time_off_that_is_withdrawn_and_a_hold_that_ran_out(self, cast, campaign, kind):
        off = TimeOff.take(cast.rita, starts_at=THURSDAY, ends_at=THURSDAY + HOUR, by=cast.rita)
        made = wishes(campaign, cast, kind)
        clock.advance(2 * MINUTE)
        assert sweep_waitlist() == 0
        off.withdraw(by=cast.rita)
        other = factories.enrolled(campaign, cast.mia, queue={"priority": Priority.ASIDE})
        Picker(other.lead, kind, by=cast.sue).hold(THURSDAY)
        assert sweep_waitlist() == 0
        clock.advance(5 * MINUTE)
        assert sweep_waitlist() == 1
        assert stands(made) == OFFERED

    def test_a_meeting_that_a_rep_declined_frees_the_old_reps_time(self, cast, campaign, kind, wish, taken):
        PoolTerms.of(campaign).set(by=cast.mo, accept_within=60)
        taken.assignments.update(accept_by=clock.now() + HOUR)
        nick = factories.person("nick", (cast.a, "rep"))
        Availability.set_week(nick, NOON, by=nick)
        PoolMember.objects.create(client=cast.a, campaign=campaign, person=nick)
        Wish.objects.update(rep=cast.rita)
        assert sweep_waitlist() == 0
        assert decline(taken, by=cast.rita, reason="Ill")
        assert sweep_waitlist() == 1
        assert fresh(wish).slot_rep == cast.rita

    def test_a_day_that_the_horizon_reaches(self, cast, campaign, kind, taken):
        kind.change(by=cast.mo, horizon=5)
        made = wishes(campaign, cast, kind, until=date(2026, 12, 31))
        clock.advance(2 * MINUTE)
        assert sweep_waitlist() == 0
        clock.advance(timedelta(days=5))
        assert sweep_waitlist() == 1
        assert fresh(made).slot_at == THURSDAY + timedelta(days=7)

    def test_what_was_free_when_it_was_put_on_the_list_had_been_turned_down(self, cast, campaign, kind):
        made = wishes(campaign, cast, kind, Stretch(), until=date(2026, 12, 31))
        clock.advance(2 * MINUTE)
        assert len(made.passed) > 1
        assert sweep_waitlist() == 0
        hours(cast, "11:00", "13:00")
        assert sweep_waitlist() == 1
        assert fresh(made).slot_at == THURSDAY - HOUR


class TestWhoseTurn:
    @pytest.fixture
    def freed(self, cast, wish, taken):
        """The time is free, and the lead whose meeting it was is out of the way."""
        taken.cancel(by=cast.rita)
        Enrollment.objects.filter(pk=taken.enrollment_id).update(priority=Priority.ASIDE)
        return wish

    def test_the_oldest_wish_first_and_one_time_to_one(self, cast, campaign, kind, freed):
        second = wishes(campaign, cast, kind)
        Wish.objects.filter(pk=second.pk).update(passed=[])
        clock.advance(2 * MINUTE)
        assert sweep_waitlist() == 1
        assert (stands(freed), stands(second)) == (OFFERED, WAITS)
        assert sweep_waitlist() == 0
        freed.end(by=cast.mo)
        assert sweep_waitlist() == 1
        assert stands(second) == OFFERED

    def test_its_setter_first_and_then_anyone(self, cast, freed):
        sweep_waitlist()
        assert queue.claim(cast.sue) is None
        clock.advance(16 * MINUTE)
        queue.release_lapsed()
        assert queue.claim(cast.sue) == freed.enrollment

    def test_a_setter_who_left_keeps_nobody_waiting(self, cast, freed):
        cast.sam.is_active = False
        cast.sam.save()
        sweep_waitlist()
        assert queue.claim(cast.sue) == freed.enrollment

    def test_in_the_lawful_hours_only(self, cast, freed):
        clock.advance(timedelta(hours=11))  # 23:02 in Athens
        sweep_waitlist()
        assert stands(freed) == OFFERED
        assert queue.claim(cast.sam) is None
        assert fresh(freed).enrollment.call_after > clock.now() + 5 * HOUR

    def test_not_when_the_lead_can_lawfully_be_told_too_late(self, cast, kind, freed):
        kind.change(by=cast.mo, notice=3 * 60)
        clock.advance(timedelta(days=2, hours=11))  # Wednesday night, and the meeting would be on Thursday at noon
        kind.change(by=cast.mo, notice=4 * 60)
        assert sweep_waitlist() == 0
        assert fresh(freed).state == State.WAITING

    def test_after_callbacks_and_before_meetings_to_confirm(self, cast, campaign, enrolled, freed):
        sweep_waitlist()
        promised = enrolled(queue={"priority": Priority.CALLBACK})
        asked = enrolled(queue={"priority": Priority.CONFIRM})
        hot = enrolled(queue={"priority": Priority.HOT})
        asked.become(Stage.APPOINTMENT_SET)
        assert queue.ahead(cast.sam) == [promised, freed.enrollment, asked, hot]

    def test_the_reason_is_told(self, cast, as_, freed):
        sweep_waitlist()
        [found] = queue.ahead(cast.sam)
        words = "A time on Thursday 26 Nov, 12:00 has come free for Eva Martin, wanted since 23 Nov"
        assert Turn(found, cast.sam, clock.now()).reason == words
        assert words in as_("sam").get(reverse("calls:queue")).content.decode()
        assert words in as_("mo").get(reverse("calls:order")).content.decode()

    def test_a_promise_goes_before_it(self, cast, freed):
        Callback.promise(freed.enrollment, at=clock.now() + HOUR, by=cast.sam)
        assert sweep_waitlist() == 0
        assert stands(freed) == ("waiting", Priority.CALLBACK)

    def test_who_is_on_a_desk_just_now_is_left_there(self, cast, freed):
        Enrollment.objects.filter(pk=freed.enrollment_id).update(priority=Priority.RETRY)
        assert queue.claim(cast.sam) == freed.enrollment
        assert sweep_waitlist() == 0

    def test_nothing_while_it_can_be_taken_back_nor_in_a_campaign_that_rests(self, cast, campaign, kind):
        made = wishes(campaign, cast, kind)
        Wish.objects.update(passed=[])
        assert sweep_waitlist() == 0
        clock.advance(2 * MINUTE)
        campaign.change(by=cast.mo, is_running=False)
        assert sweep_waitlist() == 0
        campaign.change(by=cast.mo, is_running=True)
        waitlist()
        assert stands(made) == OFFERED


class TestGone:
    @pytest.fixture
    def offered(self, cast, campaign, kind):
        """A time that is offered, and nobody has called yet."""
        made = wishes(campaign, cast, kind)
        Wish.objects.update(passed=[])
        clock.advance(2 * MINUTE)
        assert sweep_waitlist() == 1
        return made

    def test_a_time_that_somebody_else_took_is_offered_no_more(self, cast, campaign, kind, offered):
        other = factories.enrolled(campaign, cast.mia, queue={"priority": Priority.ASIDE})
        hold = Picker(other.lead, kind, by=cast.sue).hold(THURSDAY)
        sweep_waitlist()
        assert stands(offered) == WAITS
        assert fresh(offered).slot is None
        CalendarBlock.objects.tokened(hold.token).release()
        assert sweep_waitlist() == 1

    def test_not_while_the_setter_has_the_lead(self, cast, kind, offered):
        queue.claim(cast.sam)
        kind.retire(by=cast.mo)
        sweep_waitlist()
        assert stands(offered) == OFFERED
        Enrollment.objects.claimed_by(cast.sam).released()
        sweep_waitlist()
        assert stands(offered) == WAITS

    def test_past_its_date_it_lapses_the_setter_is_told_and_the_lead_is_called(self, cast, offered):
        clock.advance(timedelta(days=4))
        sweep_waitlist()
        sweep_waitlist()
        assert stands(offered) == ("lapsed", Priority.RETRY)
        assert fresh(offered).enrollment.reserved_for is None
        told = Notice.objects.to(cast.sam).get()
        assert "Eva Martin waited for a time until 26.11.2026" in told.text
        assert queue.claim(cast.sue) == offered.enrollment

    def test_no_longer_wanted(self, cast, as_, offered):
        answer = as_("mo").post(reverse("appointments:end_wish", args=[offered.pk]), {"why": "Went elsewhere"})
        assert answer.headers["Location"] == reverse("appointments:waitlist")
        found = fresh(offered)
        assert (found.state, found.why, found.ended_by) == ("ended", "Went elsewhere", cast.mo)
        assert found.enrollment.priority == Priority.RETRY
        with pytest.raises(Refused, match="not on the waitlist any more"):
            offered.end(by=cast.mo)
        page = as_("mo").get(reverse("appointments:waitlist")).content.decode()
        assert "Went elsewhere" in page and "No longer wanted" in page

    def test_no_longer_wanted_said_at_the_desk_leaves_the_call_its_outcome(self, cast, as_, dispositions, offered):
        attempt = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
        url = reverse("appointments:end_wish", args=[offered.pk])
        answer = as_("sam").post(url, headers={"HX-Request": "true"})
        assert "On the waitlist" not in answer.content.decode() and "slots-title" in answer.content.decode()
        attempt.refresh_from_db()
        attempt.log(dispositions["no-answer"], by=cast.sam)
        assert stands(offered) == ("ended", Priority.RETRY)

    def test_given_back_after_the_wish_ended_the_lead_is_called_as_usual(self, cast, offered):
        queue.claim(cast.sam)
        offered.end(by=cast.sam)
        Enrollment.objects.claimed_by(cast.sam).released()
        assert stands(offered) == ("ended", Priority.FREED)
        sweep_waitlist()
        assert stands(offered) == ("ended", Priority.RETRY)

    def test_who_left_the_queue_waits_no_more(self, cast, offered):
        HandOff.give_back(offered.enrollment, stage=Stage.DISQUALIFIED, reason="permanent", by=cast.mo)
        sweep_waitlist()
        assert fresh(offered).state == State.LEFT

    def test_a_wish_goes_over_when_two_leads_turn_out_to_be_one(self, cast, campaign, offered):
        twin = factories.enrolled(campaign, cast.mia)
        twin.become(Stage.WORKING)
        LeadMerge.make(twin.lead, offered.lead, by=cast.mia)
        found = fresh(offered)
        assert found.lead == twin.lead
        assert found.enrollment.ended_at is None
        sweep_waitlist()
        assert stands(offered) == OFFERED
        assert queue.claim(cast.sam).lead == twin.lead


class TestOutcomes:
    """What a call about the time comes to, and its undo; every row is compared in test_undo_whole.py."""

    @pytest.fixture
    def attempt(self, cast, campaign, kind):
        """sam is on the line with a lead for whom a time came free."""
        self.wish = wishes(campaign, cast, kind, until=date(2026, 12, 31))
        Wish.objects.update(passed=[])
        clock.advance(2 * MINUTE)
        sweep_waitlist()
        return CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)

    def test_booked_the_wish_is_met(self, cast, kind, dispositions, attempt):
        hold = Picker(attempt.lead, kind, by=cast.sam).hold(THURSDAY)
        attempt.log(dispositions["booked"], by=cast.sam, hold=hold.token)
        found = fresh(self.wish)
        assert (found.state, found.appointment) == ("met", Appointment.objects.get())
        attempt.undo(by=cast.sam)
        found = fresh(self.wish)
        assert (found.state, found.appointment, found.ended_at, found.slot_at) == ("offered", None, None, THURSDAY)

    def test_not_reached_the_time_goes_to_the_next_and_comes_back_at_the_next_try(
        self, cast, campaign, kind, dispositions, attempt
    ):
        second = wishes(campaign, cast, kind)
        Wish.objects.filter(pk=second.pk).update(passed=[])
        attempt.log(dispositions["no-answer"], by=cast.sam)
        assert stands(self.wish) == WAITS
        clock.advance(2 * MINUTE)
        assert sweep_waitlist() == 1
        assert (stands(self.wish), stands(second)) == (WAITS, OFFERED)
        second.end(by=cast.mo)
        clock.advance(fresh(self.wish).enrollment.call_after - clock.now())
        assert sweep_waitlist() == 1
        assert stands(self.wish) == OFFERED

    def test_reached_and_not_wanted_it_is_not_offered_again(self, cast, dispositions, attempt):
        told = {"kind": self.wish.kind, "windows": [Stretch()], "until": date(2026, 12, 31)}
        attempt.log(dispositions["waitlist"], by=cast.sam, wish=told)
        again = Wish.objects.open().get()
        assert (again.since, fresh(self.wish).state) == (self.wish.since, "replaced")
        assert THURSDAY.timestamp() in again.passed
        clock.advance(2 * MINUTE)
        assert sweep_waitlist() == 0
        with pytest.raises(Refused, match="minute is over"):
            attempt.undo(by=cast.sam)

    def test_a_callback_instead_is_kept_before_any_time(self, cast, dispositions, attempt):
        attempt.log(dispositions["call-back"], by=cast.sam, callback_at=clock.now() + HOUR)
        assert stands(self.wish) == ("waiting", Priority.CALLBACK)
        assert THURSDAY.timestamp() in fresh(self.wish).passed

    def test_undone_after_the_time_went_to_the_next_it_waits(self, cast, campaign, kind, dispositions, attempt):
        """The row that the database would refuse twice."""
        second = wishes(campaign, cast, kind)
        attempt.log(dispositions["no-answer"], by=cast.sam)
        found = fresh(second)
        with_it = {"state": "offered", "slot": kind.blocks(THURSDAY), "slot_at": THURSDAY, "slot_rep": cast.rita}
        Wish.objects.filter(pk=found.pk).update(**with_it)
        attempt.undo(by=cast.sam)
        assert fresh(self.wish).state == State.WAITING
        assert fresh(self.wish).enrollment.claimed_by == cast.sam


class TestPutOn:
    @pytest.fixture
    def attempt(self, cast, campaign, kind, taken, dialled):
        factories.enrolled(campaign, cast.mia, first_name="Eva", last_name="Martin")
        return dialled()

    def log(self, as_, attempt, kind, **told):
        fields = {
            "disposition": "waitlist", "wish_kind": kind.pk, "wish_days": ["3"], "wish_from": "12:00",
            "wish_to": "18:00", "wish_until": "2026-12-31", "wish_note": "Likes the mornings",
        } | told  # fmt: skip
        return as_("sam").post(reverse("calls:log", args=[attempt.pk]), fields, headers={"HX-Request": "true"})

    def test_from_the_desk(self, cast, as_, kind, attempt):
        assert self.log(as_, attempt, kind, wish_days2=["0"], wish_from2="09:00", wish_to2="00:00").status_code == 200
        made = Wish.objects.get()
        assert made.wanted.stretches == (Stretch((3,), 720, 1080), Stretch((0,), 540, 1440))
        assert (made.note, made.rep, made.until) == ("Likes the mornings", None, date(2026, 12, 31))
        assert stands(made) == WAITS
        assert made.enrollment.stage == Stage.QUALIFIED
        page = as_("mo").get(reverse("appointments:waitlist")).content.decode()
        for words in ("Eva Martin", "Thu 12:00 – 18:00, Mon 09:00 – 24:00", "Likes the mornings", "Sam"):
            assert words in page
        of_lead = as_("mia").get(reverse("appointments:of_lead", args=[made.lead_id])).content.decode()
        assert "On the waitlist since" in of_lead

    def test_undone_it_never_was(self, cast, as_, kind, attempt):
        self.log(as_, attempt, kind)
        attempt.refresh_from_db()
        attempt.undo(by=cast.sam)
        assert not Wish.objects.open().exists()
        attempt.refresh_from_db()
        assert (attempt.disposition, attempt.enrollment.stage) == (None, Stage.WORKING)
        assert self.log(as_, attempt, kind).status_code == 200
        assert Wish.objects.open().count() == 1

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"wish_days": []}, "Say on which days."),
            ({"wish_to": "12:30"}, "A meeting of 60 minutes has no room in these hours."),
            ({"wish_to": "11:00"}, "has no room in these hours."),
            ({"wish_until": "2026-11-22"}, "Say until when the lead waits"),
            ({"wish_until": "2029-01-01"}, "Say until when the lead waits"),
            ({"wish_until": "never"}, "Enter a valid date."),
            ({"wish_days": ["9"]}, "not one of the available choices"),
            ({"wish_kind": "0"}, "Select a valid choice."),
        ],
    )
    def test_what_makes_no_sense_is_said_and_the_outcome_is_still_owed(self, as_, kind, attempt, wrong, words):
        answer = self.log(as_, attempt, kind, **wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        attempt.refresh_from_db()
        assert attempt.disposition is None and not Wish.objects.exists()

    def test_another_clients_kind_and_rep_are_not_there(self, cast, as_, other_campaign, kind, attempt):
        theirs = factories.bookable(other_campaign, cast.oren)
        assert self.log(as_, attempt, kind, wish_kind=theirs.pk).status_code == 422
        assert self.log(as_, attempt, kind, wish_rep=cast.oren.pk).status_code == 422

    def test_a_rep_outside_the_pool_is_refused_by_the_verb_too(self, cast, kind, attempt):
        with pytest.raises(Refused, match="takes no meetings of this campaign"):
            factories.wish(attempt.enrollment, kind, cast.sam, rep=cast.oren)

    def test_nothing_said_is_refused(self, cast, dispositions, attempt):
        with pytest.raises(Refused, match="Say which times"):
            attempt.log(dispositions["waitlist"], by=cast.sam)


class TestPicker:
    def test_the_desk_opens_with_the_time_that_came_free(self, cast, as_, campaign, kind):
        hours(cast, "11:00", "14:00")
        made = wishes(campaign, cast, kind, until=date(2026, 12, 31))
        Wish.objects.update(passed=[THURSDAY.timestamp()])  # so that the week after's is the one that is offered
        clock.advance(2 * MINUTE)
        sweep_waitlist()
        week_later = THURSDAY + timedelta(days=7)
        assert fresh(made).slot_at == week_later
        page = as_("sam").get(reverse("appointments:slots", args=[made.lead_id]))
        picker = page.context["picker"]
        assert picker.day == week_later.date()
        assert [(at.starts_at, at.first, at.wished) for at in picker.times] == [
            (week_later, True, True), (week_later - HOUR, False, False), (week_later + HOUR, False, False),
        ]  # fmt: skip
        text = page.content.decode()
        assert "Keep the time that has come free" in text and "Keep the soonest time" not in text
        assert "On the waitlist since" in text

    def test_a_wish_that_waits_shows_the_first_day_that_it_would_take(self, cast, as_, campaign, kind):
        made = wishes(campaign, cast, kind, until=date(2026, 12, 31), rep=cast.rita)
        page = as_("sam").get(reverse("appointments:slots", args=[made.lead_id]))
        assert (page.context["picker"].day, page.context["picker"].rep_id) == (THURSDAY.date(), cast.rita.pk)
        anyone = as_("sam").get(reverse("appointments:slots", args=[made.lead_id]), {"rep": ""})
        assert anyone.context["picker"].rep_id is None

    def test_one_client_sees_nothing_of_the_others_list(self, cast, as_, wish):
        assert "Nobody waits" in as_("otto").get(reverse("appointments:waitlist")).content.decode()
        assert as_("otto").post(reverse("appointments:end_wish", args=[wish.pk])).status_code == 404
        assert fresh(wish).state == State.WAITING
