"""Real connections race: the sender against a cancel, leads and setters for one time, two acts on one page."""

import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connections

from appointments.models import Appointment, CalendarBlock, OwnPage
from appointments.models.ownlink import own_token
from appointments.walltime import instant, moment
from office import clock, isolation
from office.models import Job, Message, Refused
from tests import factories
from tests.test_races_booking import race, told, won

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def in_a_thread(act, client):
    """Run on a connection of its own; what it raised is raised by `join`."""
    failed = []

    def run():
        try:
            with isolation.seeing([client.pk]):
                act()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()

    def join():
        thread.join(30)
        assert not thread.is_alive()
        if failed:
            raise failed[0]

    return join


@pytest.fixture
def kind(real_clock, cast, campaign):
    return factories.bookable(campaign, cast.rita, starts="00:00", ends="00:00", notice=180, after=0)


@pytest.fixture
def meetings(kind, cast, campaign):
    """So many meetings of rita's, each with a reminder to the lead that is due now."""

    def made(count):
        found = []
        for _number in range(count):
            enrollment = factories.enrolled(campaign, cast.sam, email="helen@fresh.example")
            meeting = factories.booked(enrollment, kind, cast.sam)
            Message.objects.about(meeting.matter).exclude(calendar_method="").update(
                state=Job.State.DONE, sent_at=clock.now()
            )
            Message.write(
                client=cast.a,
                key=f"{meeting.matter}:v1:reminder-24h:lead",
                to="helen@fresh.example",
                subject=f"Reminder {meeting.pk}",
                body="Soon",
                due_at=clock.now(),
            )
            found.append(Appointment.objects.shown().get(pk=meeting.pk))
        return found

    return made


def reminder(meeting):
    return Message.objects.about(meeting.matter).get(key__endswith=":v1:reminder-24h:lead")


def reminded(meeting):
    """How many reminders of it have left."""
    return sum(each.subject == f"Reminder {meeting.pk}" for each in mail.outbox)


def test_a_sender_and_a_cancel_at_once_send_it_before_or_never(cast, meetings):
    """Whoever wins: what left, left before the cancel knew of it, and nothing is sent afterwards."""
    made = meetings(ROUNDS)
    for meeting in made:
        row = reminder(meeting)

        def send(pk=row.pk):
            taken = Message.objects.take(pk)
            if taken:
                taken.run()

        race(cast.a, [send, lambda m=meeting: m.cancel(by=cast.rita)])
        row.refresh_from_db()
        assert reminded(meeting) == (row.sent_at is not None)
        assert row.state in {Job.State.VOID, *([Job.State.DONE] if row.sent_at else [])}
    before = [reminded(meeting) for meeting in made]
    Message.objects.sweep()
    assert [reminded(meeting) for meeting in made] == before


def test_a_cancel_between_taking_and_sending_stops_it(cast, meetings):
    """The worker has the message in hand, and has not yet marked it."""
    [meeting] = meetings(1)
    taken = Message.objects.take(reminder(meeting).pk)
    join = in_a_thread(lambda: meeting.cancel(by=cast.rita), cast.a)
    join()
    taken.run()
    assert reminded(meeting) == 0
    assert reminder(meeting).state == Job.State.VOID


def test_a_cancel_while_the_server_refuses_leaves_nothing_to_try_again(cast, meetings):
    """The cancel commits on another connection while the worker talks to the mail server, which then says no."""
    [meeting] = meetings(1)

    def refuse(_mail):
        in_a_thread(lambda: meeting.cancel(by=cast.rita), cast.a)()
        raise ConnectionResetError("gone")

    with mock.patch.object(EmailMultiAlternatives, "send", autospec=True, side_effect=refuse):
        Message.objects.take(reminder(meeting).pk).run()
    assert reminder(meeting).state == Job.State.VOID
    Message.objects.update(due_at=clock.now() - timedelta(hours=1))
    Message.objects.sweep()
    assert reminded(meeting) == 0


def test_a_sender_that_dies_in_the_act_sends_it_once_or_never(cast, meetings):
    """Killed after it had marked the message: another worker finds it, and does not send it again."""
    [meeting] = meetings(1)

    class Killed(BaseException):
        pass

    with mock.patch.object(EmailMultiAlternatives, "send", autospec=True, side_effect=Killed), pytest.raises(Killed):
        Message.objects.take(reminder(meeting).pk).run()
    dying = reminder(meeting)
    assert (dying.state, dying.sent_at is None) == (Job.State.RUNNING, False)
    Message.objects.filter(pk=dying.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    Message.objects.sweep()
    assert reminder(meeting).state == Job.State.DONE
    assert reminded(meeting) == 0


def page_of(meeting):
    return OwnPage(own_token(meeting), Appointment.objects.shown().get(pk=meeting.pk))


def test_leads_who_want_the_same_time_get_it_once(cast, meetings):
    made = meetings(6)
    last = OwnPage("", made[0]).picker().offers[-1]
    acts = [lambda m=m: page_of(m).move(moment(last.start), version=1) for m in made]
    results = race(cast.a, acts)
    assert len(won(results)) == 1 and len(told(results)) == 5
    assert set(told(results)) <= {
        "That time was taken a moment ago. Choose another one.",
        "That time is not free any more. Choose another one.",
        "That time cannot be booked: busy.",
        "That time cannot be booked: too close to another meeting.",
    }
    assert CalendarBlock.objects.booked().count() == 6
    starts = [instant(start) for start in Appointment.objects.values_list("starts_at", flat=True)]
    assert starts.count(last.start) == 1


def test_a_lead_and_a_setter_who_want_the_same_time(cast, campaign, kind, meetings):
    [meeting] = meetings(1)
    other = factories.enrolled(campaign, cast.sue)
    last = page_of(meeting).picker().offers[-1]
    results = race(
        cast.a,
        [
            lambda: page_of(meeting).move(moment(last.start), version=1),
            lambda: CalendarBlock.hold([cast.rita], kind, moment(last.start), by=cast.sue, lead=other.lead_id),
        ],
    )
    assert len(won(results)) == 1 and len(told(results)) == 1


def test_two_acts_of_one_page_at_once_are_one(cast, meetings):
    """Moved in two tabs: the second reads that it has changed."""
    [meeting] = meetings(1)
    offers = page_of(meeting).picker().offers
    acts = [lambda o=o: page_of(meeting).move(moment(o.start), version=1) for o in (offers[-1], offers[-9])]
    results = race(cast.a, acts)
    assert len(won(results)) == 1
    assert told(results) == ["This meeting has changed meanwhile. Look at it again."]
    meeting.refresh_from_db()
    assert (meeting.version, CalendarBlock.objects.of_appointment(meeting.pk).booked().count()) == (2, 1)


def test_a_yes_and_a_cancel_at_once_never_revive_it(cast, meetings):
    for meeting in meetings(ROUNDS):
        results = race(
            cast.a, [lambda m=meeting: page_of(m).confirm(version=1), lambda m=meeting: m.cancel(by=cast.rita)]
        )
        meeting.refresh_from_db()
        assert meeting.state == Appointment.State.CANCELLED
        assert all(isinstance(each, Refused) for each in results if each is not None)
        assert not CalendarBlock.objects.of_appointment(meeting.pk).booked().exists()
