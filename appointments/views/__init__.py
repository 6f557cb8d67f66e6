from appointments.views.agenda import day, listed, month, week
from appointments.views.hours import away, hours, override, region, usual, withdraw, work_on
from appointments.views.kinds import kind, kind_new, kinds, retire_kind
from appointments.views.meetings import cancel, feedback, meeting, of_lead
from appointments.views.passing import accept, decline, reassign
from appointments.views.pool import correct, join, leave, member, pool, terms
from appointments.views.slots import book, hold, overrule, release, renew, slots

__all__ = [
    "accept",
    "away",
    "book",
    "cancel",
    "correct",
    "day",
    "decline",
    "feedback",
    "hold",
    "hours",
    "join",
    "kind",
    "kind_new",
    "kinds",
    "leave",
    "listed",
    "meeting",
    "member",
    "month",
    "of_lead",
    "override",
    "overrule",
    "pool",
    "reassign",
    "region",
    "release",
    "renew",
    "retire_kind",
    "slots",
    "terms",
    "usual",
    "week",
    "withdraw",
    "work_on",
]
