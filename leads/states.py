"""The stages of a lead's pass and the moves between them. `become()` in models/enrollment.py is the only writer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    NEW = "new", _("New")
    WORKING = "working", _("Working")
    QUALIFIED = "qualified", _("Qualified")
    APPOINTMENT_SET = "appointment_set", _("Appointment set")
    HANDED_OVER = "handed_over", _("Handed over")
    NURTURE = "nurture", _("Nurture")
    DISQUALIFIED = "disqualified", _("Disqualified")
    DO_NOT_CALL = "do_not_call", _("Do not call")
    EXHAUSTED = "exhausted", _("Exhausted")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    MERGED = "merged", _("Merged")  # one pass goes on when two leads turn out to be one person; the other ends so


CALLABLE = (Stage.NEW, Stage.WORKING, Stage.QUALIFIED)
ENDED = (Stage.NURTURE, Stage.DISQUALIFIED, Stage.DO_NOT_CALL, Stage.EXHAUSTED, Stage.WON, Stage.LOST, Stage.MERGED)

# From a stage to those that may follow it.
MOVES: dict[str, tuple[str, ...]] = {
    Stage.NEW: (
        Stage.WORKING,
        Stage.QUALIFIED,
        Stage.APPOINTMENT_SET,
        Stage.NURTURE,
        Stage.DISQUALIFIED,
        Stage.DO_NOT_CALL,
        Stage.EXHAUSTED,
        Stage.MERGED,
    ),
    Stage.WORKING: (
        Stage.QUALIFIED,
        Stage.APPOINTMENT_SET,
        Stage.NURTURE,
        Stage.DISQUALIFIED,
        Stage.DO_NOT_CALL,
        Stage.EXHAUSTED,
        Stage.MERGED,
    ),
    Stage.QUALIFIED: (
        Stage.WORKING,
        Stage.APPOINTMENT_SET,
        Stage.NURTURE,
        Stage.DISQUALIFIED,
        Stage.DO_NOT_CALL,
        Stage.EXHAUSTED,
        Stage.MERGED,
    ),
    Stage.APPOINTMENT_SET: (
        Stage.WORKING,
        Stage.HANDED_OVER,
        Stage.NURTURE,
        Stage.DISQUALIFIED,
        Stage.DO_NOT_CALL,
        Stage.WON,
        Stage.LOST,
    ),
    Stage.HANDED_OVER: (Stage.WORKING, Stage.NURTURE, Stage.DISQUALIFIED, Stage.DO_NOT_CALL, Stage.WON, Stage.LOST),
    Stage.NURTURE: (Stage.DO_NOT_CALL,),
    Stage.DISQUALIFIED: (Stage.DO_NOT_CALL,),
    Stage.EXHAUSTED: (Stage.DO_NOT_CALL,),
    Stage.DO_NOT_CALL: (),
    Stage.WON: (Stage.DO_NOT_CALL,),
    Stage.LOST: (Stage.DO_NOT_CALL,),
    Stage.MERGED: (Stage.DO_NOT_CALL,),
}

# The ways back that only the undo of a setter's last outcome, or the split of a merge, may go.
UNDO_MOVES: dict[str, tuple[str, ...]] = {
    Stage.WORKING: (Stage.NEW, Stage.APPOINTMENT_SET),
    Stage.QUALIFIED: (Stage.NEW, Stage.WORKING),
    Stage.APPOINTMENT_SET: (Stage.NEW, Stage.WORKING, Stage.QUALIFIED),
    Stage.NURTURE: (Stage.NEW, Stage.WORKING, Stage.QUALIFIED, Stage.APPOINTMENT_SET),
    Stage.DISQUALIFIED: (Stage.NEW, Stage.WORKING, Stage.QUALIFIED, Stage.APPOINTMENT_SET),
    Stage.DO_NOT_CALL: tuple(stage for stage in Stage if stage != Stage.DO_NOT_CALL),
    Stage.EXHAUSTED: (Stage.NEW, Stage.WORKING, Stage.QUALIFIED),
    Stage.MERGED: (Stage.NEW, Stage.WORKING, Stage.QUALIFIED),
}
