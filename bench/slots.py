"""How fast the picker finds when a lead can be met: beside one SQL query over multiranges, and beside bitmaps.

Fifty reps in three zones, thirty days, 9,000 bookings (`--rows`). Ours is the whole of `Picker.offers`: its queries,
the sweep, the union over the reps. The SQL does the same from the same tables in one statement, wall time included. The
bitmaps get the same diaries ready in memory, a bit for each five minutes: what a cache of all calendars could do.
All three find the same times, or the bench fails. And beside django-appointment's own slot function on the same load,
once (bench/peer.py says how far it is the same).
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import execute_values

from appointments.models import Availability, MeetingKind, Picker, PoolMember
from appointments.slots import Diary, Terms, offers, open_windows
from appointments.walltime import DAY, Span, instant, moment
from bench import frame
from bench.floor import Floor
from leads.models import Lead
from office import clock, isolation
from office.models import Role, User

NOW = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
ZONES = ("Europe/Athens", "Europe/Berlin", "Europe/London")
REPS, DAYS, BIT = 50, 30, 300
WEEK = tuple((weekday, starts, ends) for weekday in range(7) for starts, ends in ((8, 13), (14, 20)))

SQL = """
WITH rep AS (
    SELECT p.person_id AS id, u.zone FROM appointments_poolmember p JOIN office_user u ON u.id = p.person_id
    WHERE p.campaign_id = %(campaign)s
), piece AS (
    SELECT r.id, (d + a.starts) AT TIME ZONE r.zone AS a, (d + a.ends) AT TIME ZONE r.zone AS b
    FROM rep r JOIN appointments_availability a ON a.person_id = r.id
    JOIN generate_series(timestamp %(first)s - interval '1 day', timestamp %(last)s + interval '1 day', '1 day') d
      ON extract(isodow FROM d) - 1 = a.weekday
), opened AS (
    SELECT id, range_agg(tstzrange(a, b)) AS hours FROM piece GROUP BY id
), taken AS (
    SELECT person_id AS id, range_agg(blocked) AS busy FROM (
        SELECT person_id, blocked FROM appointments_calendarblock WHERE state = 'booked'
        UNION ALL SELECT person_id, blocked FROM appointments_busyexternal) both_kinds
    WHERE blocked && tstzrange(%(start)s, %(end)s) AND person_id IN (SELECT id FROM rep) GROUP BY person_id
), start AS (
    SELECT DISTINCT id, s FROM piece, generate_series(a, b - %(length)s, %(step)s) s
    WHERE s >= %(from)s AND s <= %(until)s AND s < %(end)s
)
SELECT extract(epoch FROM s)::bigint, array_agg(id ORDER BY id)
FROM start JOIN opened USING (id) LEFT JOIN taken USING (id)
WHERE hours @> tstzrange(s, s + %(length)s)
  AND NOT coalesce(busy && tstzrange(s - %(lead)s, s + %(tail)s), false)
GROUP BY s ORDER BY s
"""


def measure(rows: int) -> Iterator[frame.Row]:
    floor = Floor.open(setters=1)
    setter = floor.setters[0]
    with isolation.seeing([floor.client.pk]), clock.frozen(NOW):
        reps = hire(floor)
        kind = MeetingKind.objects.create(
            client=floor.client, campaign=floor.campaigns[0], name="Meeting", horizon=DAYS, notice=120
        )
        lead = Lead.add(client=floor.client, by=setter, phones=(), zones=("Europe/Athens",), last_name="A")
        book(reps, rows)
        yield from beside(lead, kind, setter)
        yield peer(lead, kind, setter, rows)


def hire(floor: Floor) -> list[User]:
    """Reps with hours on all days, an hour for lunch."""
    reps = [User.objects.create_user(f"rep{n}@bench.test", name=f"Rep {n}", zone=ZONES[n % 3]) for n in range(REPS)]
    for rep in reps:
        rep.join(floor.client, Role.REP)
        Availability.set_week(rep, [(day, time(a), time(b)) for day, a, b in WEEK], by=rep)
        PoolMember.objects.create(client=floor.client, campaign=floor.campaigns[0], person=rep)
    return reps


def book(reps: list[User], rows: int) -> None:
    """Spread so many meetings of 45 minutes and their buffers over the reps' days, each rep's at other times."""
    each = -(-rows // (REPS * DAYS))
    blocks = []
    for n, rep in enumerate(reps):
        for day in range(DAYS):
            for turn in range(each):
                starts = NOW + timedelta(days=day, hours=1 + turn * 12 / each, minutes=n % 4 * 15)
                blocks.append((rep.pk, starts, starts + timedelta(minutes=60), starts, starts + timedelta(minutes=45)))
    bare = frame.bare()
    with bare, bare.cursor() as cursor:
        execute_values(
            cursor,
            "INSERT INTO appointments_calendarblock (person_id, blocked, state, starts_at, ends_at) VALUES %s",
            blocks,
            template="(%s, tstzrange(%s, %s), 'booked', %s, %s)",
        )
    bare.autocommit = True
    with bare.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE appointments_calendarblock, appointments_availability")
    bare.close()


def beside(lead: Lead, kind: MeetingKind, setter: User) -> Iterator[frame.Row]:
    picker = Picker(lead, kind, by=setter)
    with CaptureQueriesContext(connection) as asked:
        ours = {offer.start: tuple(sorted(offer.people)) for offer in picker.offers}
    question = asks(picker, kind)
    theirs = {start: tuple(people) for start, people in ask(question)}
    assert ours == theirs, "the SQL finds other times"
    marks = Bits(picker.diaries, kind.terms, picker.span)
    assert ours == marks.found(instant(NOW)), "the bitmaps find other times"

    whole = frame.median(lambda: Picker(lead, kind, by=setter).offers, 15)
    oracle = frame.median(lambda: ask(question), 15)
    sweep = frame.median(lambda: offers(picker.diaries, kind.terms, picker.span, instant(NOW)), 15)
    yield frame.Row.cost("all times of 30 days, 50 reps: SQL", ours=whole, limit=oracle, unit="ms", goal=1.2)
    yield frame.Row.cost("all times of 30 days, 50 reps: goal", ours=whole, limit=30, unit="ms", goal=1)
    yield frame.Row.cost("of which the sweep: SQL", ours=sweep, limit=oracle, unit="ms", goal=1.2)
    bits = frame.median(lambda: marks.found(instant(NOW)), 15)
    yield frame.Row.cost("the sweep: bitmaps in memory", ours=sweep, limit=bits, unit="ms", goal=10)
    yield frame.Row.cost("queries", ours=len(asked), limit=4, unit="", goal=1)


def peer(lead: Lead, kind: MeetingKind, setter: User, rows: int) -> frame.Row:
    """django-appointment, in a process of its own, and ours once more right after it."""
    script = Path(__file__).with_name("peer.py")
    said = subprocess.run([sys.executable, "-P", str(script), str(rows)], capture_output=True, text=True)
    if said.returncode:
        raise RuntimeError(said.stderr)
    theirs = json.loads(said.stdout.splitlines()[-1])
    assert theirs["slots"], "django-appointment finds no time at all"
    ours = frame.median(lambda: Picker(lead, kind, by=setter).offers, 15)
    return frame.Row.cost("the same: django-appointment", ours=ours, limit=theirs["ms"], unit="ms", goal=1)


def asks(picker: Picker, kind: MeetingKind) -> dict[str, object]:
    """What the SQL is asked, as its parameters."""
    terms, span = kind.terms, picker.span
    return {
        "campaign": kind.campaign_id,
        "start": moment(span.start),
        "end": moment(span.end),
        "first": str(moment(span.start).date()),
        "last": str(moment(span.end).date()),
        "from": NOW + timedelta(seconds=terms.notice),
        "until": NOW + timedelta(seconds=terms.horizon),
        "length": timedelta(seconds=terms.length),
        "step": timedelta(seconds=terms.step),
        "lead": timedelta(seconds=terms.before + terms.travel),
        "tail": timedelta(seconds=terms.length + terms.after + terms.travel),
    }


def ask(question: dict[str, object]) -> list[tuple[int, list[int]]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL, question)
        return cursor.fetchall()


class Bits:
    """Calendars as bits of one number, five minutes each: open starts and busy time, ready before anybody asks."""

    def __init__(self, diaries: list[Diary], terms: Terms, span: Span) -> None:
        self.terms, self.base, self.end = terms, span.start - DAY, span.end
        self.people = [(diary.person, *self._of(diary, span)) for diary in sorted(diaries, key=lambda d: d.person)]

    def _of(self, diary: Diary, span: Span) -> tuple[int, int]:
        starts = 0
        for a, b in open_windows(diary, Span(span.start, span.end + DAY)):
            for start in range(a, b - self.terms.length + 1, self.terms.step):
                starts |= 1 << self._bit(start)
        busy = 0
        for a, b in diary.taken:
            if b > self.base:
                busy |= ((1 << (b - max(a, self.base)) // BIT) - 1) << self._bit(max(a, self.base))
        return starts, busy

    def _bit(self, at: int) -> int:
        return (at - self.base) // BIT

    def found(self, now: int) -> dict[int, tuple[int, ...]]:
        """{start: who is free then}, sorted."""
        first, last = self._bit(now + self.terms.notice), self._bit(min(now + self.terms.horizon + 1, self.end))
        asked = ((1 << (last - first)) - 1) << first
        times: dict[int, list[int]] = {}
        for person, starts, busy in self.people:
            left = starts & asked & ~self._forbidden(busy)
            while left:
                low = left & -left
                times.setdefault(low.bit_length() - 1, []).append(person)
                left ^= low
        return {self.base + bit * BIT: tuple(times[bit]) for bit in sorted(times)}

    def _forbidden(self, busy: int) -> int:
        """Return the starts whose meeting, buffers and way would touch something busy."""
        before = (self.terms.before + self.terms.travel) // BIT
        after = (self.terms.length + self.terms.after + self.terms.travel) // BIT
        width, spread = 1, busy
        while width < before + after:
            step = min(width, before + after - width)
            spread |= spread >> step
            width += step
        return spread << before


if __name__ == "__main__":
    frame.run("slots", measure, rows=9_000)
