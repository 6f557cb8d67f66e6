"""What a lead on the waitlist would take, in words: Mon – Fri 09:00 – 12:00, Thu 14:00 – 18:00."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _t

from appointments.walltime import MINUTES_A_DAY
from appointments.wanted import EVERY_DAY, Stretch


def told(stretches: Iterable[Stretch]) -> str:
    return ", ".join(_stretch(each) for each in stretches)


def _stretch(stretch: Stretch) -> str:
    days = _t("any day") if stretch.days == EVERY_DAY else " ".join(_runs(stretch.days))
    if (stretch.opens, stretch.shuts) == (0, MINUTES_A_DAY):
        return days
    return f"{days} {_clock(stretch.opens)} – {_clock(stretch.shuts)}"


def _runs(days: Sequence[int]) -> Iterable[str]:
    """Days one after the other as their first and last."""
    for _first, run in groupby(enumerate(days), lambda pair: pair[1] - pair[0]):
        names = [str(WEEKDAYS_ABBR[day]) for _place, day in run]
        yield names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
