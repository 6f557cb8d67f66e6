"""What makes the first look alive: promises that are due, hot leads, somebody on the floor, suppressions."""

from datetime import timedelta

from calls import queue
from calls.models import CallAttempt
from leads.models import LeadList, Priority, Suppression
from office import clock
from setterdesk.demo.month import Month

MINUTE = timedelta(minutes=1)
HOT = "Website requests"


def prepare(month: Month) -> None:
    """The last hour and a half before now, act by act."""
    with clock.frozen(month.now - 95 * MINUTE):
        meetings(month)
    with clock.frozen(month.now - 50 * MINUTE):
        promises(month)
    with clock.frozen(month.now - 24 * MINUTE):
        owed(month)
    with clock.frozen(month.now - 15 * MINUTE):
        suppressions(month)
        hot_leads(month)


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


def suppressions(month: Month) -> None:
    """Two people have written that they do not wish to be called."""
    effort = month.efforts[0]
    for number in ("+303100000901", "+303100000902"):
        words = {"source": "Letter", "evidence": "Asked in writing not to be called."}
        Suppression.put(number, client=effort.campaign.client, by=effort.marketer, **words)
