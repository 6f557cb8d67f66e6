"""What makes the first look alive: promises that are due, hot leads, somebody on the floor, suppressions."""

from datetime import timedelta

from django.http import QueryDict

from calls import queue
from calls.models import CallAttempt
from leads.models import Lead, LeadList, LeadMerge, Priority, SameSweep, Suppression
from office import clock
from office.models import Role
from reports.exports.files import csv_stream
from reports.forms.exports import LeadsExportForm
from setterdesk.demo import booking, coaching, doorways, registers
from setterdesk.demo.campaigns import Effort
from setterdesk.demo.month import Month

MINUTE = timedelta(minutes=1)
HOT = "Website requests"
FORBIDDEN = {"greek": ("+303100000901", "+303100000902"), "british": ("+447700900901",)}


def prepare(month: Month) -> None:
    """The last hour and a half before now, act by act."""
    with clock.frozen(month.now - 100 * MINUTE):
        taken(month)
    with clock.frozen(month.now - 95 * MINUTE):
        booking.terms(month)
        meetings(month)
    with clock.frozen(month.now - 70 * MINUTE):
        booking.wait(month)
    with clock.frozen(month.now - 50 * MINUTE):
        promises(month)
    with clock.frozen(month.now - 24 * MINUTE):
        owed(month)
    with clock.frozen(month.now - 15 * MINUTE):
        suppressions(month)
        registers.load(by=month.house.people["ada"])
        hot_leads(month)
        doorways.open_all(month)
    with clock.frozen(month.now - 10 * MINUTE):
        twins(month)
    with clock.frozen(month.now - 5 * MINUTE):
        coaching.coach(month)
        booking.come_free(month)
        booking.chase(month)


def meetings(month: Month) -> None:
    """Meetings of the coming days."""
    for name in ("sam", "oscar", "sue", "oscar", "sam", "oscar", "sue", "sam"):
        month.telephone.call(month.house.people[name], "booked")


def promises(month: Month) -> None:
    """Callbacks due now and later today, the setter's own and anyone's."""
    for name, minutes, anyone in (
        ("sam", 8, False), ("sue", 6, False), ("sam", 4, True), ("oscar", 5, False), ("sam", -45, False),
        ("sue", -80, False), ("sue", -130, True), ("oscar", -60, True),
    ):  # fmt: skip
        setter = month.house.people[name]
        at = month.now - minutes * MINUTE
        month.telephone.call(setter, "call-back", callback_at=at, anyone=anyone, notes="Asked to be called back.")
        clock.advance(MINUTE)


def owed(month: Month) -> None:
    """One setter has ended a call and not yet said how it came out: the manager's page shows it."""
    setter = month.house.people["stella"]
    enrollment = queue.claim(setter)
    if enrollment:
        attempt = CallAttempt.dial(enrollment, by=setter)
        attempt.answer()
        clock.advance(3 * MINUTE)
        attempt.end()


def hot_leads(month: Month) -> None:
    """Fresh requests: one of them from where it is never too late to call."""
    for serial, effort in enumerate(month.efforts, start=9_000):
        made = LeadList.open(campaign=effort.campaign, name=HOT, by=effort.marketer, source="Website")
        effort.quality[made.pk] = 1.5
        owl = effort.told["setting"] == "british"
        effort.enroll(made, month.inventor, serial, owl=owl, priority=Priority.HOT)


def taken(month: Month) -> None:
    """Each client's marketing has taken its leads as a file; what was in it goes nowhere."""
    for person in month.house.holding(Role.MARKETING):
        person.look_as([Role.MARKETING])
        told = QueryDict(f"client={person.clients_in_view[0]}&format=csv&columns=first_name&columns=city&columns=stage")
        form = LeadsExportForm(told, query=QueryDict("stage=new"), user=person)
        if export := form.begin(by=person):
            for _piece in csv_stream(export, form.table):
                pass


def suppressions(month: Month) -> None:
    """Some people have written that they do not wish to be called."""
    words = {"source": "Letter", "evidence": "Asked in writing not to be called."}
    for effort in month.efforts:
        for number in FORBIDDEN[effort.told["setting"]]:
            Suppression.put(number, client=effort.campaign.client, by=effort.marketer, **words)


def twins(month: Month) -> None:
    """People who came in a second time, by hand and a letter apart: they are proposed, and one is merged already."""
    for effort in month.efforts:
        fresh = Lead.objects.of_client(effort.campaign.client).in_stage("new").in_campaign(effort.campaign.pk)
        known = list(fresh.select_related("company", "window_class").order_by("-pk")[:3])
        made = [_again(month, effort, lead, 9_500 + turn) for turn, lead in enumerate(known)]
        LeadMerge.make(known[0], made[0], by=effort.marketer)
    SameSweep.objects.look()


def _again(month: Month, effort: Effort, lead: Lead, serial: int) -> Lead:
    same = {name: getattr(lead, name) for name in ("first_name", "email", "city", "country", "region", "zone_source")}
    return Lead.add(
        client=effort.campaign.client,
        by=effort.marketer,
        phones=month.inventor.phones(effort.told["setting"], serial),
        zones=tuple(lead.zones),
        last_name=lead.last_name + lead.last_name[-1],
        source="Fair",
        created_at=clock.now(),
        **same,
    )
