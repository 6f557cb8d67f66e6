from appointments.views.feed import feed, feed_new, feed_off
from appointments.views.hours import away, hours, withdraw
from appointments.views.letters import campaign_plan, campaign_plan_usual, letter, letter_plan, letter_usual, letters
from appointments.views.meetings import cancel, feedback, meeting, of_lead, week
from appointments.views.own import own, own_cancel, own_confirm, own_move, own_where
from appointments.views.slots import hold, release, renew, slots

__all__ = [
    "away",
    "campaign_plan",
    "campaign_plan_usual",
    "cancel",
    "feed",
    "feed_new",
    "feed_off",
    "feedback",
    "hold",
    "hours",
    "letter",
    "letter_plan",
    "letter_usual",
    "letters",
    "meeting",
    "of_lead",
    "own",
    "own_cancel",
    "own_confirm",
    "own_move",
    "own_where",
    "release",
    "renew",
    "slots",
    "week",
    "withdraw",
]
