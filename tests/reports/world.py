"""A world to count: two clients in zones far apart, calls, meetings and returns at odd hours of ten weeks."""

import random
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

from appointments.models import Appointment, Feedback, MeetingKind
from calls.models import CallAttempt, Disposition, Outcome, Reached
from leads.models import Campaign, Enrollment, HandOff, LeadList
from office.models import User
from tests import factories

OUTCOMES = [
    ("noans", Outcome.NOT_REACHED, Reached.NOBODY),
    ("voice", Outcome.NOT_REACHED, Reached.MACHINE),
    ("gate", Outcome.CALL_BACK, Reached.SOMEBODY),
    ("later", Outcome.NOT_NOW, Reached.DECISION_MAKER),
    ("booked", Outcome.BOOKED, Reached.DECISION_MAKER),
]
STATES = ["booked", "confirmed", "held", "held", "no_show", "cancelled", "rescheduled"]


def dispositions(campaign: Campaign) -> list[Disposition]:
    return [
        Disposition.objects.create(
            client=campaign.client,
            campaign=campaign,
            code=code,
            label=code,
            key=str(n),
            outcome=outcome,
            reached=reached,
        )
        for n, (code, outcome, reached) in enumerate(OUTCOMES)
    ]


def call(enrollment: Enrollment, setter: User, at: datetime, disposition: Disposition | None, **more) -> CallAttempt:
    """A call as its row stands afterwards."""
    return CallAttempt.objects.create(
        client_id=enrollment.client_id,
        enrollment=enrollment,
        lead=enrollment.lead,
        setter=setter,
        number=enrollment.lead.phone,
        started_at=at,
        disposition=disposition,
        outcome=disposition.outcome if disposition else "",
        reached=disposition.reached if disposition else "",
        state=CallAttempt.State.ENDED,
        **more,
    )


def meeting(enrollment: Enrollment, setter: User, rep: User, booked_at: datetime, starts_at: datetime, **more):
    """A meeting as its row stands afterwards."""
    kind, _ = MeetingKind.objects.get_or_create(
        client_id=enrollment.client_id, campaign=enrollment.campaign, name="Visit"
    )
    return Appointment.objects.create(
        client_id=enrollment.client_id,
        enrollment=enrollment,
        lead=enrollment.lead,
        setter=setter,
        rep=rep,
        kind=kind,
        place="video",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        wall_start="",
        zone=enrollment.lead.zone,
        uid=str(uuid4()),
        key=str(uuid4()),
        booked_at=booked_at,
        **more,
    )


def give_back(enrollment: Enrollment, by: User, at: datetime, label: str) -> HandOff:
    return HandOff.objects.create(
        client_id=enrollment.client_id,
        lead=enrollment.lead,
        enrollment=enrollment,
        from_team="setters",
        to_team="marketing",
        reason="permanent",
        label=label,
        by=by,
        state="done",
        carried_at=at,
        created_at=at,
    )


def peopled(cast: SimpleNamespace, *, now: datetime, calls: int = 400, seed: int = 7) -> SimpleNamespace:
    """Both clients at work. `boss` manages both; client b counts its days in Auckland."""
    dice = random.Random(seed)
    cast.b.zone = "Pacific/Auckland"
    cast.b.save()
    boss = factories.person("boss", (cast.a, "manager"), (cast.b, "manager"))
    sides = (
        (factories.campaign(cast.a, cast.mo), [cast.sam, cast.sue], cast.rita, ("Europe/Athens", "Europe/London")),
        (factories.campaign(cast.b, cast.otto), [cast.oscar], cast.oren, ("Pacific/Auckland", "Asia/Kathmandu")),
    )
    for campaign, setters, rep, zones in sides:
        labels = dispositions(campaign)
        lists = [LeadList.open(campaign=campaign, name=name, by=boss) for name in ("Fair", "Web")]
        passes = [
            factories.enrolled(campaign, boss, lead_list=dice.choice([*lists, None]), zones=(dice.choice(zones),))
            for _ in range(12)
        ]
        for _ in range(calls):
            at = now - timedelta(minutes=dice.randrange(70 * 24 * 60))
            undone = at + timedelta(seconds=30) if dice.random() < 0.1 else None
            call(dice.choice(passes), dice.choice(setters), at, dice.choice(labels), undone_at=undone)
        call(passes[0], setters[0], now - timedelta(minutes=2), None)
        for _ in range(calls // 4):
            _meet(dice, dice.choice(passes), dice.choice(setters), rep, now)
            at = now - timedelta(minutes=dice.randrange(70 * 24 * 60))
            give_back(dice.choice(passes), dice.choice(setters), at, dice.choice(["Has a supplier", "No budget", ""]))
    return SimpleNamespace(boss=boss, campaigns=[side[0] for side in sides])


def _meet(dice: random.Random, enrollment: Enrollment, setter: User, rep: User, now: datetime) -> None:
    booked = now - timedelta(minutes=dice.randrange(70 * 24 * 60))
    starts = booked + timedelta(minutes=dice.randrange(60, 14 * 24 * 60))
    state = dice.choice(STATES) if starts < now else dice.choice(["booked", "confirmed", "cancelled"])
    undone = dice.random() < 0.5
    cancelled = booked + timedelta(seconds=40 if undone else 4_000) if state == "cancelled" else None
    made = meeting(enrollment, setter, rep, booked, starts, state=state, cancelled_at=cancelled)
    if state in ("held", "no_show"):
        result = "no_show" if state == "no_show" else dice.choice(["held", "won", "lost"])
        Feedback.objects.create(client_id=made.client_id, appointment=made, result=result, by=rep)
