"""What an outcome can do, whom a call can have reached, and the dispositions that a campaign begins with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.returnreason import Kind


class Outcome(models.TextChoices):
    """What a disposition does: the effect is code, the label is data."""

    NOT_REACHED = "not_reached", _("Not reached")
    CALL_BACK = "call_back", _("Call back")
    QUALIFIED = "qualified", _("Qualified, to book later")
    BOOKED = "booked", _("Qualified and booked")
    WAITLIST = "waitlist", _("Qualified, waits for a time")
    NOT_NOW = "not_now", _("Not now")
    NOT_A_FIT = "not_a_fit", _("Not a fit")
    RIGHT_PERSON = "right_person", _("Somebody else is the right person")
    DO_NOT_CALL = "do_not_call", _("Do not call")
    BAD_NUMBER = "bad_number", _("Bad number")
    CONFIRMED = "confirmed", _("The meeting is confirmed")
    MOVED = "moved", _("The meeting is moved")
    CANCELLED = "cancelled", _("The meeting is called off")


class Reached(models.TextChoices):
    NOBODY = "nobody", _("nobody")
    MACHINE = "machine", _("a machine")
    SOMEBODY = "somebody", _("somebody")
    DECISION_MAKER = "decision_maker", _("the decision-maker")


class Tone(models.TextChoices):
    """The colour of an outcome's button."""

    PLAIN = "", _("plain")
    GOOD = "good", _("green")
    WARN = "warn", _("amber")
    BAD = "bad", _("red")
    ACC = "acc", _("blue")
    VIO = "vio", _("violet")


class Need(models.TextChoices):
    """What must be there before an outcome is saved."""

    NOTES = "notes", _("a note")
    REASON = "reason", _("a reason")
    EMAIL = "email", _("the e-mail address")
    NAME = "name", _("the name of the person")


ABOUT_MEETING = (Outcome.CONFIRMED, Outcome.MOVED, Outcome.CANCELLED)  # of a confirmation call only
ENDING = (Outcome.NOT_A_FIT, Outcome.NOT_NOW, Outcome.DO_NOT_CALL)  # of a lead with a meeting: it is called off
WHEN_CONFIRMING = (Outcome.NOT_REACHED, Outcome.BAD_NUMBER, *ABOUT_MEETING, *ENDING)
AT_A_TIME = (Outcome.CALL_BACK, Outcome.QUALIFIED)
ASKING = (*AT_A_TIME, Outcome.WAITLIST, Outcome.NOT_NOW, Outcome.DO_NOT_CALL, Outcome.RIGHT_PERSON, Outcome.CANCELLED)
NEEDED = (Outcome.NOT_REACHED, Outcome.CALL_BACK, Outcome.BOOKED)  # the last one of these cannot be retired
NEVER_NEW = (Outcome.BOOKED, *ABOUT_MEETING)  # one of each is enough: the desk has a place for it
# Keys that the desk itself listens to; the digits inside a dialog are the dialog's own.
DESK_KEYS = frozenset("cesnzmoqgbrfpdh[]?/")

KINDS = {Outcome.NOT_A_FIT: Kind.PERMANENT, Outcome.NOT_NOW: Kind.TEMPORARY}  # of the client's reasons to choose from
# code, label, key, icon, effect, who was reached, reasons asked for; 4-calling, The desk.
DEFAULTS = (
    ("no-answer", _("No answer"), "1", "phone-off", Outcome.NOT_REACHED, Reached.NOBODY, ()),
    ("voicemail", _("Voicemail"), "2", "microphone", Outcome.NOT_REACHED, Reached.MACHINE, ()),
    ("busy", _("Busy"), "3", "phone-pause", Outcome.NOT_REACHED, Reached.NOBODY, ()),
    ("call-back", _("Call back"), "4", "refresh", Outcome.CALL_BACK, Reached.SOMEBODY, ()),
    (
        "not-interested",
        _("Not interested"),
        "5",
        "thumb-down",
        Outcome.NOT_A_FIT,
        Reached.DECISION_MAKER,
        (_("No need"), _("Too expensive"), _("Has a supplier"), _("No time for this"), _("Does not decide")),
    ),
    ("wrong-number", _("Wrong number"), "6", "circle-x", Outcome.BAD_NUMBER, Reached.SOMEBODY, ()),
    ("do-not-call", _("Do not call"), "7", "ban", Outcome.DO_NOT_CALL, Reached.SOMEBODY, ()),
    ("not-now", _("Not now"), "8", "calendar-time", Outcome.NOT_NOW, Reached.DECISION_MAKER, ()),
    ("booked", _("Meeting booked"), "b", "calendar-check", Outcome.BOOKED, Reached.DECISION_MAKER, ()),
    ("qualified", _("Qualified, books later"), "9", "star", Outcome.QUALIFIED, Reached.DECISION_MAKER, ()),
    ("waitlist", _("No time suits: waitlist"), "j", "hourglass", Outcome.WAITLIST, Reached.DECISION_MAKER, ()),
    ("right-person", _("The right person is…"), "x", "user-check", Outcome.RIGHT_PERSON, Reached.SOMEBODY, ()),
    ("confirmed", _("Confirmed"), "k", "circle-check", Outcome.CONFIRMED, Reached.DECISION_MAKER, ()),
    ("moved", _("Moved to another time"), "v", "calendar-event", Outcome.MOVED, Reached.DECISION_MAKER, ()),
    ("cancelled", _("Called off"), "w", "calendar-x", Outcome.CANCELLED, Reached.DECISION_MAKER, ()),
)
