"""Rows that stand in an order which people decide. Pure."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def moved(rows: Sequence[T], row: T, places: int) -> list[T]:
    """The rows with one of them so many places further down (up when negative). At the ends it stays."""
    order = [each for each in rows if each != row]
    order.insert(max(0, list(rows).index(row) + places), row)
    return order
