"""Makers of things for the tests, through the same verbs that the product uses."""

import tempfile
from datetime import UTC, datetime, time
from itertools import count
from pathlib import Path
from typing import Any

from appointments.models import Appointment, Availability, CalendarBlock, MeetingKind, Picker, PoolMember
from leads.models import Campaign, Company, Enrollment, Lead, LeadImport, LeadList, LeadPhone, Question
from office.models import Client, User

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 12:00 in Athens, a working day
PASSWORD = "correct-horse-battery"
_serial = count(1)


def person(name: str, *roles: tuple[Client, str], **details: Any) -> User:
    """A person who may log in, with roles at clients."""
    details.setdefault("email", f"{name.lower()}@demo.test")
    user = User.objects.create_user(password=PASSWORD, name=name.title(), **details)
    for client, role in roles:
        user.join(client, role)
    return user


def campaign(client: Client, by: User, name: str = "Cold-store audit", **details: Any) -> Campaign:
    return Campaign.open(client=client, name=name, by=by, **details)


def phone(number: str | None = None, **details: Any) -> LeadPhone:
    """An unsaved number in the form of a Greek mobile; nothing is ever dialled."""
    return LeadPhone(number=number or f"+3069000{next(_serial):05d}", kind=LeadPhone.Kind.MOBILE, **details)


def company(client: Client, name: str) -> Company:
    return Company.named(name, client=client)


def lead(client: Client, by: User, *numbers: str, zones: tuple[str, ...] = ("Europe/Athens",), **details: Any) -> Lead:
    """A lead with its numbers (one is made up when none is given)."""
    serial = next(_serial)
    details.setdefault("first_name", "Helen")
    details.setdefault("last_name", f"Papadakis{serial}")
    details.setdefault("country", "GR")
    phones = tuple(phone(number) for number in numbers) or (phone(),)
    return Lead.add(client=client, by=by, phones=phones, zones=zones, **details)


def enrolled(
    campaign: Campaign,
    by: User,
    *numbers: str,
    lead_list: LeadList | None = None,
    queue: dict[str, Any] | None = None,
    **details: Any,
) -> Enrollment:
    """A lead in the campaign's queue."""
    made = lead(campaign.client, by, *numbers, **details)
    return made.enroll(campaign, by=by, lead_list=lead_list, **(queue or {}))


def question(campaign: Campaign, text: str = "Takes part in the decision?", **details: Any) -> Question:
    details.setdefault("options", [{"label": "Yes", "points": 10}, {"label": "No", "points": 0, "knocks_out": True}])
    details.setdefault("area", Question.Area.ABILITY)
    return Question.objects.create(client=campaign.client, campaign=campaign, text=text, **details)


def bookable(
    campaign: Campaign, *reps: User, starts: str = "09:00", ends: str = "17:00", **details: Any
) -> MeetingKind:
    """A kind of meeting, and reps in the campaign's pool who are open every day from 9 to 17 on their own clock."""
    for rep in reps:
        week = [(day, time.fromisoformat(starts), time.fromisoformat(ends)) for day in range(7)]
        Availability.set_week(rep, week, by=rep)
        PoolMember.objects.get_or_create(client=campaign.client, campaign=campaign, person=rep)
    details.setdefault("name", "First meeting")
    return MeetingKind.objects.create(client=campaign.client, campaign=campaign, **details)


def held(enrollment: Enrollment, kind: MeetingKind, by: User) -> CalendarBlock:
    """The soonest time, on hold for the setter."""
    picker = Picker(enrollment.lead, kind, by=by)
    assert picker.soonest
    return picker.hold(picker.soonest.starts_at)


def booked(enrollment: Enrollment, kind: MeetingKind, by: User, **details: Any) -> Appointment:
    """A meeting at the soonest time."""
    block = held(enrollment, kind, by)
    assert block.token
    return Appointment.book(enrollment, by=by, hold=block.token, **details)


def lead_import(campaign: Campaign, by: User, *lines: str, list_name: str = "November") -> LeadImport:
    """A file of these lines, handed in and not yet matched."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))
        file.flush()
        lead_list = LeadList.open(campaign=campaign, name=list_name, by=by)
        return LeadImport.receive(Path(file.name), name="leads.csv", lead_list=lead_list, by=by)
