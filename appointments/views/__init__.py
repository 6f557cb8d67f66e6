from appointments.views.agenda import day, listed, month, week
from appointments.views.hours import away, hours, withdraw
from appointments.views.meetings import cancel, feedback, meeting, of_lead
from appointments.views.passing import accept, decline, reassign
from appointments.views.pool import correct, join, leave, member, pool, terms
from appointments.views.slots import hold, release, renew, slots

__all__ = [
    "accept",
    "away",
    "cancel",
    "correct",
    "day",
    "decline",
    "feedback",
    "hold",
    "hours",
    "join",
    "leave",
    "listed",
    "meeting",
    "member",
    "month",
    "of_lead",
    "pool",
    "reassign",
    "release",
    "renew",
    "slots",
    "terms",
    "week",
    "withdraw",
]
