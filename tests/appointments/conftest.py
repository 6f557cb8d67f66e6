"""What the booking tests share: a campaign that rita takes meetings of, and a lead in its queue."""

import pytest

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
