"""How a claim ends without an outcome: the tab was closed, or a manager lets the lead go."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _t

from calls.models import CallAttempt
from leads.models import Activity, Enrollment, Priority
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

CLOSED = timedelta(seconds=60)  # the tab was closed: so long the lead is still kept for its setter
REST = timedelta(hours=1)  # how long a lead stays away whose call had no outcome


def leave(setter: "User") -> int:
    """The tab was closed: what was only offered is kept for a minute more. What was dialled stays: its outcome is
    owed. Another tab, or the same one loaded anew, goes on with the lease. Returns how many leases were shortened."""
    until = clock.now() + CLOSED
    return Enrollment.objects.claimed_by(setter).kept_beyond(until).kept_until(until)


def let_go(enrollment: Enrollment, *, by: "User", reason: str) -> None:
    """A manager gives a claimed lead back to the queue. When it was dialled, that call owes no outcome any more, and
    the lead is tried again in an hour. Refused without a reason, or when nobody holds it."""
    if not reason.strip():
        raise Refused(_t("Say why."))
    with transaction.atomic():
        found = Enrollment.objects.locked(enrollment.pk)
        setter = found.claimed_by
        if setter is None:
            raise Refused(_t("Nobody holds this lead any more."))
        if CallAttempt.objects.of_pass(found).give_up(clock.now()):
            promised = found.priority in (Priority.CALLBACK, Priority.CONFIRM, Priority.VAGUE)
            again = Priority(found.priority) if promised else Priority.RETRY
            found.queue_for(again, clock.now() + REST)
        else:
            found.stand_aside(until=found.call_after)
        found.lead.record(Activity.Kind.LET_GO, by=by, setter=setter.name, note=reason.strip()[:200])
