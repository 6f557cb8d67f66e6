"""Why a time is not offered. Pure; the same units as ``slots``."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from appointments.slots import Diary, Terms, blocked_range, full_days, open_windows
from appointments.walltime import MINUTES_A_DAY, Span, merge, wall


class Reason(StrEnum):
    """Why a time is not offered, in the order in which they are asked."""

    NOTICE = "notice"
    HORIZON = "horizon"
    HOLIDAY = "holiday"
    HOURS = "outside hours"
    BUSY = "busy"
    ELSEWHERE = "busy elsewhere"
    BUFFER = "buffer"
    CAP = "cap"


# Against these not even a manager books: somebody would be in two places.
FIRM = frozenset({Reason.BUSY, Reason.ELSEWHERE, Reason.BUFFER})


def why_not(start: int, diary: Diary, terms: Terms, now: int) -> Reason | None:
    """Return the first reason why the person cannot be met at an instant; None when nothing stands against it.

    A time off the step is not refused: it is only not offered.
    """
    return next(_against(start, diary, terms, now), None)


def against(start: int, diary: Diary, terms: Terms, now: int) -> list[Reason]:
    """Return all that stands against meeting the person at an instant, in the order in which it is asked."""
    return list(_against(start, diary, terms, now))


def _against(start: int, diary: Diary, terms: Terms, now: int) -> Iterator[Reason]:
    if start < now + terms.notice:
        yield Reason.NOTICE
    if start > now + terms.horizon:
        yield Reason.HORIZON
    meeting = Span(start, start + terms.length)
    if not any(a <= start and meeting.end <= b for a, b in merge(open_windows(diary, meeting))):
        yield _closed(start, diary)
    blocked = blocked_range(start, terms.length, terms.before, terms.after, terms.travel)
    if _touches(diary.busy, meeting):
        yield Reason.BUSY
    elif _touches(diary.elsewhere, meeting):
        yield Reason.ELSEWHERE
    elif _touches(diary.taken, blocked):
        yield Reason.BUFFER
    if any(a <= start < b for a, b in full_days(diary, terms)):
        yield Reason.CAP


def _touches(taken: Iterable[tuple[int, int]], span: Span) -> bool:
    return any(x < span.end and span.start < y for x, y in taken if x < y)


def _closed(start: int, diary: Diary) -> Reason:
    """Tell a holiday from a time that is outside the hours anyway."""
    day, minute = wall(diary.zone, start)
    if day not in diary.holidays or day in diary.overrides:
        return Reason.HOURS
    ordinary = (hours for hours in diary.hours if hours.on(day))
    return Reason.HOLIDAY if any(h.starts <= minute < (h.ends or MINUTES_A_DAY) for h in ordinary) else Reason.HOURS
