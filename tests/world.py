"""A small world in which every object of a URL exists twice: once at client a, once at client b.

`things(side)` names them as the URLs do: `<int:lead>` is `things["lead"]`. A new object in a URL is a line here.
"""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from appointments.models import TimeOff
from calls import queue
from calls.models import CallAttempt, Callback
from leads.models import Activity, Customer, HandOff, ProductAnswer, Suppression
from leads.states import Stage
from office import clock
from office.models import Invitation, Membership, Role
from tests import factories


def sides(cast: SimpleNamespace) -> tuple[SimpleNamespace, SimpleNamespace]:
    """The people of each client by role."""
    mine = SimpleNamespace(
        client=cast.a, setter=cast.sam, rep=cast.rita, marketing=cast.mia, manager=cast.mo,
        account_manager=cast.alex, administrator=cast.ada, viewer=cast.vic,
    )  # fmt: skip
    boss = factories.person("Bea", (cast.b, Role.ADMINISTRATOR), email="bea@other.test")
    theirs = SimpleNamespace(
        client=cast.b, setter=cast.oscar, rep=cast.oren, marketing=cast.olga, manager=cast.otto,
        account_manager=cast.otto, administrator=boss, viewer=cast.otto,
    )  # fmt: skip
    return mine, theirs


def things(side: SimpleNamespace) -> dict[str, Any]:
    """What stands in URLs, at one client."""
    invitation, token = Invitation.send(
        client=side.client, email=f"new@{side.client.slug}.test", name="New", role=Role.SETTER, by=side.administrator
    )
    campaign = factories.campaign(side.client, side.manager, name="World")
    enrollment = factories.enrolled(campaign, side.marketing)
    kind = factories.bookable(campaign, side.rep)
    meeting = factories.booked(enrollment, kind, side.setter)
    won = factories.enrolled(campaign, side.marketing)
    won.become(Stage.APPOINTMENT_SET)
    customer = Customer.win(won, by=side.rep, value=Decimal(100))
    time_off = TimeOff.take(
        side.rep, starts_at=meeting.ends_at, ends_at=meeting.ends_at + timedelta(days=1), by=side.rep
    )
    returned = factories.enrolled(campaign, side.marketing)
    handoff = HandOff.give_back(returned, stage=Stage.DISQUALIFIED, reason="permanent", by=side.setter)
    HandOff.objects.of_lead(returned.lead).update(state=HandOff.State.FAILED)  # as five faults leave it
    put = Suppression.put("+306900000000", client=side.client, source="asked", by=side.manager)
    product = ProductAnswer.write(campaign, by=side.manager, question="How much?", answer="It depends.")
    factories.held(factories.enrolled(campaign, side.marketing), kind, side.setter)
    promised = Callback.promise(
        factories.enrolled(campaign, side.marketing), at=clock.now() + timedelta(hours=1), by=side.setter
    )
    claimed = queue.claim(side.setter)
    attempt = CallAttempt.dial(claimed, by=side.setter)
    return {
        "client": side.client.pk,
        "person": side.setter.pk,
        "membership": Membership.objects.of(side.setter).get().pk,
        "invitation": invitation.pk,
        "token": token,
        "campaign": campaign.pk,
        "lead_import": factories.lead_import(campaign, side.marketing, "Name,Phone", "Ann,6912345678").pk,
        "lead": enrollment.lead_id,
        "enrollment": enrollment.pk,
        "meeting": meeting.pk,
        "customer": customer.pk,
        "time_off": time_off.pk,
        "line": Activity.objects.of_lead(enrollment.lead).newest()[0].pk,
        "handoff": handoff.pk,
        "suppression": put.pk,
        "question": factories.question(campaign).pk,
        "answer": product.pk,
        "calls.pk": claimed.pk,
        "calls:event.pk": attempt.pk,
        "calls:log.pk": attempt.pk,
        "calls:undo.pk": attempt.pk,
        "calls:take.pk": promised.pk,
    }
