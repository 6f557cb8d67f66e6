"""Many setters at once, each on a connection of their own: nobody gets another's lead or number, and none is lost."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from calls import queue
from calls.models import CallAttempt, Disposition
from leads.models import Enrollment, Priority, Suppression
from office import clock, isolation
from office.models import Refused, Role
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
SETTERS = 8


@pytest.fixture
def together(cast) -> Callable:
    """Run one function for each of these things at the same instant, each in a thread with its own connection."""

    def run(work, things):
        things = list(things)
        start = threading.Barrier(len(things))

        def one(thing):
            try:
                with clock.frozen(factories.MONDAY), isolation.seeing([cast.a.pk, cast.b.pk]):
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_backend_pid()")
                        backends.append(cursor.fetchone()[0])
                    start.wait(timeout=30)
                    return work(thing)
            finally:
                connections.close_all()

        backends: list[int] = []
        with ThreadPoolExecutor(len(things)) as pool:
            results = list(pool.map(one, things))
        assert len(set(backends)) == len(things), "each had a connection of its own"
        return results

    return run


@pytest.fixture
def setters(cast):
    made = [factories.person(f"setter{n}", (cast.a, Role.SETTER)) for n in range(SETTERS)]
    for setter in made:
        setter.clients_in_view  # noqa: B018 - read the roles before the race
    return made


def put_away(enrollment):
    """Out of the queue for the day, so that the next claim finds another."""
    enrollment.queue_for(Priority.REST, clock.now() + timedelta(days=1))


def test_one_lead_each_and_nobody_waits(cast, campaign, setters, together):
    made = [factories.enrolled(campaign, cast.mia) for _ in range(SETTERS)]
    claimed = together(queue.claim, setters)
    assert sorted(found.pk for found in claimed) == sorted(lead.pk for lead in made)


def test_hammering_hands_out_every_lead_once(cast, campaign, setters, together):
    made = {factories.enrolled(campaign, cast.mia).pk for _ in range(120)}

    def shift(setter):
        taken, misses = [], 0
        while misses < 3:
            found = queue.claim_next(setter)
            misses = 0 if found else misses + 1
            if found:
                taken.append(found.pk)
                put_away(found)
        return taken

    taken = Counter(pk for shift_taken in together(shift, setters) for pk in shift_taken)
    assert set(taken) == made
    assert set(taken.values()) == {1}


def test_one_number_is_never_held_twice(cast, campaign, setters, together):
    """Five numbers on forty leads: at no time do two setters hold the same one."""
    for n in range(40):
        factories.enrolled(campaign, cast.mia, f"+3069000000{n % 5:02}")
    claimed = [found for found in together(queue.claim, setters) if found]
    numbers = [found.next_number for found in claimed]
    assert len(numbers) == len(set(numbers)) == 5


def test_one_number_of_two_clients_is_one_call(cast, campaign, other_campaign, setters, together):
    """The same three numbers at two clients, whose setters do not see each other's rows."""
    for n in range(3):
        factories.enrolled(campaign, cast.mia, f"+3069000000{n:02}")
        factories.enrolled(other_campaign, cast.olga, f"+3069000000{n:02}")
    theirs = [factories.person(f"their{n}", (cast.b, Role.SETTER)) for n in range(4)]

    def dial(setter):
        with isolation.seeing(setter.clients_in_view):
            found = queue.claim(setter)
            return CallAttempt.dial(found, by=setter).number if found else None

    numbers = [number for number in together(dial, [*setters[:4], *theirs]) if number]
    assert len(numbers) == len(set(numbers)) == 3


def test_two_tabs_of_one_setter_share_one_lead(cast, campaign, setters, together):
    for _ in range(20):
        factories.enrolled(campaign, cast.mia)
    found = together(lambda _tab: queue.claim(setters[0]), range(SETTERS))
    assert len({lead.pk for lead in found}) == 1
    assert Enrollment.objects.claimed_by(setters[0]).count() == 1


def test_claims_against_the_sweep_that_releases(cast, campaign, setters, together):
    """Lapsed claims go back while others claim: each lead has one holder, or none and stands in the queue."""
    made = [factories.enrolled(campaign, cast.mia) for _ in range(SETTERS)]
    lapsed = clock.now() - timedelta(seconds=1)
    for setter, enrollment in zip(setters[:4], made, strict=False):
        enrollment.hold(setter)
        Enrollment.objects.claimed_by(setter).update(claimed_until=lapsed)

    def act(n):
        return queue.release_lapsed() if n % 2 else queue.claim_next(setters[n])

    together(act, range(SETTERS))
    held = [pk for pk in Enrollment.objects.values_list("claimed_by", flat=True) if pk]
    assert len(held) == len(set(held))
    rest = Enrollment.objects.unclaimed().callable().count()
    assert rest + len(held) == SETTERS


def test_a_dial_against_the_sweep(cast, campaign, setters, together):
    """Either the dial is written and the lead stays, or the lead went back and the dial is refused. Never both."""
    for setter in setters[:4]:
        factories.enrolled(campaign, cast.mia).hold(setter)
        Enrollment.objects.claimed_by(setter).update(claimed_until=clock.now() - timedelta(seconds=1))

    def act(n):
        if n >= 4:
            return queue.release_lapsed()
        enrollment = Enrollment.objects.with_story().get(pk=pks[n])
        try:
            return CallAttempt.dial(enrollment, by=setters[n])
        except Refused:
            return None

    pks = [Enrollment.objects.claimed_by(setter).get().pk for setter in setters[:4]]
    dials = together(act, range(SETTERS))[:4]
    for pk, setter, dialled in zip(pks, setters, dials, strict=False):
        now = Enrollment.objects.get(pk=pk)
        assert (now.claimed_by_id == setter.pk) == (dialled is not None)
        assert now.attempts == (1 if dialled else 0)


def test_claims_against_a_suppression(cast, campaign, setters, together):
    """Who claims in the instant of the suppression cannot dial; afterwards nobody gets the number."""
    made = factories.enrolled(campaign, cast.mia, "+306900000001")

    def act(n):
        if n == 0:
            return Suppression.put("+306900000001", client=cast.a, source="letter", by=cast.mo)
        found = queue.claim_next(setters[n])
        if found is None:
            return None
        suppressed.wait(timeout=30)
        try:
            return CallAttempt.dial(found, by=setters[n])
        except Refused:
            return None

    suppressed = threading.Event()

    def with_word(n):
        try:
            return act(n)
        finally:
            if n == 0:
                suppressed.set()

    results = together(with_word, range(SETTERS))
    assert not any(isinstance(result, CallAttempt) for result in results)
    Enrollment.objects.offered().released()
    assert queue.claim(cast.sue) is None
    assert not CallAttempt.objects.of_pass(made).exists()


def test_one_outcome_of_one_call(cast, campaign, setters, together):
    """Eight browsers log the same call at once: one outcome, one hand-off."""
    factories.enrolled(campaign, cast.mia)
    setter, refusal = setters[0], Disposition.lay(campaign)[4]
    attempt = CallAttempt.dial(queue.claim(setter), by=setter)

    def log(_browser):
        try:
            CallAttempt.objects.with_lead().get(pk=attempt.pk).log(refusal, by=setter, reason="No need")
        except Refused:
            return False
        return True

    assert sum(together(log, range(SETTERS))) == 1
    assert attempt.lead.handoffs.count() == 1


def test_one_undo_of_one_outcome(cast, campaign, setters, together):
    factories.enrolled(campaign, cast.mia)
    setter = setters[0]
    attempt = CallAttempt.dial(queue.claim(setter), by=setter)
    attempt.log(Disposition.lay(campaign)[6], by=setter)

    def undo(_browser):
        try:
            CallAttempt.objects.get(pk=attempt.pk).undo(by=setter)
        except Refused:
            return False
        return True

    assert sum(together(undo, range(SETTERS))) == 1
    kinds = Counter(attempt.lead.activities.values_list("kind", flat=True))
    assert kinds["undone"] == 1
