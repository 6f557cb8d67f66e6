"""Numbers that put rows in an order, with as few new ones as can be."""

from hypothesis import given
from hypothesis import strategies as st

from leads.ranks import GAP, UNRANKED, renumbered

RANKS = st.lists(st.one_of(st.just(0), st.integers(-(1 << 52), -1)), max_size=60)


def after(ranks):
    made = renumbered(ranks)
    return [made.get(place, rank) for place, rank in enumerate(ranks)]


def rises(ranks):
    return all(one < two for one, two in zip(ranks, ranks[1:], strict=False))


@given(RANKS)
def test_the_row_rises_and_stays_before_what_has_no_rank(ranks):
    found = after(ranks)
    assert rises(found) and all(rank < UNRANKED for rank in found)


@given(RANKS)
def test_what_is_in_order_is_not_written_again(ranks):
    assert renumbered(after(ranks)) == {}


@given(st.integers(2, 40), st.data())
def test_one_that_moves_is_one_new_number(count, data):
    ranks = after([0] * count)
    moved = ranks.pop(data.draw(st.integers(0, count - 1)))
    ranks.insert(data.draw(st.integers(0, count - 1)), moved)
    assert len(renumbered(ranks)) <= 1


def test_new_ones_go_between_their_neighbours():
    first, last = after([0, 0])
    made = renumbered([first, 0, 0, last])
    assert set(made) == {1, 2} and first < made[1] < made[2] < last


def test_new_ones_before_and_behind_all():
    middle = after([0])[0]
    assert renumbered([0, middle, 0]) == {0: middle - GAP, 2: middle + GAP}


def test_where_there_is_no_room_all_are_numbered_anew():
    assert rises(after([-10, 0, -9])) and len(renumbered([-10, 0, -9])) == 3


def test_at_the_end_of_the_numbers_all_are_numbered_anew():
    found = after([-5, 0])
    assert rises(found) and max(found) < UNRANKED
