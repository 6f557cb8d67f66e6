"""A desk to sit at: a campaign with its dispositions, and words for the acts of a shift."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from appointments.models import CalendarBlock
from calls import queue
from calls.models import CallAttempt, CallSheet, Disposition
from leads.models import Campaign, Enrollment
from office import clock
from office.models import User
from tests import factories


@pytest.fixture
def dispositions(campaign: Campaign) -> dict[str, Disposition]:
    """By code."""
    return {made.code: made for made in Disposition.lay(campaign)}


@pytest.fixture
def enrolled(cast: SimpleNamespace, campaign: Campaign) -> Callable[..., Enrollment]:
    """A lead in the queue."""
    return lambda *numbers, **details: factories.enrolled(campaign, cast.mia, *numbers, **details)


@pytest.fixture
def dialled(cast: SimpleNamespace) -> Callable[..., CallAttempt]:
    """Claim the next lead and dial it."""

    def dial(by: User | None = None) -> CallAttempt:
        setter = by or cast.sam
        claimed = queue.claim(setter)
        assert claimed is not None
        return CallAttempt.dial(claimed, by=setter)

    return dial


@pytest.fixture
def held(cast: SimpleNamespace, campaign: Campaign) -> Callable[[CallAttempt], CalendarBlock]:
    """The soonest time with rita, on hold for sam."""
    kind = factories.bookable(campaign, cast.rita)
    return lambda attempt: factories.held(attempt.enrollment, kind, cast.sam)


@pytest.fixture
def printed(
    cast: SimpleNamespace, campaign: Campaign, dispositions: dict[str, Disposition]
) -> Callable[..., CallSheet]:
    """A call sheet of today for sam, made by himself."""

    def printed(**details: object) -> CallSheet:
        usual = {"setter": cast.sam, "by": cast.sam, "day": clock.today(campaign.zone), "count": 20}
        return CallSheet.print(campaign, **{**usual, **details})

    return printed
