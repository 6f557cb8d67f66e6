"""How often Python looks for things that nobody holds any more, in a process that serves or works for hours."""

import gc


def look_seldom() -> None:
    """What is loaded by now stays: no look goes over all of it again. A page of the desk makes some ten thousand
    things, a chunk of a load many more: one look, not fifteen."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
