from appointments.views.hours import away, hours, override, region, usual, withdraw, work_on
from appointments.views.kinds import kind, kind_new, kinds, retire_kind
from appointments.views.meetings import cancel, feedback, meeting, of_lead, week
from appointments.views.slots import book, hold, overrule, release, renew, slots

__all__ = [
    "away",
    "book",
    "cancel",
    "feedback",
    "hold",
    "hours",
    "kind",
    "kind_new",
    "kinds",
    "meeting",
    "of_lead",
    "override",
    "overrule",
    "region",
    "release",
    "renew",
    "retire_kind",
    "slots",
    "usual",
    "week",
    "withdraw",
    "work_on",
]
