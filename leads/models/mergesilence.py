"""If one of two leads must not be called, the one that they become must not be either."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _t

from leads.models.activity import Activity
from leads.models.enrollment import Enrollment
from leads.models.lead import Lead
from leads.models.suppression import Suppression
from leads.states import Stage
from office import clock

if TYPE_CHECKING:
    from office.models import User


def must_be_silent(lead: Lead, passes: Sequence[Enrollment]) -> bool:
    """It ended as “do not call”, or nothing is left of it that may be contacted."""
    if any(each.lead_id == lead.pk and each.is_latest and each.stage == Stage.DO_NOT_CALL for each in passes):
        return True
    values = [value for value in lead.addresses if value.startswith("+")] or lead.addresses
    forbidden = Suppression.objects.binding(lead.client_id).in_force(clock.now()).against(values)
    return bool(values) and set(values) == set(forbidden.values_list("value", flat=True))


def silence(values: Sequence[str], lead: Lead, *, by: "User") -> list[int]:
    """Put each on the list of those that must not be contacted; returns the ids of what is new there."""
    known = Suppression.objects.of_client(lead.client_id).in_force(clock.now()).against(list(values))
    before = set(known.values_list("pk", flat=True))
    source, evidence = _t("Merged leads"), _t("One of the two must not be called.")
    made = [
        Suppression.put(value, client=lead.client, source=source, by=by, evidence=evidence)
        for value in dict.fromkeys(values)
    ]
    return [each.pk for each in made if each.pk not in before]


def speak_again(ids: Sequence[int], lead: Lead, *, by: "User") -> bool:
    """Lift what the merge put, unless the lead was suppressed again since. False when it must stay."""
    put = list(Suppression.objects.filter(pk__in=ids).in_force(clock.now()))
    since = min((each.created_at for each in put), default=None)
    said = Activity.objects.of_lead(lead).filter(kind=Activity.Kind.SUPPRESSED)
    if since is not None and said.filter(at__gte=since).exists():
        return False
    for each in put:
        each.lift(by=by, evidence=_t("The merge that put it was taken apart."))
    return True
