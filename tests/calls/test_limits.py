"""How often, and how soon again: rolling caps, days on the lead's clock, silences."""

from datetime import UTC, date, datetime, timedelta

import pytest

from calls.rules import Book, Cap, Dial, Rule, WindowClass, holds

ATHENS, NEW_YORK = "Europe/Athens", "America/New_York"
HERE = WindowClass((ATHENS,), "GR")
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def law(**says):
    return Book([Rule("r", "test", "a test", date(2026, 1, 1), **says)])


def ask(laid, dials, at=NOW, where=HERE):
    return [(hold.kind, hold.until) for hold in holds(where, at, laid, dials)]


def test_nothing_bars_who_was_never_called():
    assert ask(law(caps=(Cap(1, "lifetime"),), silence=9), []) == []


def test_a_rolling_cap_opens_when_the_oldest_of_the_last_ones_leaves():
    dials = [Dial(NOW - 30 * HOUR), Dial(NOW - 23 * HOUR), Dial(NOW - 5 * HOUR), Dial(NOW - HOUR)]
    three = law(caps=(Cap(3, "24h"),))
    assert ask(three, dials) == [("cap", NOW + HOUR)]
    assert ask(three, dials, NOW + HOUR - timedelta(seconds=1)) == [("cap", NOW + HOUR)]
    assert ask(three, dials, NOW + HOUR) == []
    assert ask(three, dials[:-1]) == []


def test_thirty_days():
    dials = [Dial(NOW - n * DAY) for n in (29, 20, 10, 1)]
    assert ask(law(caps=(Cap(4, "30d"),)), dials) == [("cap", NOW + DAY)]
    assert ask(law(caps=(Cap(5, "30d"),)), dials) == []


def test_a_day_is_the_leads():
    """Midnight in Athens is 22:00 UTC in winter."""
    late = datetime(2026, 11, 22, 21, 59, tzinfo=UTC)
    one = law(caps=(Cap(1, "day"),))
    assert ask(one, [Dial(late)], NOW) == []
    assert ask(one, [Dial(late)], late) == [("cap", late + timedelta(minutes=1))]


def test_a_lead_that_may_be_in_two_zones_waits_for_both_midnights():
    both = WindowClass((NEW_YORK, ATHENS), "")
    until = ask(law(caps=(Cap(1, "day"),)), [Dial(NOW)], where=both)[0][1]
    assert until == datetime(2026, 11, 24, 5, tzinfo=UTC)


def test_a_lifetime_is_for_ever():
    twice = law(caps=(Cap(2, "lifetime"),))
    assert ask(twice, [Dial(NOW - 900 * DAY), Dial(NOW - 400 * DAY)]) == [("cap", None)]
    assert ask(twice, [Dial(NOW - DAY)]) == []


@pytest.mark.parametrize(("to", "held"), [("number", False), ("person", True)])
def test_a_person_is_counted_by_whatever_number(to, held):
    others = [Dial(NOW - HOUR, same=False), Dial(NOW - 2 * HOUR, same=True)]
    assert bool(ask(law(caps=(Cap(2, "24h", to),)), sorted(others, key=lambda dial: dial.at))) is held


def test_a_number_of_two_leads_is_counted_once_for_both():
    shared = [Dial(NOW - 2 * HOUR, mine=False), Dial(NOW - HOUR)]
    assert ask(law(caps=(Cap(2, "24h"),)), shared)


def test_a_refusal_silences_whatever_number_it_was_said_on():
    said = [Dial(NOW - 59 * DAY, same=False, refused=True), Dial(NOW - 58 * DAY)]
    assert ask(law(silence=60), said) == [("silence", NOW + DAY)]
    assert ask(law(silence=59), said) == []
    assert ask(law(silence=60), [Dial(NOW - DAY)]) == []


def test_an_abandoned_call_silences_its_own_number_only():
    gone = [Dial(NOW - HOUR, abandoned=True)]
    assert ask(law(abandoned=72), gone) == [("abandoned", NOW + 71 * HOUR)]
    assert ask(law(abandoned=72), [Dial(NOW - HOUR, same=False, abandoned=True)]) == []


def test_what_lies_ahead_does_not_count():
    assert ask(law(caps=(Cap(1, "24h"),)), [Dial(NOW + HOUR)]) == []


def test_every_rule_that_bars_is_named():
    laid = Book([*law(caps=(Cap(1, "24h"),)), *law(silence=1)])
    assert len(ask(laid, [Dial(NOW - HOUR, refused=True)])) == 2


def test_a_rule_of_elsewhere_does_not_count():
    assert ask(law(countries=frozenset({"FR"}), caps=(Cap(1, "24h"),)), [Dial(NOW - HOUR)]) == []
