"""A meeting is accepted or not, and passes to another rep: by routing, or by a manager's hand."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from appointments.models import Appointment, Assignment, Availability, CalendarBlock, FairnessEntry, PoolTerms, TimeOff
from appointments.models.passing import accept, decline, reassign, sweep_unanswered
from appointments.tasks import pass_on
from office import clock
from office.models import Message, Notice, Refused
from tests import factories

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def nick(cast):
    return factories.person("nick", (cast.a, "rep"))


@pytest.fixture
def terms(cast, campaign):
    made = PoolTerms.of(campaign)
    made.set(by=cast.mo, accept_within=30)
    return made


@pytest.fixture
def pool(cast, campaign, nick, terms):
    return factories.bookable(campaign, nick, cast.rita)


@pytest.fixture
def asked(cast, enrollment, pool):
    """A meeting that nick is to accept; its invitations have left."""
    made = factories.booked(enrollment, pool, cast.sam)
    clock.advance(MINUTE)
    Message.objects.sweep()
    mail.outbox.clear()
    return made


def now(meeting):
    return Appointment.objects.shown().with_answer().get(pk=meeting.pk)


def levels(campaign):
    return FairnessEntry.objects.levels(campaign.pk)


def told(person):
    return [notice.text for notice in Notice.objects.to(person).newest()]


def letters():
    """(to, method, sequence, uid) of each mail that leaves now."""
    mail.outbox.clear()
    Message.objects.sweep()
    found = []
    for sent in mail.outbox:
        calendar = Calendar.from_ical(sent.attachments[0].get_payload(decode=True))
        event = calendar.walk("VEVENT")[0]
        found.append((sent.to[0], str(calendar["method"]), int(event["sequence"]), str(event["uid"])))
    return sorted(found)


class TestAccepting:
    def test_it_is_asked_for_within_the_terms(self, asked, nick):
        held = Assignment.of(asked)
        assert (held.rep, held.accept_by, held.is_awaited) == (nick, asked.booked_at + 30 * MINUTE, True)

    def test_never_later_than_half_of_what_is_left(self, cast, campaign, enrollment, pool, terms):
        terms.set(by=cast.mo, accept_within=600)
        meeting = factories.booked(enrollment, pool, cast.sam)
        assert Assignment.of(meeting).accept_by == clock.now() + HOUR  # it is in two hours

    def test_without_terms_nothing_is_asked(self, cast, meeting):
        assert Assignment.of(meeting).is_awaited is False
        with pytest.raises(Refused, match="need not"):
            accept(meeting, by=cast.rita)

    def test_accepted_and_the_setter_is_told(self, cast, asked, nick):
        accept(asked, by=nick)
        assert Assignment.of(asked).accepted_at == clock.now()
        assert told(cast.sam) == [f"Nick has accepted the meeting with {asked.lead}."]
        assert asked.handoff.accepted_at == clock.now()
        clock.advance(HOUR)
        assert sweep_unanswered() == 0

    def test_twice_is_once(self, cast, asked, nick):
        for _turn in range(2):
            accept(asked, by=nick)
        assert len(told(cast.sam)) == 1

    def test_only_who_has_it(self, cast, asked):
        for person in (cast.rita, cast.mo):
            with pytest.raises(Refused, match="with Nick"):
                accept(asked, by=person)

    def test_not_once_it_has_begun_or_is_off(self, cast, asked, nick):
        asked.cancel(by=cast.sam)
        with pytest.raises(Refused, match="over, or off"):
            accept(asked, by=nick)


class TestDeclining:
    def test_the_next_one_gets_it_and_everybody_reads_so(self, cast, campaign, asked, nick):
        assert decline(asked, by=nick, reason="At a fair") is True
        meeting = now(asked)
        assert (meeting.rep, meeting.starts_at, meeting.uid) == (cast.rita, asked.starts_at, asked.uid)
        assert (meeting.sequence, meeting.version) == (2, 3)
        assert letters() == [
            ("helen@fresh.example", "REQUEST", 2, asked.uid),
            ("nick@demo.test", "CANCEL", 1, asked.uid),
            ("rita@demo.test", "REQUEST", 2, asked.uid),
        ]
        assert told(cast.sam) == [f"The meeting with {asked.lead} went to Rita: it was not accepted."]
        assert told(nick) == [f"The meeting with {asked.lead} is no longer yours: it went to Rita."]
        assert meeting.handoff.to_user == cast.rita

    def test_the_time_of_the_one_is_free_and_the_others_is_taken(self, cast, asked, nick):
        decline(asked, by=nick, reason="At a fair")
        blocks = CalendarBlock.objects.of_appointment(asked.pk).booked()
        assert [(block.person, block.meeting) for block in blocks] == [(cast.rita, (asked.starts_at, asked.ends_at))]

    def test_the_turn_comes_back_and_goes_to_the_other(self, cast, campaign, asked, nick):
        decline(asked, by=nick, reason="At a fair")
        assert levels(campaign) == {nick.pk: 0, cast.rita.pk: 1}
        ended = asked.assignments.get(rep=nick)
        assert (ended.ending, ended.reason) == (Assignment.Ending.DECLINED, "At a fair")
        assert Assignment.of(asked).accept_by == clock.now() + 30 * MINUTE

    def test_what_the_lead_had_confirmed_stays_confirmed(self, cast, asked, nick):
        asked.confirm(by=cast.sue)
        decline(asked, by=nick, reason="At a fair")
        assert now(asked).state == Appointment.State.CONFIRMED

    def test_a_reason_is_needed(self, asked, nick):
        with pytest.raises(Refused, match="Say why"):
            decline(asked, by=nick, reason=" ")

    def test_what_was_accepted_is_not_declined(self, asked, nick):
        accept(asked, by=nick)
        with pytest.raises(Refused, match="accepted this meeting"):
            decline(asked, by=nick, reason="At a fair")

    def test_nobody_else_free_leaves_it_with_a_flag_and_tells(self, cast, campaign, asked, nick):
        TimeOff.take(cast.rita, starts_at=asked.starts_at, ends_at=asked.ends_at, by=cast.rita)
        assert decline(asked, by=nick, reason="At a fair") is False
        meeting = now(asked)
        assert (meeting.rep, meeting.stranded_at, meeting.sequence) == (nick, clock.now(), 0)
        words = f"Nobody else is free for the meeting with {asked.lead}, and Nick did not accept it."
        assert (told(cast.sam), told(cast.mo)) == ([words], [words])
        assert letters() == []
        assert levels(campaign) == {nick.pk: 1}

    def test_a_flagged_one_is_not_passed_on_again_and_may_be_taken_after_all(self, cast, asked, nick):
        TimeOff.take(cast.rita, starts_at=asked.starts_at, ends_at=asked.ends_at, by=cast.rita)
        decline(asked, by=nick, reason="At a fair")
        with pytest.raises(Refused, match="declined already"):
            decline(asked, by=nick, reason="Again")
        clock.advance(HOUR)
        assert sweep_unanswered() == 0
        accept(asked, by=nick)
        assert (now(asked).stranded_at, Assignment.of(asked).accepted_at) == (None, clock.now())

    def test_it_does_not_come_back_to_who_declined(self, cast, asked, nick):
        decline(asked, by=nick, reason="At a fair")
        assert decline(asked, by=cast.rita, reason="Ill") is False
        assert now(asked).rep == cast.rita

    def test_notice_and_horizon_are_not_asked_again(self, cast, asked, nick):
        clock.advance(asked.starts_at - clock.now() - 10 * MINUTE)
        assert decline(asked, by=nick, reason="Ill") is True

    def test_another_clients_meeting_at_that_time_is_in_the_way(self, cast, asked, other_campaign, nick):
        cast.rita.join(cast.b, "rep")
        kind = factories.bookable(other_campaign, cast.rita)
        factories.booked(factories.enrolled(other_campaign, cast.oscar), kind, cast.oscar)
        assert decline(asked, by=nick, reason="Ill") is False


class TestNotAnswering:
    def test_in_time_it_stays(self, asked, nick):
        clock.advance(29 * MINUTE - timedelta(seconds=1))
        assert sweep_unanswered() == 0
        assert now(asked).rep == nick

    def test_too_late_it_goes_on_and_the_turn_is_spent(self, cast, campaign, asked, nick):
        clock.advance(29 * MINUTE)
        pass_on()
        assert now(asked).rep == cast.rita
        assert levels(campaign) == {nick.pk: 1, cast.rita.pk: 1}
        assert asked.assignments.get(rep=nick).ending == Assignment.Ending.LAPSED
        assert sweep_unanswered() == 0

    def test_who_comes_too_late_reads_whose_it_is(self, asked, nick):
        clock.advance(29 * MINUTE)
        sweep_unanswered()
        with pytest.raises(Refused, match="with Rita now"):
            accept(asked, by=nick)

    def test_nobody_free_strands_it_once(self, cast, asked, nick):
        TimeOff.take(cast.rita, starts_at=asked.starts_at, ends_at=asked.ends_at, by=cast.rita)
        clock.advance(29 * MINUTE)
        assert [sweep_unanswered(), sweep_unanswered()] == [1, 0]
        assert len(told(cast.mo)) == 1

    def test_what_was_called_off_is_left_alone(self, cast, asked):
        asked.cancel(by=cast.sam)
        clock.advance(HOUR)
        assert sweep_unanswered() == 0


class TestReassigning:
    def test_a_manager_gives_it_to_another(self, cast, campaign, asked, nick):
        reassign(asked, to=cast.rita, by=cast.mo, reason="Knows cold stores")
        assert now(asked).rep == cast.rita
        assert [method for _to, method, *_rest in letters()] == ["REQUEST", "CANCEL", "REQUEST"]
        assert levels(campaign) == {nick.pk: 0, cast.rita.pk: 1}
        assert told(cast.sam) == [f"The meeting with {asked.lead} is with Rita now."]
        held = Assignment.of(asked)
        assert (held.by, held.trace) == (cast.mo, [{"step": "chosen", "said": "by hand"}])

    def test_a_meeting_from_before_there_were_assignments(self, cast, campaign, asked):
        asked.assignments.all().delete()
        reassign(asked, to=cast.rita, by=cast.mo)
        assert Assignment.of(asked).rep == cast.rita

    def test_the_reps_hours_do_not_bind_a_manager_but_the_calendar_does(self, cast, asked):
        Availability.set_week(cast.rita, [], by=cast.rita)
        reassign(asked, to=cast.rita, by=cast.mo)
        assert now(asked).rep == cast.rita

    def test_who_has_something_else_then_is_refused(self, cast, campaign, pool, asked):
        other = factories.booked(factories.enrolled(campaign, cast.sue), pool, cast.sue)
        assert (other.rep, other.starts_at) == (cast.rita, asked.starts_at + 30 * MINUTE)
        with pytest.raises(Refused, match="something else"):
            reassign(asked, to=cast.rita, by=cast.mo)
        assert now(asked).sequence == 0

    def test_to_the_same_or_to_one_outside_the_pool_is_refused(self, cast, asked, nick):
        with pytest.raises(Refused, match="already"):
            reassign(asked, to=nick, by=cast.mo)
        with pytest.raises(Refused, match="takes no meetings"):
            reassign(asked, to=factories.person("ray", (cast.a, "rep")), by=cast.mo)

    def test_a_letter_that_had_not_left_never_does(self, cast, enrollment, pool, nick):
        meeting = factories.booked(enrollment, pool, cast.sam)
        reassign(meeting, to=cast.rita, by=cast.mo)
        clock.advance(MINUTE)
        assert [to for to, *_rest in letters()] == ["helen@fresh.example", "rita@demo.test"]


class TestPages:
    def url(self, name, meeting):
        return reverse(f"appointments:{name}", args=[meeting.pk])

    @pytest.fixture
    def as_nick(self, cast, as_, nick):
        cast.nick = nick
        return as_("nick")

    def test_the_rep_is_asked_and_accepts(self, as_nick, asked):
        page = as_nick.get(self.url("meeting", asked)).content.decode()
        assert "To be accepted by" in page
        assert "Why Nick?" in page
        assert as_nick.post(self.url("accept", asked)).status_code == 302
        assert "Accepted by Nick" in as_nick.get(self.url("meeting", asked)).content.decode()

    def test_declining_leads_back_to_the_week_with_a_word(self, as_nick, asked):
        answer = as_nick.post(self.url("decline", asked), {"reason": "At a fair"}, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("appointments:week")
        assert "went to a colleague" in answer.content.decode()
        assert as_nick.get(self.url("meeting", asked)).status_code == 404

    def test_declining_without_a_word_is_said_at_the_field(self, as_nick, asked):
        answer = as_nick.post(self.url("decline", asked), {"reason": ""})
        assert answer.status_code == 422
        assert "Say why." in answer.content.decode()

    def test_a_manager_sees_the_flag_and_gives_it_away(self, cast, as_, asked, nick):
        TimeOff.take(cast.rita, starts_at=asked.starts_at, ends_at=asked.starts_at + MINUTE, by=cast.rita)
        decline(asked, by=nick, reason="At a fair")
        page = as_("mo").get(self.url("meeting", asked)).content.decode()
        assert "Nick did not accept it, and nobody else was free" in page
        to = cast.rita.pk
        form = as_("mo").get(self.url("meeting", asked)).context["reassign_form"]
        member = form.fields["to"].queryset.get(person_id=to)
        refused = as_("mo").post(self.url("reassign", asked), {"to": member.pk})
        assert refused.status_code == 422
        assert "Rita has something else at that time." in refused.content.decode()
        TimeOff.objects.all().delete()
        assert as_("mo").post(self.url("reassign", asked), {"to": member.pk}).status_code == 302
        assert now(asked).rep == cast.rita

    def test_strangers_find_nothing(self, as_, asked):
        assert as_("rita").post(self.url("accept", asked)).status_code == 404
        assert as_("oren").post(self.url("decline", asked), {"reason": "x"}).status_code == 404
        assert as_("rita").post(self.url("reassign", asked)).status_code == 404
        assert as_("otto").post(self.url("reassign", asked)).status_code == 404
        assert "reassign-form" not in as_("sam").get(self.url("meeting", asked)).content.decode()

    def test_the_calendar_shows_what_is_to_be_accepted(self, as_nick, asked):
        assert "To accept" in as_nick.get(reverse("appointments:week")).content.decode()
        assert "To accept" in as_nick.get(reverse("appointments:listed")).content.decode()
