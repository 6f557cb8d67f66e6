"""Real connections race for one slot: exactly one wins, the others read the sentence, nobody deadlocks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from appointments.models import Appointment, CalendarBlock, MeetingKind, Picker, caps
from office import clock, isolation
from office.models import Refused
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(real_clock, cast, campaign):
    """Sixteen setters, each with a lead of their own, and one rep."""
    kind = factories.bookable(campaign, cast.rita, starts="00:00", ends="00:00", notice=60)
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


def times_of_a_day(kind, lead, by):
    """Starts of the day after tomorrow, an hour apart, none in another's way."""
    day = clock.now().date() + timedelta(days=2)
    return [at.starts_at for at in Picker(lead, kind, by=by, day=day).times][:40:2]


@pytest.mark.parametrize("most", [1, 3])
def test_a_day_with_room_for_few_is_held_by_so_many(cast, scene, most):
    kind, people = scene
    times = times_of_a_day(kind, people[0][1].lead, cast.mo)
    kind.change(by=cast.mo, cap=most)
    acts = [
        lambda s=setter, at=at: CalendarBlock.hold([cast.rita], kind, at, by=s, lead=1)
        for (setter, _), at in zip(people, times, strict=False)
    ]
    results = race(cast.a, acts)
    assert len(won(results)) == CalendarBlock.objects.count() == most
    assert set(told(results)) == {"That time was taken a moment ago. Choose another one."}


@pytest.mark.parametrize("most", [1, 3])
def test_holds_from_before_there_was_a_cap_are_confirmed_up_to_it(cast, scene, most):
    """Holds that were all in order, and a day that fills up while all of them are confirmed."""
    kind, people = scene
    times = times_of_a_day(kind, people[0][1].lead, cast.mo)
    holds = [
        (CalendarBlock.hold([cast.rita], kind, at, by=setter, lead=enrollment.lead_id), setter, enrollment)
        for (setter, enrollment), at in zip(people, times, strict=False)
    ]
    CalendarBlock.objects.update(cap=most)
    acts = [lambda h=h, s=s, e=e: Appointment.book(e, by=s, hold=h.token) for h, s, e in holds]
    results = race(cast.a, acts)
    assert len(won(results)) == Appointment.objects.count() == CalendarBlock.objects.booked().count() == most
    assert set(told(results)) == {"Too late: Rita has enough meetings that day. Choose another time."}


def test_holding_and_confirming_on_one_full_day_never_deadlock(cast, scene):
    kind, people = scene
    times = times_of_a_day(kind, people[0][1].lead, cast.mo)
    kind.change(by=cast.mo, cap=4)
    held = [
        (CalendarBlock.hold([cast.rita], kind, at, by=setter, lead=enrollment.lead_id), setter, enrollment)
        for (setter, enrollment), at in zip(people[:4], times, strict=False)
    ]
    acts = [lambda h=h, s=s, e=e: Appointment.book(e, by=s, hold=h.token) for h, s, e in held]
    acts += [
        lambda s=setter, at=at: CalendarBlock.hold([cast.rita], kind, at, by=s, lead=1)
        for (setter, _), at in zip(people[4:], times, strict=False)
    ]
    results = race(cast.a, acts)
    assert len(won(results[:4])) == Appointment.objects.count() == 4
    assert won(results[4:]) == []


def test_meetings_of_a_day_are_counted_inside_a_transaction_only(cast, scene):
    with pytest.raises(transaction.TransactionManagementError):
        caps.others(CalendarBlock.objects.booked(), cast.rita, clock.now())
    with transaction.atomic():
        assert caps.others(CalendarBlock.objects.booked(), cast.rita, clock.now()) == 0


def test_a_technician_whom_all_reps_need_is_taken_once_and_nobody_waits_for_the_other(cast, scene, campaign):
    """Sixteen setters, four reps with ids on both sides of the technician's: one party wins whole, none is left in
    part."""
    _kind, people = scene
    before = [factories.person(f"before{n}", (cast.a, "rep")) for n in range(2)]
    tom = factories.person("tom", (cast.a, "rep"))
    after = [factories.person(f"after{n}", (cast.a, "rep")) for n in range(2)]
    reps = [*before, *after]
    kind = MeetingKind.add(campaign, by=cast.mo, name="Audit", notice=60, companions=[tom.pk])
    start = (clock.now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    for turn in range(3):
        at = start + timedelta(hours=2 * turn)
        acts = [
            lambda s=setter, n=n, at=at: CalendarBlock.hold(reps[n % 4 :] + reps[: n % 4], kind, at, by=s, lead=1)
            for n, (setter, _) in enumerate(people)
        ]
        results = race(cast.a, acts)
        assert len(won(results)) == 1
        blocks = CalendarBlock.objects.live(clock.now()).filter(starts_at=at)
        assert {block.token for block in blocks} == {won(results)[0].token}
        assert len(blocks) == 2
