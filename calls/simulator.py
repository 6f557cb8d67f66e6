"""The simulated telephone: what happens on a call, decided by the number alone, so that it is the same each time. Pure.

The last digit decides: 0–3 nobody answers, 4 a machine, 5 engaged, 6–9 somebody answers.
"""

Event = tuple[str, int]  # what the provider says, and after how many milliseconds

NOBODY: tuple[Event, ...] = (("ring", 400), ("end", 15_000))
ENGAGED: tuple[Event, ...] = (("ring", 300), ("end", 1_200))
MACHINE: tuple[Event, ...] = (("ring", 400), ("answer", 6_000), ("end", 26_000))
SOMEBODY: tuple[Event, ...] = (("ring", 400), ("answer", 2_500))
PLANS = {"4": MACHINE, "5": ENGAGED, **dict.fromkeys("6789", SOMEBODY)}


def plan(number: str) -> tuple[Event, ...]:
    """Return what the provider will say on a call to a number."""
    return PLANS.get(number[-1:], NOBODY)
