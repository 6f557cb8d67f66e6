"""Reminders: written with the booking, due before the meeting, gone with any change, sent at most once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from appointments.models import LetterPlan
from appointments.models.moving import move, rewind, standing
from appointments.models.passing import reassign
from appointments.models.relocating import relocate
from appointments.tasks import hush
from leads.models import LeadPhone
from office import clock, isolation, sms
from office.models import Job, Message, Refused
from tests import factories

HOUR = timedelta(hours=1)
USUAL = {
    "first_on": True, "first_minutes": 1440, "second_on": True, "second_minutes": 60, "by_mail": True, "by_sms": True,
    "to_reps": True, "moves": 2, "move_notice": 120,
}  # fmt: skip


@pytest.fixture
def phones_on(settings):
    settings.SMS = "memory"
    sms.outbox.clear()


def reminders(meeting, who="lead"):
    """{key behind the matter: when it is due} of those of one reader that wait."""
    found = Message.objects.about(meeting.matter).filter(key__regex=rf":reminder-[^:]+:{who}", state="due")
    return {message.key.removeprefix(f"{meeting.matter}:"): message.due_at for message in found}


def sweep_at(moment):
    """What leaves then for the lead."""
    clock.advance(moment - clock.now())
    mail.outbox.clear()
    Message.objects.sweep()
    return [each for each in mail.outbox if each.to[0].endswith("@fresh.example")]


def test_a_day_and_an_hour_before_written_with_the_booking(ahead):
    assert ahead.starts_at == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert reminders(ahead) == {
        "v1:reminder-24h:lead": ahead.starts_at - 24 * HOUR,
        "v1:reminder-1h:lead": ahead.starts_at - HOUR,
    }


def test_each_leaves_once_in_its_time(invited):
    assert sweep_at(invited.starts_at - 24 * HOUR - timedelta(minutes=1)) == []
    [first] = sweep_at(invited.starts_at - 24 * HOUR)
    assert (first.to, "12:00" in first.subject) == (["helen@fresh.example"], True)
    assert sweep_at(invited.starts_at - 24 * HOUR + timedelta(minutes=1)) == []
    assert len(sweep_at(invited.starts_at - HOUR)) == 1
    assert sweep_at(invited.starts_at) == []


def test_what_is_due_already_when_it_is_booked_is_not_written(meeting):
    """Booked two hours before: only the hour's."""
    assert meeting.starts_at - clock.now() == 2 * HOUR
    assert list(reminders(meeting)) == ["v1:reminder-1h:lead"]


def test_none_leaves_together_with_the_confirmation(cast, campaign, enrollment):
    """An hour and a minute ahead: the reminder would be due as the confirmation leaves."""
    kind = factories.bookable(campaign, cast.rita, notice=0, before=0, after=0, step=5, name="Soon", starts="13:00")
    soon = factories.booked(enrollment, kind, cast.sam)
    assert soon.starts_at - clock.now() == HOUR
    assert reminders(soon) == {}


def test_a_cancelled_meeting_is_reminded_of_by_nobody(cast, invited):
    invited.cancel(by=cast.rita)
    assert reminders(invited) == {}
    sweep_at(clock.now())
    assert sweep_at(invited.starts_at - HOUR) == []
    states = set(Message.objects.filter(key__contains="reminder").values_list("state", flat=True))
    assert states == {Job.State.VOID}


def test_a_moved_meeting_is_reminded_of_at_its_new_time(cast, invited):
    kind = factories.bookable(invited.enrollment.campaign, cast.rita, notice=96 * 60, name="Later")
    hold = factories.held(invited.enrollment, kind, cast.sam)
    move(invited, hold=hold.token, by=cast.sam, due_at=clock.now())
    assert invited.starts_at == datetime(2026, 11, 27, 10, 30, tzinfo=UTC)
    assert reminders(invited) == {
        "v2:reminder-24h:lead": invited.starts_at - 24 * HOUR,
        "v2:reminder-1h:lead": invited.starts_at - HOUR,
    }


def test_a_move_that_is_undone_brings_the_old_ones_back(cast, invited):
    before, stood = reminders(invited), standing(invited)
    kind = factories.bookable(invited.enrollment.campaign, cast.rita, notice=96 * 60, name="Later")
    hold = factories.held(invited.enrollment, kind, cast.sam)
    move(invited, hold=hold.token, by=cast.sam, due_at=clock.now() + timedelta(minutes=1))
    rewind(stood)
    assert reminders(invited) == before


def test_another_place_is_another_version(cast, invited):
    relocate(invited, "Room 4", by=cast.rita)
    assert set(reminders(invited)) == {"v2:reminder-24h:lead", "v2:reminder-1h:lead"}
    [last] = sweep_at(invited.starts_at - HOUR)[-1:]
    assert "Room 4" in last.body


def test_undone_within_the_minute_nothing_is_left(cast, ahead):
    ahead.unbook(by=cast.sam)
    assert reminders(ahead) == {}
    assert sweep_at(ahead.starts_at - HOUR) == []


def test_a_clients_plan_and_a_campaigns_own(cast, campaign):
    LetterPlan.set(cast.a, by=cast.mo, **USUAL | {"first_minutes": 2880 - 60, "second_on": False})
    kind = factories.bookable(campaign, cast.rita, notice=48 * 60)
    first = factories.booked(factories.enrolled(campaign, cast.sam, email="a@fresh.example"), kind, cast.sam)
    assert list(reminders(first)) == ["v1:reminder-47h:lead"]
    LetterPlan.set(cast.a, campaign, by=cast.mo, **USUAL | {"first_on": False, "second_minutes": 90})
    second = factories.booked(factories.enrolled(campaign, cast.sam, email="b@fresh.example"), kind, cast.sam)
    assert list(reminders(second)) == ["v1:reminder-90m:lead"]
    assert list(reminders(first)) == ["v1:reminder-47h:lead"], "what is written stays as it was written"


def test_a_plan_is_each_clients_own(cast, other_campaign):
    LetterPlan.set(cast.a, by=cast.mo, **USUAL | {"first_on": False, "second_on": False})
    assert LetterPlan.of(other_campaign.pk, client=cast.b.pk).first_on


class TestReps:
    """The rep, and who must be there besides, are reminded as the lead is."""

    def test_in_the_own_words_on_the_own_clock_once(self, cast, invited):
        cast.rita.zone = "Europe/London"
        cast.rita.save()
        relocate(invited, "Room 4", by=cast.sam)
        assert set(reminders(invited, "rep")) == {"v2:reminder-24h:rep", "v2:reminder-1h:rep"}
        sweep_at(invited.starts_at - HOUR)
        last = [each for each in mail.outbox if each.to == [cast.rita.email]][-1]
        assert "10:00" in last.subject
        for words in ("A reminder of your meeting with", "10:00 – 10:45 (London)", "Theirs", "Room 4", "/meetings/"):
            assert words in last.body
        assert "/m/" not in last.body
        mail.outbox.clear()
        Message.objects.sweep()
        assert mail.outbox == []

    def test_who_must_be_there_besides_too(self, cast, campaign):
        tom = factories.person("tom", (cast.a, "rep"))
        kind = factories.bookable(campaign, cast.rita, notice=48 * 60, companions=[tom.pk], name="Audit")
        factories.bookable(campaign, tom, name="His hours")
        campaign.pool.get(person=tom).delete()
        made = factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
        assert set(reminders(made, f"with-{tom.pk}")) == {
            f"v1:reminder-24h:with-{tom.pk}", f"v1:reminder-1h:with-{tom.pk}",
        }  # fmt: skip
        made.cancel(by=cast.sam)
        assert reminders(made, "with") == reminders(made, "rep") == {}

    def test_each_change_voids_them_and_they_are_written_anew_for_the_new_rep(self, cast, campaign, invited):
        nick = factories.person("nick", (cast.a, "rep"))
        factories.bookable(campaign, nick, name="Nick's")
        reassign(invited, to=nick, by=cast.mo)
        waiting = Message.objects.about(invited.matter).filter(key__contains=":rep", state="due")
        assert {each.to for each in waiting.filter(key__contains="reminder")} == {nick.email}
        invited.refresh_from_db()
        invited.cancel(by=cast.sam)
        assert reminders(invited, "rep") == {}

    def test_a_client_can_switch_them_off(self, cast, campaign):
        LetterPlan.set(cast.a, by=cast.mo, **USUAL | {"to_reps": False})
        kind = factories.bookable(campaign, cast.rita, notice=48 * 60)
        made = factories.booked(factories.enrolled(campaign, cast.sam, email="a@fresh.example"), kind, cast.sam)
        assert reminders(made, "rep") == {} and len(reminders(made)) == 2

    def test_the_lead_without_mail_or_who_asked_not_to_be_contacted_changes_nothing_for_them(self, cast, campaign):
        LetterPlan.set(cast.a, by=cast.mo, **USUAL | {"by_mail": False})
        kind = factories.bookable(campaign, cast.rita, notice=48 * 60)
        made = factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
        made.lead.suppress(by=cast.mo, source="asked", evidence="By letter")
        with isolation.seeing([]):
            hush()
        assert len(reminders(made, "rep")) == 2


def test_the_first_comes_first(cast):
    with pytest.raises(Refused, match="before the second"):
        LetterPlan.set(cast.a, by=cast.mo, **USUAL | {"first_minutes": 60, "second_minutes": 60})


def test_no_mail_when_it_is_switched_off_and_no_sms_without_a_back_end(cast, campaign):
    LetterPlan.set(cast.a, by=cast.mo, **USUAL | {"by_mail": False})
    kind = factories.bookable(campaign, cast.rita, notice=48 * 60)
    made = factories.booked(factories.enrolled(campaign, cast.sam, email="a@fresh.example"), kind, cast.sam)
    assert reminders(made) == {}


def test_by_sms_too_to_the_first_mobile_number(phones_on, ahead):
    assert set(reminders(ahead)) == {
        "v1:reminder-24h:lead", "v1:reminder-1h:lead", "v1:reminder-24h:lead-sms", "v1:reminder-1h:lead-sms",
    }  # fmt: skip
    sweep_at(ahead.starts_at - HOUR)
    numbers, texts = zip(*sms.outbox, strict=True)
    assert set(numbers) == {"+306900000077"} and len(texts) == 2
    assert "12:00 (Athens)" in texts[0] and "/m/" in texts[0]


def test_no_sms_after_a_cancel(cast, phones_on, invited):
    invited.cancel(by=cast.sam)
    sweep_at(invited.starts_at - HOUR)
    assert sms.outbox == []


@pytest.mark.parametrize("trouble", ["landline", "wrong", "suppressed"])
def test_no_sms_to_a_number_that_gets_none(cast, phones_on, campaign, trouble):
    kind = factories.bookable(campaign, cast.rita, notice=48 * 60)
    enrollment = factories.enrolled(campaign, cast.sam, "+302100000001", email="h@fresh.example")
    number = LeadPhone.objects.of_lead(enrollment.lead)
    match trouble:
        case "landline":
            number.update(kind=LeadPhone.Kind.LANDLINE)
        case "wrong":
            number.mark_wrong()
        case "suppressed":
            enrollment.lead.suppress(by=cast.mo, source="asked", evidence="")
    from appointments.models.letters import sms_number

    assert sms_number(enrollment.lead) == ""
    assert kind


def test_a_lead_without_an_address_is_reminded_by_sms_alone(cast, phones_on, campaign):
    kind = factories.bookable(campaign, cast.rita, notice=48 * 60)
    made = factories.booked(factories.enrolled(campaign, cast.sam, "+306900000078"), kind, cast.sam)
    assert set(reminders(made)) == {"v1:reminder-24h:lead-sms", "v1:reminder-1h:lead-sms"}


def test_the_link_is_forgotten_as_it_leaves(invited):
    sweep_at(invited.starts_at - HOUR)
    gone = Message.objects.about(invited.matter).gone()
    assert gone.exists() and not gone.exclude(link="").exists()


def test_who_asks_not_to_be_contacted_is_not_reminded(cast, phones_on, invited, meeting):
    invited.lead.suppress(by=cast.mo, source="asked", evidence="By letter")
    with isolation.seeing([]):
        hush()
    assert reminders(invited) == {} and reminders(meeting) != {}
    sweep_at(invited.starts_at - HOUR)
    assert not [each for each in mail.outbox if each.to == [invited.email] and "12:00" in each.subject]
    invited.refresh_from_db()
    assert invited.state == "booked"
