"""Bars stay narrow however few days there are, and a running week keeps a place for each of its seven."""

from datetime import date, timedelta

import pytest

from reports.charts import WIDEST, bars
from reports.periods import period

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize("days", [1, 7, 30, 400])
def test_bars_stand_inside_their_places_and_are_never_giants(days):
    drawn = bars([(MONDAY + timedelta(days=n), n) for n in range(days)])
    place = 100 / days
    assert len(drawn) == days
    for n, bar in enumerate(drawn):
        assert 0 < bar.width <= WIDEST
        assert n * place - 0.01 <= bar.x and bar.x + bar.width <= (n + 1) * place + 0.01
        assert bar.middle == pytest.approx((n + 0.5) * place, abs=0.02)


@pytest.mark.parametrize("weekday", range(7))
def test_running_week_runs_on_to_its_sunday(weekday):
    week = period("week", MONDAY + timedelta(days=weekday), "Europe/Athens")
    assert week.each_day() + week.to_come() == [MONDAY + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize("name", ["today", "7d", "30d", "month"])
def test_other_periods_end_today(name):
    assert period(name, MONDAY, "Europe/Athens").to_come() == []
