"""The one history of a lead: the lines that were written, and among them where it came from, which its lists tell."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leads.models.activity import Activity
from leads.models.listing import Listing

if TYPE_CHECKING:
    from leads.models.lead import Lead


@dataclass(frozen=True)
class Timeline:
    """Some lines, newest first; `before`: the written line behind which older ones stand, None at the end."""

    lines: list[Activity]
    before: Activity | None = None

    @classmethod
    def of(cls, lead: "Lead", *, before: Activity | None = None, most: int | None = None) -> "Timeline":
        """The newest `most` lines of a lead (all when not said), or those older than one of them."""
        written = Activity.objects.of_lead(lead).written().newest()
        written = written.before(before) if before else written
        page = list(written[: most + 1] if most is not None else written)
        more = most is not None and len(page) > most
        lines = page[:most] if more else page
        came = [
            line
            for line in map(_came, Listing.objects.of_lead(lead).by_import())
            if (before is None or line.at < before.at) and (not more or line.at >= lines[-1].at)
        ]
        # of one moment, what was written comes after the arrival
        ordered = sorted([*came, *reversed(lines)], key=lambda line: line.at)
        return cls(ordered[::-1], lines[-1] if more else None)


def _came(listing: Listing) -> Activity:
    """A place on a list that an import gave, as a line."""
    told = {"list": listing.lead_list.name, "row": listing.row}
    by = listing.lead_import.by if listing.lead_import else None
    return Activity(lead_id=listing.lead_id, kind=Activity.Kind.IMPORTED, at=listing.created_at, by=by, details=told)
