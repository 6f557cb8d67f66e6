from appointments.views.agenda import day, listed, month, week
from appointments.views.calendars import calendars, choose, connect, disconnect, password, read_again, subscribe
from appointments.views.feed import feed, feed_new, feed_off
from appointments.views.hours import away, hours, override, region, usual, withdraw, work_on
from appointments.views.kinds import kind, kind_new, kinds, move_kind, retire_kind
from appointments.views.letters import campaign_plan, campaign_plan_usual, letter, letter_plan, letter_usual, letters
from appointments.views.meetings import cancel, feedback, meeting, of_lead
from appointments.views.own import own, own_cancel, own_confirm, own_move, own_where
from appointments.views.passing import accept, decline, reassign
from appointments.views.pool import correct, join, leave, member, pool, terms
from appointments.views.slots import book, hold, overrule, release, renew, slots
from appointments.views.waitlist import end_wish, waitlist

__all__ = [
    "accept",
    "away",
    "book",
    "campaign_plan",
    "campaign_plan_usual",
    "calendars",
    "cancel",
    "choose",
    "connect",
    "correct",
    "day",
    "decline",
    "disconnect",
    "end_wish",
    "feed",
    "feed_new",
    "feed_off",
    "feedback",
    "hold",
    "hours",
    "join",
    "kind",
    "kind_new",
    "kinds",
    "leave",
    "letter",
    "letter_plan",
    "letter_usual",
    "letters",
    "listed",
    "meeting",
    "member",
    "month",
    "move_kind",
    "of_lead",
    "override",
    "overrule",
    "own",
    "own_cancel",
    "own_confirm",
    "own_move",
    "own_where",
    "password",
    "pool",
    "read_again",
    "reassign",
    "region",
    "release",
    "renew",
    "retire_kind",
    "slots",
    "subscribe",
    "terms",
    "usual",
    "waitlist",
    "week",
    "withdraw",
    "work_on",
]
