"""How fast 32 setters who race for the same few times put them on hold and book them: beside the same SQL, bare.

Ten reps, every time of theirs wanted by everybody, each setter in a process of its own: most tries come too late. Ours
is `CalendarBlock.hold` and `confirm`; bare are the four statements that these send, by psycopg2 alone. After each race
the calendars are looked at: a booking that is lost, or a deadlock, ends the bench; a time that two meetings have is
counted.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

import psycopg2

from appointments.models import CalendarBlock, MeetingKind
from appointments.models.block import HOLD
from bench import crew, frame
from bench.floor import NOON, Floor
from office import clock, isolation
from office.models import Refused, Role, User

SETTERS, REPS = 32, 10
SECONDS = 4
TIMES = 400  # a rep; half an hour apart, so that a meeting with its buffers touches its neighbours

MINE = "UPDATE appointments_calendarblock SET state = 'released', hold_until = NULL WHERE id = ANY(ARRAY(%s))"
LET_GO = MINE.replace(
    "%s",
    """SELECT id FROM appointments_calendarblock WHERE person_id = ANY(%(reps)s) AND blocked && %(blocked)s::tstzrange
       AND state = 'on_hold' AND (hold_until <= %(now)s OR held_by_id = %(setter)s)
       ORDER BY id FOR UPDATE SKIP LOCKED""",
)
TAKE = """
    INSERT INTO appointments_calendarblock
        (person_id, blocked, state, hold_until, held_by_id, token, kind, lead, starts_at, ends_at)
    VALUES (%(rep)s, %(blocked)s::tstzrange, 'on_hold', %(until)s, %(setter)s, %(token)s, 1, %(setter)s,
            %(starts)s, %(ends)s) ON CONFLICT DO NOTHING"""
OTHERS = MINE.replace(
    "%s",
    """SELECT id FROM appointments_calendarblock WHERE state = 'on_hold' AND held_by_id = %(setter)s
       AND token <> %(token)s ORDER BY id FOR UPDATE SKIP LOCKED""",
)
BOOK = """
    UPDATE appointments_calendarblock SET state = 'booked', hold_until = NULL
    WHERE token = %(token)s AND state = 'on_hold' AND held_by_id = %(setter)s AND hold_until > %(now)s
      AND lead = %(setter)s RETURNING *"""
TWICE = """
    SELECT count(*) FROM appointments_calendarblock a JOIN appointments_calendarblock b
      ON a.person_id = b.person_id AND a.id < b.id AND a.blocked && b.blocked
    WHERE a.state <> 'released' AND b.state <> 'released'"""

Race = tuple[int, int, tuple[int, ...], int]  # client, setter, reps, kind
Score = tuple[int, int]  # booked, came too late


def measure(rows: int) -> Iterator[frame.Row]:
    """`rows` is not asked: the race lasts as long as it lasts."""
    floor = Floor.open(setters=SETTERS)
    reps = [User.objects.create_user(f"rep{n}@bench.test", name=f"Rep {n}") for n in range(REPS)]
    for rep in reps:
        rep.join(floor.client, Role.REP)
    with isolation.seeing([floor.client.pk]):
        kind = MeetingKind.objects.create(client=floor.client, campaign=floor.campaigns[0], name="Meeting")
    told = [(floor.client.pk, setter.pk, tuple(rep.pk for rep in reps), kind.pk) for setter in floor.setters]
    ours, booked, twice = race(ours_of, told)
    bare, *_ = race(bare_of, told)
    yield frame.Row.rate(f"tries, {SETTERS} setters, {booked:,} booked", ours=ours, limit=bare, unit="1/s", goal=0.5)
    yield frame.Row.cost("pairs of meetings at one time", ours=twice, limit=1, unit="", goal=0)


def race(shift: Callable[[Race], Score], told: list[Race]) -> tuple[float, int, int]:
    """Tries per second of all, how many were booked, and how many pairs of meetings have the same time. Each race finds
    empty calendars."""
    bare = frame.bare()
    bare.autocommit = True
    with bare.cursor() as cursor:
        cursor.execute("TRUNCATE appointments_calendarblock")
    scores = crew.together(shift, told)
    booked, late = (sum(score[n] for score in scores) for n in (0, 1))
    with bare.cursor() as cursor:
        cursor.execute(TWICE)
        twice = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM appointments_calendarblock WHERE state = 'booked'")
        stand = cursor.fetchone()
    bare.close()
    assert stand == (booked,), "a booking was lost, or counted twice"
    return (booked + late) / SECONDS, booked, twice


def times(race: Race) -> Iterator[tuple[list[int], int]]:
    """Reps in the order in which they are asked, and a time, until the shift is over; it begins when all are there."""
    crew.begin()
    dice, stop = Random(race[1]), time.perf_counter() + SECONDS
    while time.perf_counter() < stop:
        yield dice.sample(race[2], 2), dice.randrange(TIMES)


def ours_of(race: Race) -> Score:
    client, setter, _reps, kind_id = race
    booked = late = 0
    with isolation.seeing([client]), clock.frozen(NOON):
        person, kind = User.objects.get(pk=setter), MeetingKind.objects.get(pk=kind_id)
        reps = {rep.pk: rep for rep in User.objects.filter(pk__in=race[2])}
        _try_out(person, kind)
        for who, turn in times(race):
            starts = NOON + timedelta(minutes=30 * turn)
            try:
                held = CalendarBlock.hold([reps[rep] for rep in who], kind, starts, by=person, lead=setter)
                CalendarBlock.confirm(held.token, by=person, lead=setter)
                booked += 1
            except Refused:
                late += 1
    return booked, late


def _try_out(person: User, kind: MeetingKind) -> None:
    """What Django builds once only, and the words of a refusal, before the clock starts: on a calendar of their own."""
    held = CalendarBlock.hold([person], kind, NOON, by=person, lead=0)
    CalendarBlock.confirm(held.token, by=person, lead=0)
    CalendarBlock.objects.tokened(held.token).release()
    with suppress(Refused):
        CalendarBlock.confirm(held.token, by=person, lead=0)


def bare_of(race: Race) -> Score:
    client, setter, _reps, kind_id = race
    booked = late = 0
    with isolation.seeing([client]):
        kind = MeetingKind.objects.get(pk=kind_id)
    door = frame.bare()
    door.autocommit = True
    with door.cursor() as cursor:
        for who, turn in times(race):
            starts = NOON + timedelta(minutes=30 * turn)
            if bare_try(cursor, who, starts, setter, kind):
                booked += 1
            else:
                late += 1
    door.close()
    return booked, late


def bare_try(
    cursor: psycopg2.extensions.cursor, who: list[int], starts: datetime, setter: int, kind: MeetingKind
) -> bool:
    low, high = kind.blocks(starts)
    asked = {
        "reps": who,
        "blocked": f"[{low.isoformat()},{high.isoformat()})",
        "now": NOON,
        "until": NOON + HOLD,
        "setter": setter,
        "starts": starts,
        "ends": starts + kind.length,
    }
    cursor.execute(LET_GO, asked)
    for rep in who:
        asked |= {"rep": rep, "token": str(uuid4())}
        cursor.execute(TAKE, asked)
        if cursor.rowcount:
            cursor.execute(OTHERS, asked)
            cursor.execute(BOOK, asked)
            return bool(cursor.fetchall())
    return False


if __name__ == "__main__":
    frame.run("book", measure, rows=0)
