"""Makers of things for the tests, through the same verbs that the product uses."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from leads.models import Campaign, Enrollment, Lead, LeadList, LeadPhone, Question
from office.models import Client, User

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 12:00 in Athens, a working day
_serial = count(1)


def person(name: str, *roles: tuple[Client, str], **details: Any) -> User:
    """A person who may log in, with roles at clients."""
    details.setdefault("email", f"{name.lower()}@demo.test")
    user = User.objects.create_user(password="correct-horse-battery", name=name.title(), **details)
    for client, role in roles:
        user.join(client, role)
    return user


def campaign(client: Client, by: User, name: str = "Cold-store audit", **details: Any) -> Campaign:
    return Campaign.open(client=client, name=name, by=by, **details)


def phone(number: str | None = None, **details: Any) -> LeadPhone:
    """An unsaved number; Greek mobiles that no one has (the range 690 0xx is not given out)."""
    return LeadPhone(number=number or f"+3069000{next(_serial):05d}", kind=LeadPhone.Kind.MOBILE, **details)


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
