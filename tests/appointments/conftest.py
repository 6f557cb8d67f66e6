"""What the booking tests share: a campaign that rita takes meetings of, and a lead in its queue."""

from datetime import timedelta

import pytest
from django.core import mail

from office import clock
from office.models import Message
from tests import factories


@pytest.fixture
def kind(cast, campaign):
    return factories.bookable(campaign, cast.rita)


@pytest.fixture
def enrollment(cast, campaign):
    return factories.enrolled(campaign, cast.sam, email="helen@fresh.example")


@pytest.fixture
def meeting(cast, enrollment, kind):
    return factories.booked(enrollment, kind, cast.sam)


@pytest.fixture
def ahead(cast, campaign):
    """A meeting of the day after tomorrow (Wednesday, 12:00 in Athens), its invitations still in the post."""
    kind = factories.bookable(campaign, cast.rita, notice=48 * 60, name="Ahead")
    enrollment = factories.enrolled(campaign, cast.sam, "+306900000077", email="helen@fresh.example", language="en")
    return factories.booked(enrollment, kind, cast.sam)


@pytest.fixture
def invited(ahead):
    """The same, and lead and rep have been sent their invitations."""
    clock.advance(timedelta(minutes=1))
    assert Message.objects.sweep() == 2
    mail.outbox.clear()
    ahead.refresh_from_db()
    return ahead
