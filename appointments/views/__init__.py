from appointments.views.hours import away, hours, withdraw
from appointments.views.meetings import cancel, feedback, meeting, of_lead, week
from appointments.views.slots import hold, release, renew, slots

__all__ = [
    "away",
    "cancel",
    "feedback",
    "hold",
    "hours",
    "meeting",
    "of_lead",
    "release",
    "renew",
    "slots",
    "week",
    "withdraw",
]
