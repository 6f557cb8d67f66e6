"""How the demo's meetings come about: who takes them and on which terms, who owes a word, who waits for a time."""

from datetime import time, timedelta
from typing import Any

from appointments.models import HolidayRegion, MeetingKind, Override, PoolMember, PoolTerms
from appointments.models.chase import chase_feedback
from appointments.wanted import Stretch
from calls.models.waitlist import sweep_waitlist
from office import clock
from office.models import Role
from setterdesk.demo.house import ATHENS, LONDON
from setterdesk.demo.month import Month

ACCEPT_WITHIN = 24 * 60
HOLIDAYS = {ATHENS: ("GR",), LONDON: ("GB", "ENG")}
BY_PHONE: dict[str, Any] = {"name": "First talk by phone", "place": "phone", "minutes": 20, "step": 20, "horizon": 12}
SATURDAY, SUNDAY = 5, 6
WAITS = timedelta(days=21)
# Turns for others' one, what they know, which languages they speak, which postal codes are theirs.
MEMBERS: dict[str, dict[str, Any]] = {
    "rita": {
        "weight": 2,
        "skills": ["cold store"],
        "languages": ["el", "en"],
        "postal_codes": ["10", "11", "15", "17"],
    },
    "nikos": {"weight": 1, "skills": ["monitoring"], "languages": ["el"], "postal_codes": ["54", "55", "56"]},
    "oren": {"weight": 1, "skills": ["roof"], "languages": ["en"], "area_codes": ["020", "0161"]},
}


def terms(month: Month) -> None:
    """From now on reps accept what they are given, and keep their public holidays; each has a weight, skills and a
    territory; everywhere there is more than one kind of meeting."""
    for rep in month.house.holding(Role.REP):
        HolidayRegion.choose(rep, *HOLIDAYS[rep.zone], by=rep)
    for effort in month.efforts:
        manager = month.house.one(Role.MANAGER, effort.campaign.client.slug)
        if len(effort.kinds) == 1:
            MeetingKind.add(effort.campaign, by=manager, **BY_PHONE)
        PoolTerms.of(effort.campaign).set(by=manager, accept_within=ACCEPT_WITHIN)
        for member in PoolMember.objects.of_campaign(effort.campaign):
            member.change(by=manager, **MEMBERS[member.person.name.split()[0].lower()])


def wait(month: Month) -> None:
    """Three leads find no time that suits: they can only on a day on which nobody works."""
    for name, day in (("sue", SATURDAY), ("sam", SUNDAY), ("oscar", SATURDAY)):
        setter = month.house.people[name]
        enrollment = month.telephone.next_of(setter)
        if enrollment is None:
            continue
        kinds = month.telephone.efforts[enrollment.campaign_id].kinds
        told = {"kind": kinds[-1], "windows": [Stretch((day,), 8 * 60, 18 * 60)], "note": "Alone in the shop all week."}
        month.telephone.call(setter, "waitlist", wish={**told, "until": clock.today(enrollment.lead.zone) + WAITS})


def come_free(month: Month) -> None:
    """A rep opens next Saturday's morning: the lead that waits longest for one is to be called."""
    rita = month.house.people["rita"]
    today = clock.today(rita.zone)
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7 or 7)
    Override.put(rita, saturday, [(time(10), time(13))], by=rita)
    sweep_waitlist()


def chase(month: Month) -> None:
    """Reps are reminded of the word that they owe."""
    chase_feedback()
    month.afterwards.sweep()
