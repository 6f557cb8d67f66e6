"""Makers of things for the tests, through the same verbs that the product uses."""

import tempfile
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from appointments.models import Appointment, Availability, CalendarBlock, MeetingKind, Picker, PoolMember, Wish
from appointments.walltime import moment as moment
from appointments.wanted import Stretch
from calls.models import MailTemplate, RuleApproval
from calls.rules import shelf
from leads.models import (
    Arrival,
    Campaign,
    Company,
    Enrollment,
    HandOff,
    Lead,
    LeadImport,
    LeadList,
    LeadPhone,
    ListHandOff,
    NurtureStep,
    NurtureTrack,
    Parcel,
    Priority,
    Question,
    Register,
    RegisterExtract,
    WebForm,
)
from leads.states import Stage
from office import clock
from office.models import Client, Membership, User

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


@cache
def _password() -> str:
    return make_password(PASSWORD)


def staff(client: Client, roles: dict[str, str], at: str = "demo.test") -> dict[str, User]:
    """{name: role} to {name: person}: many people who may log in, in two statements."""
    people = User.objects.bulk_create(
        User(email=f"{name}@{at}", name=name.title(), password=_password()) for name in roles
    )
    found = dict(zip(roles, people, strict=True))
    Membership.objects.bulk_create(Membership(user=found[name], client=client, role=roles[name]) for name in roles)
    return found


def approve_rules(by: User) -> None:
    """Every rule file may be used, in one statement."""
    RuleApproval.objects.bulk_create([RuleApproval(file=f.name, digest=f.digest, by=by) for f in shelf()])


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


def wish(enrollment: Enrollment, kind: MeetingKind, by: User, *windows: Stretch, **details: Any) -> Wish:
    """Put on the waitlist, as a call's outcome does it; any time within a month, where nothing else is said."""
    details.setdefault("until", clock.today(enrollment.lead.zone) + timedelta(days=30))
    made = Wish.put(enrollment, by=by, kind=kind, windows=windows or (Stretch(),), **details)
    enrollment.become(Stage.QUALIFIED)
    enrollment.queue_for(Priority.ASIDE, clock.now())
    return made


def lead_import(campaign: Campaign, by: User, *lines: str, list_name: str = "November") -> LeadImport:
    """A file of these lines, handed in and not yet matched."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))
        file.flush()
        lead_list = LeadList.open(campaign=campaign, name=list_name, by=by)
        return LeadImport.receive(Path(file.name), name="leads.csv", lead_list=lead_list, by=by)


def web_form(lead_list: LeadList, by: User, **details: Any) -> WebForm:
    """A public form that asks for a name, a phone and an e-mail address."""
    details.setdefault("title", "Cold-store audit")
    details.setdefault("fields", ["full_name", "phone", "email", "notes", "code"])
    details.setdefault("required", ["full_name"])
    details.setdefault("consent_text", "You may call me about the audit.")
    details.setdefault("thanks", "Thank you. We call you today.")
    return WebForm.open(lead_list=lead_list, by=by, **details)


def arrival(lead_list: LeadList, by: User, *rows: dict[str, str], **through: Any) -> Arrival:
    """Rows that came in by a token or a web form, and are loaded."""
    through.setdefault("key", f"key {next(_serial)}")
    hot = through.pop("hot", False)
    told = {name: through.pop(name) for name in ("code", "basis", "consent_text") if name in through}
    parcel = Parcel(rows or [{"phone": phone().number}], hot=hot, **told)
    door = LeadImport.Door.FORM if "web_form" in through else LeadImport.Door.API
    made = Arrival.take_in(parcel, door=door, lead_list=lead_list, name="Test", by=by, **through)
    made.lead_import.run_here()
    return made


def returned(campaign: Campaign, by: User, **details: Any) -> HandOff:
    """A lead with an e-mail address that came back to marketing and waits there."""
    details.setdefault("email", f"lead{next(_serial)}@example.com")
    enrollment = enrolled(campaign, by, **details)
    handoff = HandOff.give_back(
        enrollment, stage=Stage.DISQUALIFIED, reason="permanent", by=by, label="Too small", due_at=clock.now()
    )
    HandOff.objects.sweep()
    handoff.refresh_from_db()
    return handoff


def track(client: Client, by: User, *subjects: str, wait_days: int = 1, **details: Any) -> NurtureTrack:
    """A nurture track with a mail of each subject, so many days apart."""
    made = NurtureTrack.open(client=client, name=f"Track {next(_serial)}", by=by, **details)
    for place, subject in enumerate(subjects, 1):
        body = "Hello {first_name},\n\nhow is {company}?"
        NurtureStep.write(made, by=by, position=place, wait_days=wait_days, subject=subject, body=body)
    return made


def info_mail(campaign: Campaign, by: User, name: str = "Brochure", **details: Any) -> MailTemplate:
    """An approved mail that a setter may send."""
    details.setdefault("subject", "For {name}")
    details.setdefault("body", "Hello {first_name},\n\nhere is what we spoke about.")
    made = MailTemplate.write(campaign, by=by, name=name, **details)
    made.approve(by=by)
    return made


def chief(*clients: Client, name: str = "Cleo") -> User:
    """An administrator of these clients; of all there are, when none is named: who runs the house."""
    return person(name, *((client, "administrator") for client in clients or Client.objects.all()))


def register(by: User, name: str = "", **details: Any) -> Register:
    details.setdefault("country", "GR")
    details.setdefault("audience", Register.Audience.CONSUMER)
    return Register.open(name=name or f"Article 11 ({next(_serial)})", by=by, **details)


def extract(register: Register, by: User, *lines: str, on: date | None = None, take_in: bool = True) -> RegisterExtract:
    """An extract of these lines, handed in and (unless said otherwise) taken in as the worker does it."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write("\n".join([*lines, ""]))
        file.flush()
        made = RegisterExtract.receive(
            Path(file.name), name="extract.txt", register=register, official_on=on or MONDAY.date(), by=by
        )
    if take_in:
        RegisterExtract.objects.sweep()
        made.refresh_from_db()
    return made


def list_handoff(campaign: Campaign, by: User, leads: int = 1, name: str = "Handed") -> ListHandOff:
    """A loaded list of so many leads, handed over to the setters."""
    lead_list = LeadList.open(campaign=campaign, name=name, by=by)
    rows = [{"Phone": f"+3069111{next(_serial):05d}", "Last name": f"Loaded {n}"} for n in range(leads)]
    made = LeadImport.receive_rows(rows, name=f"{name}.csv", door=LeadImport.Door.PAPER, lead_list=lead_list, by=by)
    assert made.load_now(by=by)
    ListHandOff.of_import(made)
    return ListHandOff.objects.get(lead_import=made)
