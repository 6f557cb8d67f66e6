"""What follows when leads come in by themselves and ask to be called: the head of the queue, or a word to marketing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.enrollment import ANY_TIME, Enrollment, Priority
from leads.models.handoff import HandOff
from leads.models.importrow import ImportRow
from leads.models.leadlist import LeadList
from leads.models.nurturing import Nurturing
from leads.models.nurturings import End
from leads.models.returning import RETURNABLE
from office import clock
from office.models import Notice, Role, User

if TYPE_CHECKING:
    from leads.models.arrival import Arrival

HOT = {"priority": Priority.HOT, "call_after": ANY_TIME}


def record(leads: Sequence[int], arrival: "Arrival", details: dict[str, Any]) -> None:
    """One line in each timeline."""
    Activity.objects.bulk_create(
        Activity(
            client_id=arrival.client_id,
            lead_id=lead,
            kind=Activity.Kind.ARRIVED,
            by=None,
            at=clock.now(),
            details=details,
        )
        for lead in leads
    )


def call_soon(leads: Sequence[int], *, lead_list: LeadList) -> None:
    """They wait among the hot ones. A pass that is over is followed by a new one where marketing could bring the lead
    back too; promised callbacks, calls in progress, meetings, and who must not be called stay as they are."""
    waiting = Enrollment.objects.of_leads(leads).callable().unclaimed()
    waiting.later_than(Priority.HOT).update(priority=Priority.HOT, call_after=clock.now(), due_since=None)
    for over in Enrollment.objects.of_leads(leads).current().ended_as(RETURNABLE).select_for_update(of=("self",)):
        Nurturing.lift_out(over.lead, End.FORM)
        over.lead.enroll(lead_list.campaign, by=None, lead_list=lead_list, **HOT)
        over.lead.record(Activity.Kind.REENTERED, by=None)
        returned = HandOff.objects.of_lead(over.lead).at_marketing().waiting()
        returned.update(reentered_at=clock.now(), state=HandOff.State.DONE)


def tell_of_silence(arrival: "Arrival", leads: Sequence[int]) -> None:
    """Tell marketing of those who asked for contact and whom nobody will call."""
    name, ledger = str(arrival.door), ImportRow.objects.of_import(arrival.lead_import)
    forbidden = ledger.suppressed().count()
    queued = Enrollment.objects.of_leads(leads).open().with_number().count()
    elsewhere = len(leads) - queued + ledger.rejected().count()
    if forbidden:
        words = _("“{name}”: {n} who asked for contact stand on the do-not-call list, and stay there. See who it is.")
        _tell(arrival, format_lazy(words, name=name, n=forbidden))
    if elsewhere:
        words = _("“{name}”: {n} who asked for contact stand in no queue, so nobody will call. See who it is.")
        _tell(arrival, format_lazy(words, name=name, n=elsewhere))


def _tell(arrival: "Arrival", words: Any) -> None:
    url = reverse("leads:result", args=[arrival.lead_import_id])
    for person in User.objects.working().holding(Role.MARKETING, client=arrival.client):
        Notice.tell(person, words, client=arrival.client, url=url)
