"""Why a time is not offered. Pure; the same units as ``slots``."""

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
    BUFFER = "buffer"
    CAP = "cap"


def why_not(start: int, diary: Diary, terms: Terms, now: int) -> Reason | None:
    """Return the first reason why the person cannot be met at an instant; None when nothing stands against it.

    A time off the step is not refused: it is only not offered.
    """
    if start < now + terms.notice:
        return Reason.NOTICE
    if start > now + terms.horizon:
        return Reason.HORIZON
    meeting = Span(start, start + terms.length)
    if not any(a <= start and meeting.end <= b for a, b in merge(open_windows(diary, meeting))):
        return _closed(start, diary)
    if any(x < meeting.end and meeting.start < y for x, y in diary.busy if x < y):
        return Reason.BUSY
    blocked = blocked_range(start, terms.length, terms.before, terms.after, terms.travel)
    if any(x < blocked.end and blocked.start < y for x, y in diary.busy if x < y):
        return Reason.BUFFER
    return Reason.CAP if any(a <= start < b for a, b in full_days(diary, terms)) else None


def _closed(start: int, diary: Diary) -> Reason:
    """Tell a holiday from a time that is outside the hours anyway."""
    day, minute = wall(diary.zone, start)
    if day not in diary.holidays or day in diary.overrides:
        return Reason.HOURS
    ordinary = (hours for hours in diary.hours if hours.on(day))
    return Reason.HOLIDAY if any(h.starts <= minute < (h.ends or MINUTES_A_DAY) for h in ordinary) else Reason.HOURS
