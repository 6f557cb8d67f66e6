from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PARTS = {
    "created": (_("New leads"), "good"),
    "updated": (_("Already known, blanks filled"), "acc"),
    "skipped": (_("Already known or twice in the file, nothing new"), "t3"),
    "rejected": (_("Rows with errors, kept aside"), "bad"),
    "suppressed": (_("On the do-not-call list, never queued"), "vio"),
}


@dataclass(frozen=True)
class Part:
    """One class of rows in the bar: words, rows, percent of all and percent before it, tone."""

    label: str | Promise
    count: int
    share: float
    start: float
    tone: str


def parts_of(counts: dict[str, int]) -> list[Part]:
    """Rows by class as parts of one bar, in the order of PARTS."""
    total = max(sum(counts.values()), 1)
    parts, start = [], 0.0
    for name, (label, tone) in PARTS.items():
        share = round(100 * counts[name] / total, 2)
        parts.append(Part(label, counts[name], share, start, tone))
        start += share
    return parts
