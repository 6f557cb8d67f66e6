"""Each figure: its word, its one definition, and where its rows are. Printed beside the number wherever it stands."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the `Tally` of that name; `page` and `which` open its rows."""

    name: str
    label: str | Promise
    definition: str | Promise
    page: str
    which: str
    is_good: bool = True
    base: str = ""  # the figure of which it is a share
    of: str | Promise = ""


DIALS = Figure(
    "dials",
    _("Dials"),
    _("Calls that we started in the period. If an outcome is undone, the dial still counts: it happened."),
    "reports:calls",
    "dials",
)
ANSWERED = Figure(
    "answered",
    _("Answered"),
    _("Dials that reached somebody, the decision-maker or another person; not a machine."),
    "reports:calls",
    "answered",
)
CONVERSATIONS = Figure(
    "conversations",
    _("Conversations"),
    _("Dials that reached the decision-maker, as the outcome says."),
    "reports:calls",
    "conversations",
    base="dials",
    of=_("of dials"),
)
BOOKED = Figure(
    "booked",
    _("Booked"),
    _("Meetings set in the period, by the day of the booking, whatever became of them. Undone bookings do not count."),
    "reports:meetings",
    "booked",
    base="conversations",
    of=_("of conversations"),
)
DUE = Figure(
    "due",
    _("Due"),
    _("Meetings whose start lies in the period and has passed, and that were not called off or moved."),
    "reports:meetings",
    "due",
)
HELD = Figure(
    "held",
    _("Held"),
    _("Meetings that took place, by the day of the meeting, as the rep says. Show rate: held ÷ due."),
    "reports:meetings",
    "held",
    base="due",
    of=_("of those due"),
)
NO_SHOWS = Figure(
    "no_shows",
    _("No-shows"),
    _("Meetings to which the lead did not come, by the day of the meeting."),
    "reports:meetings",
    "no_shows",
    is_good=False,
    base="due",
    of=_("of those due"),
)
WON = Figure(
    "won",
    _("Won"),
    _("Meetings of the period, by the day of the meeting, that ended in a won customer."),
    "reports:meetings",
    "won",
    base="held",
    of=_("of those held"),
)
RETURNED = Figure(
    "returned",
    _("Returned"),
    _("Leads that went back to marketing in the period, by the day they arrived there."),
    "reports:returned",
    "returned",
    is_good=False,
)
CARDS = (DIALS, CONVERSATIONS, BOOKED, HELD, NO_SHOWS, WON)
FUNNEL = (DIALS, ANSWERED, CONVERSATIONS, BOOKED, HELD, WON)
BREAKDOWN = (DIALS, ANSWERED, CONVERSATIONS, BOOKED, HELD, NO_SHOWS, WON)
EVERY = (DIALS, ANSWERED, CONVERSATIONS, BOOKED, DUE, HELD, NO_SHOWS, WON, RETURNED)
