"""What a review comes to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.scoring import SCALE, YES_NO, Criterion, Score, read, score, unrated

OPENING = Criterion("c1", "Opening", SCALE, 2)
REASON = Criterion("c2", "Reason asked", YES_NO, 1)
NAMED = Criterion("c3", "Said whose call it is", YES_NO, 1, is_fatal=True)
CARD = [OPENING, REASON, NAMED]
BEST = {"c1": 5, "c2": 1, "c3": 1}


def test_the_best_of_everything_is_a_hundred():
    assert score(CARD, BEST) == Score(100)


@pytest.mark.parametrize(
    ("ratings", "percent"),
    [
        ({"c1": 1, "c2": 1, "c3": 1}, 50),  # (0 × 2 + 1 + 1) ÷ 4
        ({"c1": 3, "c2": 0, "c3": 1}, 50),  # (0.5 × 2 + 0 + 1) ÷ 4
        ({"c1": 4, "c2": 1, "c3": 1}, 88),  # (0.75 × 2 + 2) ÷ 4 = 0.875
        ({"c1": None, "c2": 0, "c3": 1}, 50),  # what did not come up counts for nothing
    ],
)
def test_weights_count(ratings, percent):
    assert score(CARD, ratings) == Score(percent)


def test_an_instant_fail_makes_it_nothing_and_says_why():
    assert score(CARD, {**BEST, "c3": 0}) == Score(0, ("Said whose call it is",))


def test_a_fatal_scale_fails_at_its_worst_only():
    fatal = Criterion("c1", "Polite", SCALE, 1, is_fatal=True)
    assert score([fatal], {"c1": 1}).failed_by == ("Polite",)
    assert score([fatal], {"c1": 2}) == Score(25)


def test_what_did_not_come_up_cannot_fail():
    assert score(CARD, {**BEST, "c3": None}) == Score(100)


def test_nothing_rated_is_no_score():
    assert score(CARD, dict.fromkeys(BEST)) == Score(None)
    assert score([Criterion("c1", "Weightless", weight=0)], {"c1": 5}) == Score(None)


def test_what_is_left_out_is_named():
    assert unrated(CARD, {"c1": 5, "c2": None}) == ["Said whose call it is"]
    assert unrated(CARD, {**BEST, "c1": 0, "c2": 2}) == ["Opening", "Reason asked"]
    assert unrated(CARD, BEST) == []


def test_a_card_is_read_as_it_was_kept():
    assert read(each.row() for each in CARD) == CARD


criteria = st.lists(
    st.tuples(st.sampled_from([SCALE, YES_NO]), st.integers(0, 9), st.booleans()), min_size=1, max_size=8
).map(lambda rows: [Criterion(f"c{n}", f"text {n}", *row) for n, row in enumerate(rows)])


@given(criteria, st.data())
def test_a_score_lies_between_nothing_and_all(card, data):
    ratings = {each.key: data.draw(st.sampled_from((None, *each.ratings))) for each in card}
    found = score(card, ratings)
    assert found.percent is None or 0 <= found.percent <= 100
    assert not found.failed_by or found.percent == 0
    assert unrated(card, ratings) == []


@given(criteria)
def test_better_is_never_worse(card):
    middle = {each.key: each.ratings[len(each.ratings) // 2] for each in card}
    for each in card:
        worse, better = ({**middle, each.key: each.ratings[n]} for n in (0, -1))
        assert (score(card, better).percent or 0) >= (score(card, worse).percent or 0)
