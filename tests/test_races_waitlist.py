"""Two workers, two times, two wishes, a setter who books meanwhile, and a worker that dies: each time is offered to one
wish, each wish is offered one time, and nobody waits for the other."""

from datetime import timedelta

import pytest
from django.db import InterfaceError, connection

from appointments.models import Appointment, Picker, Wish
from calls.models.waitlist import sweep_waitlist
from leads.models import Activity, Enrollment, Priority
from office import clock, isolation
from office.models import Refused
from tests import factories
from tests.test_races_booking import race, told, won

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


@pytest.fixture
def kind(real_clock, always_open, cast, campaign):
    """An hour's meeting with rita, by day and by night, a day long."""
    return factories.bookable(
        campaign, cast.rita, starts="00:00", ends="00:00", notice=0, minutes=60, after=0, step=60, horizon=1
    )


def wishes(cast, campaign, kind, count):
    """Leads that wait for any time, the oldest first."""
    made = [factories.wish(factories.enrolled(campaign, cast.mia), kind, cast.sam) for _n in range(count)]
    for place, wish in enumerate(made):
        at = clock.now() - timedelta(hours=9 - place)
        Wish.objects.filter(pk=wish.pk).update(made_at=at, since=at, passed=[])
    return made


def leave_free(cast, campaign, kind, count):
    """All times but so many are taken."""
    picker = Picker(factories.lead(cast.a, cast.mia), kind, by=cast.mo)
    for offer in picker.offers[count:]:
        lead = factories.enrolled(campaign, cast.mia, queue={"priority": Priority.ASIDE})
        held = Picker(lead.lead, kind, by=cast.sue).hold(factories.moment(offer.start))
        Appointment.book(lead, by=cast.sue, hold=held.token)
    return picker.offers[:count]


def sweep(client):
    """As a worker: no client is in view but what the sweep opens."""

    def act():
        with isolation.seeing([]):
            return sweep_waitlist()

    return [act] * WORKERS


def offered():
    return list(Wish.objects.offered().oldest_first())


def test_one_time_and_many_wishes_go_to_the_oldest_once(cast, campaign, kind):
    leave_free(cast, campaign, kind, 1)
    made = wishes(cast, campaign, kind, 5)
    results = race(cast.a, sweep(cast.a))
    assert sum(results) == 1
    assert offered() == [made[0]]
    assert Activity.objects.filter(details__what="freed").count() == 1
    freed = Enrollment.objects.filter(priority=Priority.FREED)
    assert [each.pk for each in freed] == [made[0].enrollment_id]


def test_two_times_and_many_wishes_go_to_the_two_oldest(cast, campaign, kind):
    free = leave_free(cast, campaign, kind, 2)
    made = wishes(cast, campaign, kind, 5)
    assert sum(race(cast.a, sweep(cast.a))) == 2
    assert offered() == made[:2]
    assert {wish.slot_at.timestamp() for wish in offered()} == {offer.start for offer in free}


def test_two_clients_who_share_a_rep_are_not_offered_one_time(cast, campaign, other_campaign, kind):
    """Neither client's sweep sees the other's wishes: the database alone says no."""
    cast.rita.join(cast.b, "rep")
    theirs = factories.bookable(
        other_campaign, cast.rita, starts="00:00", ends="00:00", notice=0, minutes=60, after=0, step=60, horizon=1
    )
    leave_free(cast, campaign, kind, 1)
    ours = wishes(cast, campaign, kind, 2)
    other = factories.wish(factories.enrolled(other_campaign, cast.olga), theirs, cast.oscar)
    Wish.objects.filter(pk=other.pk).update(made_at=clock.now() - timedelta(hours=20), passed=[])
    with isolation.seeing([cast.a.pk, cast.b.pk]):
        assert sum(race(cast.a, sweep(cast.a))) == 1
        assert len(offered()) == 1 and offered()[0].pk in {ours[0].pk, other.pk}


def test_a_setter_who_books_the_time_while_it_is_offered_wins_and_the_offer_goes(cast, campaign, kind):
    [offer] = leave_free(cast, campaign, kind, 1)
    [wish] = wishes(cast, campaign, kind, 1)
    lead = factories.enrolled(campaign, cast.mia, queue={"priority": Priority.ASIDE})

    def book():
        held = Picker(lead.lead, kind, by=cast.sue).hold(factories.moment(offer.start))
        return Appointment.book(lead, by=cast.sue, hold=held.token)

    results = race(cast.a, [book, *sweep(cast.a)])
    assert isinstance(results[0], Appointment)
    with isolation.seeing([]):
        sweep_waitlist()
    wish.refresh_from_db()
    wish.enrollment.refresh_from_db()
    assert (wish.state, wish.enrollment.priority) == ("waiting", Priority.ASIDE)


def test_ended_by_two_managers_and_offered_at_once(cast, campaign, kind):
    leave_free(cast, campaign, kind, 1)
    [wish] = wishes(cast, campaign, kind, 1)
    results = race(cast.a, [lambda: Wish.objects.get(pk=wish.pk).end(by=cast.mo)] * 2 + sweep(cast.a))
    assert len(won(results[:2])) == 1
    assert told(results) == ["This lead is not on the waitlist any more."]
    wish.refresh_from_db()
    wish.enrollment.refresh_from_db()
    assert (wish.state, wish.enrollment.priority) == ("ended", Priority.RETRY)


def test_a_worker_that_dies_leaves_nothing_half_done(cast, campaign, kind, monkeypatch):
    """Its connection is cut after the offer and before the commit; the next one does it, once."""
    leave_free(cast, campaign, kind, 1)
    made = wishes(cast, campaign, kind, 2)
    queue_for = Enrollment.queue_for

    def die(self, *args, **kwargs):
        connection.connection.close()
        queue_for(self, *args, **kwargs)

    def work():
        with isolation.seeing([]):
            try:
                return sweep_waitlist()
            except InterfaceError as error:
                raise Refused("died") from error

    with monkeypatch.context() as patch:
        patch.setattr(Enrollment, "queue_for", die)
        assert told(race(cast.a, [work])) == ["died"]
    assert offered() == []
    assert not Enrollment.objects.filter(priority=Priority.FREED).exists()
    assert sum(race(cast.a, sweep(cast.a))) == 1
    assert offered() == [made[0]]
