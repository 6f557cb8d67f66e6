"""The oracle of the slots in pure SQL: every minute is read off the clock, open hours and what is busy are multiranges,
and a start counts when the one contains the meeting and the other does not touch what it blocks.

How far a clock is ahead comes from the pinned tzdata: Postgres brings a table of its own, an older one at times (in
autumn 2026 the clocks of Casablanca and Havana differ).
"""

import json
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import connection

DAY, QUARTER = 86_400, 900

SQL = """
WITH person AS (
    SELECT p ->> 'person' AS id, p AS told FROM jsonb_array_elements(%(people)s::jsonb) p
), clocks AS (
    SELECT id, to_timestamp((c ->> 0)::bigint) AS since, to_timestamp((c ->> 1)::bigint) AS until,
           make_interval(secs => (c ->> 2)::int) AS ahead
    FROM person, jsonb_array_elements(told -> 'clocks') c
), minutes AS (
    SELECT id, t, wall, wall::date AS day, extract(hour FROM wall) * 60 + extract(minute FROM wall) AS minute
    FROM clocks, generate_series(since, until - interval '1 minute', '1 minute') t, timezone('UTC', t + ahead) wall
), special AS (
    SELECT id, o.key::date AS day, o.value AS windows FROM person, jsonb_each(told -> 'overrides') o
), shut AS (
    SELECT id, day FROM special UNION SELECT id, h::date FROM person, jsonb_array_elements_text(told -> 'holidays') h
), rules AS (
    SELECT id, 'h' || n AS name, NULL::date AS day, (h ->> 0)::int AS weekday, (h ->> 1)::int AS a,
           coalesce(nullif((h ->> 2)::int, 0), 1440) AS b
    FROM person, jsonb_array_elements(told -> 'hours') WITH ORDINALITY e(h, n)
    UNION ALL
    SELECT id, 'o' || n, day, NULL, (w ->> 0)::int, coalesce(nullif((w ->> 1)::int, 0), 1440)
    FROM special, jsonb_array_elements(windows) WITH ORDINALITY e(w, n)
), inside AS (
    SELECT m.id, r.name, m.day, m.t,
           m.t - row_number() OVER (PARTITION BY m.id, r.name, m.day ORDER BY m.t) * interval '1 minute' AS island
    FROM minutes m JOIN rules r ON r.id = m.id AND m.minute >= r.a AND m.minute < r.b AND (
        r.day = m.day OR r.weekday = extract(isodow FROM m.wall) - 1
        AND NOT EXISTS (SELECT FROM shut s WHERE s.id = m.id AND s.day = m.day))
), pieces AS (
    SELECT id, min(t) AS a, max(t) + interval '1 minute' AS b FROM inside GROUP BY id, name, day, island
), opened AS (
    SELECT id, range_agg(tstzrange(a, b)) AS hours FROM pieces GROUP BY id
), taken AS (
    SELECT id, range_agg(tstzrange(to_timestamp((b ->> 0)::bigint), to_timestamp((b ->> 1)::bigint))) AS busy
    FROM person, jsonb_array_elements(told -> 'busy') b GROUP BY id
), full_days AS (
    SELECT id, day FROM person CROSS JOIN jsonb_array_elements_text(told -> 'meetings') m JOIN minutes USING (id)
    WHERE t = to_timestamp(m::bigint) GROUP BY id, day HAVING count(*) >= %(cap)s
), starts AS (
    SELECT DISTINCT id, s FROM pieces, generate_series(a, b - interval '1 minute', make_interval(secs => %(step)s)) s
)
SELECT extract(epoch FROM s)::bigint, array_agg(id::int ORDER BY id::int)
FROM starts JOIN opened USING (id) LEFT JOIN taken USING (id)
WHERE s >= to_timestamp(%(start)s) AND s < to_timestamp(%(end)s)
  AND s >= to_timestamp(%(now)s + %(notice)s) AND s <= to_timestamp(%(now)s + %(horizon)s)
  AND hours @> tstzrange(s, s + make_interval(secs => %(length)s))
  AND NOT coalesce(busy && tstzrange(s - make_interval(secs => %(lead)s), s + make_interval(secs => %(tail)s)), false)
  AND NOT EXISTS (SELECT FROM full_days f JOIN minutes m USING (id, day) WHERE f.id = starts.id AND m.t = s)
GROUP BY s ORDER BY s
"""


def offered(diaries, terms, span, now):
    """[(start in seconds, [people who are free then])], sorted, as Postgres finds them. Whole minutes only."""
    asked = {
        **{name: value for name, value in asdict(terms).items() if name in ("step", "notice", "horizon", "length")},
        "people": json.dumps([_told(diary, _quarters(span)) for diary in diaries]),
        "cap": 10**6 if terms.cap is None else terms.cap,
        "lead": terms.before + terms.travel,
        "tail": terms.length + terms.after + terms.travel,
        "start": span.start,
        "end": span.end,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(SQL, asked)
        return cursor.fetchall()


def _told(diary, quarters):
    return {
        "person": diary.person,
        "clocks": list(_clocks(ZoneInfo(diary.zone), quarters)),
        "hours": [(h.weekday, h.starts, h.ends) for h in diary.hours],
        "overrides": {str(day): windows for day, windows in diary.overrides.items()},
        "holidays": [str(day) for day in diary.holidays],
        "busy": [span for span in diary.taken if span.start < span.end],
        "meetings": diary.meetings,
    }


def _quarters(span):
    """Each quarter of an hour around a span: all zones of today change on one."""
    return range((span.start - 2 * DAY) // QUARTER * QUARTER, span.end + 4 * DAY, QUARTER)


def _clocks(zone, quarters):
    """(since, until, seconds ahead of UTC) over a stretch of quarters of an hour, in which no zone changes twice."""
    ahead = lambda at: int(datetime.fromtimestamp(at, zone).utcoffset().total_seconds())  # noqa: E731
    for shift, same in groupby(quarters, key=ahead):
        stretch = list(same)
        yield stretch[0], stretch[-1] + QUARTER, shift
