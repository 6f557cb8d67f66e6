"""The returns that wait at marketing and whose lead could be put into a nurture track."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from leads.models.handoff import HandOff
from leads.models.inbox import HandOffQuerySet
from leads.models.mailbar import MailBar
from leads.models.nurturing import Nurturing
from leads.models.suppression import Suppression
from office import clock

if TYPE_CHECKING:
    from office.models import User


def candidates(user: "User") -> HandOffQuerySet:
    """With an address to which mail may go, in no track, and not for reasons of the law; the newest first.

    Who is shown here may still be refused when the choice is made: `Nurturing.put_in` asks again.
    """
    waiting = HandOff.objects.visible_to(user).at_marketing().waiting().exclude(reason=HandOff.Reason.COMPLIANCE)
    theirs = {"client_id": OuterRef("client_id")}
    barred = MailBar.objects.in_force().filter(**theirs, address=Lower(OuterRef("lead__email")))
    forbidden = Suppression.objects.in_force(clock.now()).filter(value=Lower(OuterRef("lead__email")))
    inside = Nurturing.objects.open().filter(lead_id=OuterRef("lead_id"))
    able = waiting.exclude(lead__email="").exclude(Exists(barred)).exclude(Exists(inside))
    return able.exclude(Exists(forbidden.filter(**theirs))).newest()
