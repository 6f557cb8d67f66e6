"""Numbers that put things in an order, and as few of them new as can be when the order changes. Pure.

All are below zero: what has none yet (0) comes last. Between two neighbours there is room for many others.
"""

from bisect import bisect_left
from collections.abc import Sequence

GAP = 1 << 20
FIRST = -(1 << 50)
UNRANKED = 0


def renumbered(ranks: Sequence[int]) -> dict[int, int]:
    """Place by place which new rank makes the row rise strictly; places whose rank stays are left out.

    `ranks`: the present ones in the order wanted. The longest rising row of them stays; the others get numbers
    between, all anew where there is no room.
    """
    kept = _rising(ranks)
    made: dict[int, int] = {}
    for before, after in zip([-1, *kept], [*kept, len(ranks)], strict=True):
        run = range(before + 1, after)
        if not run:
            continue
        numbers = _between(ranks, before, after, len(run))
        if numbers is None:
            return {place: rank for place, rank in enumerate(_anew(len(ranks))) if ranks[place] != rank}
        made.update(zip(run, numbers, strict=True))
    return made


def _anew(count: int) -> range:
    return range(FIRST, FIRST + count * GAP, GAP)


def _between(ranks: Sequence[int], before: int, after: int, count: int) -> Sequence[int] | None:
    """So many numbers between the ranks at two places (the ends of the row: -1 and its length); None: no room."""
    if before < 0 and after == len(ranks):
        return _anew(count)
    if after == len(ranks):
        last = ranks[before] + count * GAP
        return range(ranks[before] + GAP, last + 1, GAP) if last < UNRANKED else None
    if before < 0:
        return range(ranks[after] - count * GAP, ranks[after], GAP)
    step = (ranks[after] - ranks[before]) // (count + 1)
    return range(ranks[before] + step, ranks[before] + step * count + 1, step) if step else None


def _rising(ranks: Sequence[int]) -> list[int]:
    """Places of the longest strictly rising row among those that have a rank."""
    tops: list[int] = []  # the least last rank of a rising row of each length
    ends: list[int] = []  # and its place
    back = [-1] * len(ranks)
    for place, rank in enumerate(ranks):
        if rank >= UNRANKED:
            continue
        length = bisect_left(tops, rank)
        back[place] = ends[length - 1] if length else -1
        tops[length : length + 1], ends[length : length + 1] = [rank], [place]
    kept: list[int] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        kept.append(place)
        place = back[place]
    return kept[::-1]
