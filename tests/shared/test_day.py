"""A working day on other people's contacts: upload, queue, call, booking, feedback, customer, back to marketing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from appointments.models import Appointment, Feedback
from calls import queue
from calls.models import CallAttempt, Disposition
from leads.models import ANY_TIME, Answer, Customer, Enrollment, HandOff, LeadImport, LeadList, Priority
from leads.states import Stage
from office import clock
from office.models import Message
from tests import factories
from tests.shared.conftest import DATA

FILES = [
    ("chinook_customers.csv", "US"),
    ("northwind_customers_semicolon_cp1252.csv", "US"),
    ("greek_leads_500_utf8bom_semicolon.csv", "GR"),
]


@pytest.fixture
def floor(campaign, cast):
    """The campaign's questions, dispositions and reps; who books whom."""
    return {
        "question": factories.question(campaign),
        "kind": factories.bookable(campaign, cast.rita),
        "dispositions": {made.code: made for made in Disposition.lay(campaign)},
    }


@pytest.fixture
def load(campaign, cast):
    def loaded(name, country):
        lead_list = LeadList.open(campaign=campaign, name=name, by=cast.mia)
        made = LeadImport.receive(
            DATA / "contacts" / name, name=name, lead_list=lead_list, by=cast.mia, country=country
        )
        made.match(made.mapping, by=cast.mia)
        LeadImport.objects.sweep()
        made.refresh_from_db()
        made.load(by=cast.mia)
        LeadImport.objects.sweep()
        made.refresh_from_db()
        return made

    return loaded


def dialled(setter):
    claimed = queue.claim(setter)
    assert claimed is not None
    return CallAttempt.dial(claimed, by=setter)


@pytest.mark.parametrize(("name", "country"), FILES)
def test_from_the_file_to_the_customer_and_back(cast, campaign, floor, load, name, country):
    made = load(name, country)
    assert made.created == Enrollment.objects.callable().count() > 50

    first = dialled(cast.sam)
    second = dialled(cast.sue)
    assert first.number != second.number and first.verdict["allowed"] and second.verdict["allowed"]

    Answer.give(first.enrollment, floor["question"], "Yes", by=cast.sam)
    hold = factories.held(first.enrollment, floor["kind"], cast.sam)
    first.log(floor["dispositions"]["booked"], by=cast.sam, hold=hold.token, place="video", email="lead@example.com")
    meeting = Appointment.objects.of_lead(first.lead).get()
    assert (meeting.rep, meeting.setter, meeting.enrollment.stage) == (cast.rita, cast.sam, Stage.APPOINTMENT_SET)

    when = clock.today(campaign.zone) + timedelta(days=30)
    second.log(floor["dispositions"]["not-now"], by=cast.sue, return_on=when)
    returned = HandOff.objects.of_lead(second.lead).to_team(HandOff.Team.MARKETING).get()
    assert returned.carried_at is None

    clock.advance(timedelta(seconds=61))
    assert HandOff.objects.sweep() == 1 and HandOff.objects.sweep() == 0
    assert Message.objects.sweep() == 2 and Message.objects.sweep() == 0
    returned.refresh_from_db()
    assert returned.carried_at and returned.return_on == when

    clock.advance(meeting.ends_at - clock.now() + timedelta(minutes=1))
    Feedback.give(meeting, "won", by=cast.rita, value=Decimal(900))
    assert Customer.objects.get().lead == first.lead

    clock.advance(timedelta(days=31))
    assert HandOff.objects.sweep() == 1 and HandOff.objects.sweep() == 0
    again = second.lead.enrollments.open().get()
    assert (again.number, again.priority, again.call_after) == (2, Priority.HOT, ANY_TIME)


def test_people_without_a_number_are_loaded_but_nobody_is_asked_to_dial_them(cast, campaign, floor, load):
    made = load("splink_fake_1000.csv", "GB")
    assert made.created == Enrollment.objects.count()
    assert queue.claim(cast.sam) is None
