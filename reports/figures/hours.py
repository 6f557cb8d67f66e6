"""How the hours of a setter's day were spent. Pure: intervals in, seconds out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.models.board import Times

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a setter and day. At the desk = dialling + talk + wrap-up + idle; paid = at the desk + paid pauses.

    `dialling`: from the dial to the answer, or to the end when nobody answered; `talk`: from the answer to the end;
    `wrap_up`: from the end to the outcome; `idle`: at the desk and none of these.
    """

    dialling: int = 0
    talk: int = 0
    wrap_up: int = 0
    idle: int = 0
    paused: int = 0
    unpaid: int = 0

    @property
    def paid(self) -> int:
        return self.dialling + self.talk + self.wrap_up + self.idle + self.paused - self.unpaid

    @classmethod
    def of(
        cls, calls: Iterable[Times], desk: Sequence[Span], pauses: Sequence[tuple[Span, bool]], window: Span
    ) -> "Spent":
        """`desk`: when the setter was at it; `pauses`: each with whether it was paid. All are cut to the window; what
        has no end yet ends with it. A call goes on while the browser is dead: it counts as work all the same."""
        dialling, talk, wrap_up = [], [], []
        for call in calls:
            over = call.ended_at or call.logged_at or window[1]
            answered = min(call.answered_at or over, over)
            dialling.append((call.started_at, answered))
            talk.append((answered, over))
            wrap_up.append((over, call.logged_at or window[1]))
        busy = [span for spans in (dialling, talk, wrap_up) for span in spans]
        return cls(
            dialling=total(dialling, window),
            talk=total(talk, window),
            wrap_up=total(wrap_up, window),
            idle=total([*desk, *busy], window) - total(busy, window),
            paused=sum(total([span], window) for span, _paid in pauses),
            unpaid=sum(total([span], window) for span, paid in pauses if not paid),
        )


def total(spans: Iterable[Span], window: Span) -> int:
    """Seconds covered by any of these within the window; what overlaps counts once."""
    cut = sorted((max(start, window[0]), min(end, window[1])) for start, end in spans)
    seconds, reached = 0.0, window[0]
    for start, end in cut:
        if end > max(start, reached):
            seconds += (end - max(start, reached)).total_seconds()
            reached = end
    return round(seconds)
