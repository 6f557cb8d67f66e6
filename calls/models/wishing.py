"""What a call does to a lead's wish on the waitlist, and how that is taken back."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _t

from appointments.models import Wish
from calls.models.outcome import Outcome
from calls.models.told import Caused
from leads.models import UNDO, Enrollment, Priority
from leads.states import Stage
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from calls.models.told import Told

SAID_NOTHING = (Outcome.NOT_REACHED, Outcome.BAD_NUMBER)  # of the time that came free


def wait(enrollment: Enrollment, told: "Told") -> Caused:
    """On the waitlist: ready to meet, and aside until a time comes free."""
    if told.wish is None:
        raise Refused(_t("Say which times the lead would take."))
    before = Wish.objects.of_pass(enrollment).open().first()
    stood = {"wish_before": before.standing} if before else {}
    made = Wish.put(enrollment, by=told.by, **told.wish)
    enrollment.become(Stage.QUALIFIED)
    enrollment.queue_for(Priority.ASIDE, clock.now() + UNDO)
    return {"wish": made.pk, **stood}


def heard(enrollment: Enrollment, outcome: str) -> Caused:
    """A call about a time that had come free is over, and did not book: the time goes to the next. A lead that was not
    reached waits on aside, and may be offered it again when its next try is due."""
    wish = Wish.objects.of_pass(enrollment).open().first()
    if wish is None:
        return {}
    stood = wish.standing
    wish.withdraw(turned_down=outcome not in SAID_NOTHING)
    if outcome == Outcome.NOT_REACHED and enrollment.ended_at is None:
        enrollment.queue_for(Priority.ASIDE, enrollment.call_after)
    return {"wish_before": stood}


def take_back_wish(caused: Caused) -> None:
    """As it stood before the outcome."""
    if "wish" in caused:
        Wish.objects.locked(caused["wish"]).close(Wish.State.UNDONE, by=None)
    if "wish_before" in caused:
        Wish.rewind(caused["wish_before"])
