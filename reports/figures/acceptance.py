"""Of the leads that marketing hands to the setters: how many they accept, and how many they give back unseen."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from office.models import User
from reports.figures.definitions import Figure
from reports.figures.tally import share
from reports.models import Handed, Returns
from reports.scope import Scope

PAGE = "reports:handed"
HANDED = Figure(
    "handed", _("Handed over"), _("Leads that marketing handed to the setters in the period."), PAGE, "handed"
)
ACCEPTED = Figure(
    "accepted", _("Accepted"), _("Of these, the leads of hand-overs that were accepted."), PAGE, "accepted"
)
REJECTED = Figure(
    "rejected", _("Given back"), _("Of these, the leads of hand-overs that were given back."), PAGE, "rejected"
)
UNANSWERED = Figure(
    "unanswered", _("Not answered"), _("Of these, the leads of hand-overs that wait."), PAGE, "unanswered"
)
BEFORE = Figure(
    "before",
    _("Rejected before any call"),
    _("Leads that the setters gave back in the period before anybody had called them, one by one or with their list."),
    "reports:returned",
    "before",
)
AFTER = Figure(
    "after",
    _("Disqualified after a call"),
    _("Leads that the setters gave back in the period as unfit, after a call. This is no rejection."),
    "reports:returned",
    "after",
)
ACCEPTANCE = (HANDED, ACCEPTED, REJECTED, UNANSWERED, BEFORE, AFTER)


@dataclass(frozen=True)
class Acceptance:
    """Numbers of leads by the name of the figure. Two queries."""

    leads: dict[str, int]

    @classmethod
    def of(cls, scope: Scope, *, user: User, source: str = "") -> "Acceptance":
        back = Returns.seen_by(user).of(scope, "now").from_source(source)
        given = {name: back.contact(name).count() for name in ("before", "after")}
        return cls({**Handed.seen_by(user).of(scope, source).leads(), **given})

    @property
    def rate(self) -> float | None:
        """Accepted ÷ handed over, in percent."""
        return share(self.leads["accepted"], self.leads["handed"])

    @property
    def rows(self) -> list[tuple[Figure, int]]:
        return [(figure, self.leads[figure.name]) for figure in ACCEPTANCE]
