"""Several people in one meeting: all their times are taken together, or none."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from appointments.models import Appointment, Availability, CalendarBlock, Picker, TimeOff, Week
from appointments.models.moving import move
from appointments.models.passing import reassign
from office import clock
from office.models import Message, Refused
from tests import factories

State = CalendarBlock.State
TUESDAY = date(2026, 11, 24)
NINE = factories.MONDAY + timedelta(hours=21)  # on Tuesday in Athens
NOON = NINE + timedelta(hours=3)


@pytest.fixture
def tom(cast):
    """A technician."""
    return factories.person("tom", (cast.a, "rep"))


@pytest.fixture
def kind(cast, campaign, tom):
    """An audit on site to which rita brings tom."""
    made = factories.bookable(campaign, cast.rita, tom, companions=[tom.pk])
    campaign.pool.get(person=tom).delete()
    return made


@pytest.fixture
def picker(cast, enrollment, kind):
    return lambda by=cast.sam, lead=enrollment.lead: Picker(lead, kind, by=by, day=TUESDAY)


def live():
    return CalendarBlock.objects.live(clock.now())


def test_both_are_on_hold_under_one_token(cast, picker, tom):
    held = picker().hold(NINE)
    blocks = {block.person: block for block in live()}
    assert held.person == cast.rita
    assert {person: block.party for person, block in blocks.items()} == {cast.rita: 2, tom: 0}
    assert {block.token for block in blocks.values()} == {held.token}
    assert {block.blocked for block in blocks.values()} == {held.blocked}


def test_a_time_at_which_one_is_busy_is_not_offered(cast, picker, tom):
    TimeOff.take(tom, starts_at=NINE, ends_at=NINE + timedelta(hours=1), by=tom)
    assert [at.starts_at for at in picker().times][0] == NINE + timedelta(hours=1)
    assert (NINE, "busy") in picker().missing
    with pytest.raises(Refused, match="busy"):
        picker().hold(NINE)


def test_a_time_outside_the_hours_of_one_is_not_offered(cast, picker, tom):
    Availability.set_week(tom, [], by=tom)
    assert picker().times == []
    assert (NINE, "outside hours") in picker().missing


def test_when_one_was_taken_a_moment_ago_nobody_is_held(cast, picker, tom):
    late = picker()
    assert late.diaries
    CalendarBlock.objects.create(person=tom, blocked=(NINE, NINE + timedelta(minutes=5)), state=State.BOOKED)
    with pytest.raises(Refused, match="taken a moment ago"):
        late.hold(NINE)
    assert list(live().values_list("person", flat=True)) == [tom.pk]


def test_all_holds_of_the_party_live_and_go_together(cast, picker, tom):
    held = picker().hold(NINE)
    clock.advance(timedelta(minutes=4))
    assert CalendarBlock.renew(held.token, by=cast.sam).person == cast.rita
    assert set(live().values_list("hold_until", flat=True)) == {clock.now() + timedelta(minutes=5)}
    again = picker().hold(NINE + timedelta(hours=2))
    assert set(live().values_list("token", flat=True)) == {again.token}
    CalendarBlock.objects.held_by(cast.sam).release()
    assert not live().exists()


def test_booking_takes_both_and_calling_off_frees_both(cast, enrollment, picker, tom):
    meeting = Appointment.book(enrollment, by=cast.sam, hold=picker().hold(NINE).token)
    blocks = CalendarBlock.objects.of_appointment(meeting.pk)
    assert set(blocks.booked().values_list("person", flat=True)) == {cast.rita.pk, tom.pk}
    assert (meeting.rep, meeting.companions) == (cast.rita, [tom])
    meeting.cancel(by=cast.rita)
    assert not blocks.booked().exists()


def test_moving_takes_both_along(cast, enrollment, picker, tom):
    meeting = Appointment.book(enrollment, by=cast.sam, hold=picker().hold(NINE).token)
    move(meeting, hold=picker().hold(NINE + timedelta(hours=4)).token, by=cast.sam, due_at=clock.now())
    booked = CalendarBlock.objects.of_appointment(meeting.pk).booked()
    assert {block.starts_at for block in booked} == {NINE + timedelta(hours=4)}
    assert booked.count() == 2


def test_a_party_of_which_one_was_let_go_is_too_late(cast, enrollment, picker, tom):
    held = picker().hold(NINE)
    CalendarBlock.objects.of_person(tom).update(state=State.RELEASED)
    with pytest.raises(Refused, match="Too late"):
        Appointment.book(enrollment, by=cast.sam, hold=held.token)
    held.refresh_from_db()
    assert held.state == State.ON_HOLD


def test_whoever_comes_along_finds_the_meeting_in_the_own_week(cast, as_, enrollment, picker, tom):
    meeting = Appointment.book(enrollment, by=cast.sam, hold=picker().hold(NINE).token)
    cast.tom = tom
    assert Week.of(tom).meetings == [meeting]
    card = as_("tom").get(reverse("appointments:meeting", args=[meeting.pk]))
    assert "Rita, Tom" in card.content.decode()
    stranger = cast.ray = factories.person("ray", (cast.a, "rep"))
    assert Week.of(stranger).meetings == []
    assert as_("ray").get(reverse("appointments:meeting", args=[meeting.pk])).status_code == 404
    meeting.cancel(by=cast.rita)
    assert Week.of(tom).meetings == []


def test_a_rep_who_must_be_there_anyway_is_there_once(cast, campaign, enrollment):
    kind = factories.bookable(campaign, cast.rita, companions=[cast.rita.pk])
    held = Picker(enrollment.lead, kind, by=cast.sam).hold(NINE)
    assert (held.party, live().count()) == (1, 1)
    assert Appointment.book(enrollment, by=cast.sam, hold=held.token).companions == []


def test_when_somebody_who_must_be_there_left_nothing_is_offered(cast, picker, tom):
    tom.is_active = False
    tom.save()
    assert (picker().times, picker().soonest) == ([], None)
    with pytest.raises(Refused, match="does not work here any more"):
        picker().hold(NINE)


def test_the_cap_is_the_reps_not_theirs(cast, picker, kind, tom):
    kind.change(by=cast.mo, cap=1)
    start = NINE + timedelta(hours=4)
    CalendarBlock.objects.create(
        person=tom, blocked=(start, start + timedelta(hours=1)), starts_at=start, state=State.BOOKED, token=uuid4()
    )
    assert picker().hold(NINE)


def test_the_page_shows_what_i_hold_by_the_rep(cast, as_, enrollment, picker):
    picker().hold(NINE)
    page = as_("sam").get(reverse("appointments:slots", args=[enrollment.lead_id]))
    assert page.context["held"].person == cast.rita


class TestLetters:
    """Each of the party gets letters of their own: who, when on their clock, and an invitation that names all."""

    @pytest.fixture
    def meeting(self, cast, enrollment, picker, tom):
        tom.zone, tom.language = "Europe/London", "en"
        tom.save()
        made = Appointment.book(enrollment, by=cast.sam, hold=picker().hold(NOON).token)
        self.sent()
        return made

    def sent(self):
        """{address: (subject, text, method, attendees)} of what leaves now; one a reader."""
        mail.outbox.clear()
        clock.advance(timedelta(minutes=1))
        Message.objects.sweep()
        found = {each.to[0]: self.read(each) for each in mail.outbox}
        assert len(found) == len(mail.outbox)
        return found

    def read(self, each):
        calendar = Calendar.from_ical(each.alternatives[0][0])
        event = calendar.walk("VEVENT")[0]
        named = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
        people = {str(one).removeprefix("mailto:").removeprefix("MAILTO:") for one in named}
        return each.subject, each.body, str(calendar["METHOD"]), people, int(event["SEQUENCE"])

    def test_the_confirmation(self, cast, enrollment, picker, tom):
        tom.zone = "Europe/London"
        tom.save()
        Appointment.book(enrollment, by=cast.sam, hold=picker().hold(NOON).token)
        letters = self.sent()
        everybody = {"helen@fresh.example", cast.rita.email, tom.email}
        assert set(letters) == everybody
        subject, body, method, people, _sequence = letters[tom.email]
        assert (method, people) == ("REQUEST", everybody)
        assert "10:00" in subject and "With: Rita" in body and "/meetings/" in body and "/m/" not in body
        assert "With: Tom" in letters[cast.rita.email][1]

    def test_a_move_and_a_cancel(self, cast, meeting, picker, tom):
        move(meeting, hold=picker().hold(NOON + timedelta(hours=2)).token, by=cast.sam, due_at=clock.now())
        letters = self.sent()
        subject, body, method, people, sequence = letters[tom.email]
        assert subject.startswith("Changed") and "12:00" in body
        assert (method, sequence, len(people)) == ("REQUEST", 1, 3)
        meeting.cancel(by=cast.rita)
        letters = self.sent()
        told = {address: (said[2], said[4]) for address, said in letters.items()}
        assert told == dict.fromkeys(("helen@fresh.example", cast.rita.email, tom.email), ("CANCEL", 2))

    def test_who_need_not_come_any_more_is_let_off_alone(self, cast, enrollment, kind, meeting, tom):
        kind.change(by=cast.mo, companions=[])
        hold = Picker(enrollment.lead, kind, by=cast.sam, day=TUESDAY).hold(NOON + timedelta(hours=2))
        move(meeting, hold=hold.token, by=cast.sam, due_at=clock.now())
        letters = self.sent()
        assert letters[tom.email][2:4] == ("CANCEL", {tom.email})
        assert letters[cast.rita.email][2:4] == ("REQUEST", {"helen@fresh.example", cast.rita.email})
        meeting.cancel(by=cast.rita)
        assert tom.email not in self.sent()

    def test_another_rep_changes_nothing_for_them_but_the_name(self, cast, campaign, meeting, tom):
        nick = factories.person("nick", (cast.a, "rep"))
        factories.bookable(campaign, nick, name="Nick's")
        reassign(meeting, to=nick, by=cast.mo)
        letters = self.sent()
        assert {address: told[2] for address, told in letters.items()} == {
            "helen@fresh.example": "REQUEST", nick.email: "REQUEST", tom.email: "REQUEST", cast.rita.email: "CANCEL",
        }  # fmt: skip
        assert "Nick" in letters[tom.email][1]

    def test_an_undone_booking_never_reached_them(self, cast, enrollment, picker, tom):
        made = Appointment.book(enrollment, by=cast.sam, hold=picker().hold(NOON).token)
        made.unbook(by=cast.sam)
        assert self.sent() == {}
