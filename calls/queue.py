"""Whose turn is it. (Claims: next step.)"""


def release_lapsed() -> int:
    raise NotImplementedError
