"""May we call? Hours where the lead is, as data: every ``*.toml`` beside this file, each with its source. Pure.

Data, not advice. All rules that may apply to a lead are laid over each other: a time is open only when every one of
them is open in every zone where the lead may be. House policy (``kind = "house"``) counts only where no law that surely
applies names hours, the general one only where no particular one does; a client's rules (``kind = "client"``) may only
tighten. So a new place is a new ``[[rule]]``, and no code.
"""

from calls.rules.files import Book, Cap, Per, Rule, RuleFile, add, book, load, read, shelf, tightening
from calls.rules.hours import (
    Verdict,
    judge,
    next_open,
    open_classes,
    open_until,
    openings,
    verdict,
)
from calls.rules.limits import (
    Dial,
    Ground,
    Hold,
    asks_consent,
    holds,
    limits,
    registry_age,
    silence_after_refusal,
    without_consent,
)
from calls.rules.places import WindowClass, applicable, concerned, countries

__all__ = ["Book", "Cap", "Dial", "Ground", "Hold", "Per", "Rule", "RuleFile", "Verdict", "WindowClass", "add"]
__all__ += ["applicable", "book", "concerned", "holds", "judge", "limits", "load", "next_open", "open_classes"]
__all__ += ["open_until", "openings", "read", "registry_age", "shelf", "silence_after_refusal", "verdict"]
__all__ += ["asks_consent", "countries", "tightening", "without_consent"]
