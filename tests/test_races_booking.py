"""Real connections race for one slot: exactly one wins, the others read the sentence, nobody deadlocks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections

from appointments.models import Appointment, CalendarBlock, Picker
from office import clock, isolation
from office.models import Refused
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(real_clock, cast, campaign):
    """Sixteen setters, each with a lead of their own, and one rep."""
    kind = factories.bookable(campaign, cast.rita, starts="00:00", ends="00:00", notice=0)
    setters = [factories.person(f"setter{n}", (cast.a, "setter")) for n in range(16)]
    return kind, [(setter, factories.enrolled(campaign, setter)) for setter in setters]


def race(client, acts):
    """Run all acts at one moment, each on its own connection; return what each got or was told."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            with isolation.seeing([client.pk]):
                connection.ensure_connection()
                barrier.wait(timeout=30)
                return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def told(results):
    return [result.sentence for result in results if isinstance(result, Refused)]


def won(results):
    return [result for result in results if not isinstance(result, Refused)]


@pytest.mark.parametrize("racers", [2, 16])
def test_one_slot_is_held_once_and_the_others_read_why(cast, scene, racers):
    kind, people = scene
    start = Picker(people[0][1].lead, kind, by=cast.mo).times[-1].starts_at
    acts = [
        lambda s=setter: CalendarBlock.hold([cast.rita], kind, start, by=s, lead=1) for setter, _ in people[:racers]
    ]
    results = race(cast.a, acts)
    assert len(won(results)) == 1
    assert told(results) == ["That time was taken a moment ago. Choose another one."] * (racers - 1)
    assert CalendarBlock.objects.count() == 1


def test_the_whole_way_from_picker_to_booking_is_won_once(cast, scene):
    kind, people = scene
    start = Picker(people[0][1].lead, kind, by=cast.mo).times[-1].starts_at

    def act(setter, enrollment):
        block = Picker(enrollment.lead, kind, by=setter).hold(start)
        return Appointment.book(enrollment, by=setter, hold=block.token)

    results = race(cast.a, [lambda p=pair: act(*p) for pair in people])
    assert len(won(results)) == Appointment.objects.count() == 1
    sentences = {"That time was taken a moment ago. Choose another one.", "That time cannot be booked: busy."}
    assert len(told(results)) == 15
    assert set(told(results)) <= sentences


def test_setters_who_swap_their_holds_never_deadlock(cast, scene):
    kind, people = scene
    whole = clock.now().date() + timedelta(days=2)
    times = [time.starts_at for time in Picker(people[0][1].lead, kind, by=cast.mo, day=whole).times][-24:]
    setters = [setter for setter, _ in people[:8]]
    for setter, start in zip(setters, times[::2], strict=False):
        CalendarBlock.hold([cast.rita], kind, start, by=setter, lead=1)
    for shift in range(1, 5):
        wanted = [times[::2][(n + shift) % 8] for n in range(8)]
        acts = [
            lambda s=s, w=w: CalendarBlock.hold([cast.rita], kind, w, by=s, lead=1)
            for s, w in zip(setters, wanted, strict=True)
        ]
        race(cast.a, acts)
        live = CalendarBlock.objects.live(clock.now())
        holders = list(live.values_list("held_by", flat=True))
        assert len(holders) == len(set(holders))


def test_a_hold_confirmed_twice_at_once_is_one_meeting(cast, scene):
    kind, people = scene
    setter, enrollment = people[0]
    block = factories.held(enrollment, kind, setter)
    acts = [lambda: CalendarBlock.confirm(block.token, by=setter, lead=enrollment.lead_id) for _ in range(8)]
    results = race(cast.a, acts)
    assert len(won(results)) == 1
    assert set(told(results)) == {"Too late: the hold on this time has run out. Choose a time again."}


def test_a_stale_hold_that_all_want_goes_to_one(cast, scene):
    kind, people = scene
    start = Picker(people[0][1].lead, kind, by=cast.mo).times[-1].starts_at
    CalendarBlock.objects.create(
        person=cast.rita, blocked=kind.blocks(start), hold_until=clock.now(), held_by=cast.mo, token=uuid4()
    )
    acts = [lambda s=setter: CalendarBlock.hold([cast.rita], kind, start, by=s, lead=1) for setter, _ in people[1:]]
    results = race(cast.a, acts)
    assert len(won(results)) == 1
    assert len(told(results)) == 14
