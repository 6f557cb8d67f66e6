"""The one place that tells the time. Everything else asks here, and hands the answer to SQL as a parameter."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day it is now in the IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stand still at an instant: for tests, the demo and replays."""
    if at.tzinfo is None:
        raise ValueError("Freeze the clock at an aware instant.")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def advance(by: timedelta) -> None:
    """Move a frozen clock on."""
    at = _frozen.get()
    if at is None:
        raise RuntimeError("Only a frozen clock can be moved.")
    _frozen.set(at + by)
