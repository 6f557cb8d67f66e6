"""An import queues nobody who must not be contacted: suppressions of every scope, registers, what is over."""

from datetime import timedelta

import pytest

from leads.loading import sentences
from leads.models import Enrollment, ImportRow, Lead, Suppression
from office import clock
from tests import factories

HEAD = "First name,Last name,Phone,E-mail,Company"
ROW = "Ann,Smith,6912345678,ann@aegean.gr,Aegean Ψυγεία"


@pytest.fixture
def chief(cast):
    return factories.chief()


def fate(made):
    return [(row.outcome, row.reason, row.value) for row in ImportRow.objects.of_import(made)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+306912345678", "+306912345678"),
        ("ann@aegean.gr", "ann@aegean.gr"),
        ("@aegean.gr", "ann@aegean.gr"),
        ("company:aegean ψυγεια", "Aegean Ψυγεία"),
    ],
)
@pytest.mark.parametrize("everywhere", [False, True])
def test_every_scope_of_the_client_and_of_the_agency(load, cast, chief, value, shown, everywhere):
    Suppression.put(value, client=None if everywhere else cast.a, source="asked", by=chief)
    made = load(ROW, "Bob,Jones,6912345679,bob@example.org,Other")
    assert fate(made) == [("suppressed", sentences.ON_DO_NOT_CALL, shown), ("created", "", "")]
    assert made.suppressed == 1 and Lead.objects.get().first_name == "Bob"


@pytest.mark.parametrize("value", ["+306912345678", "ann@aegean.gr", "@aegean.gr", "company:aegean ψυγεια"])
def test_what_another_client_put_does_not_count(load, cast, value):
    Suppression.put(value, client=cast.b, source="asked", by=cast.otto)
    assert load(ROW).created == 1


@pytest.mark.parametrize("lift", [True, False])
def test_what_is_lifted_or_over_does_not_count(load, cast, lift):
    until = None if lift else clock.now() + timedelta(days=1)
    put = Suppression.put("ann@aegean.gr", client=cast.a, source="asked", by=cast.mo, until=until)
    if lift:
        put.lift(by=cast.mo)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert load(ROW).created == 1


def test_a_person_who_asked_is_known_by_the_address_whatever_the_number(load, cast):
    known = factories.lead(cast.a, cast.mia, "+306911111111", email="ann@aegean.gr")
    known.suppress(by=cast.mo, source="asked", evidence="On the phone")
    assert fate(load(ROW))[0][0] == "suppressed"


def test_a_registered_number_is_not_queued(load, chief):
    factories.extract(factories.register(chief), chief, "6912345678")
    made = load(ROW, "Bob,Jones,6912345679,,")
    assert fate(made) == [("suppressed", sentences.ON_REGISTER, "+306912345678"), ("created", "", "")]


def test_a_row_with_a_free_number_goes_on_with_that(load, chief):
    factories.extract(factories.register(chief), chief, "6912345678")
    made = load("Ann,Smith,6912345678 / 6912345679,,")
    enrollment = Enrollment.objects.get()
    assert (made.created, enrollment.next_number) == (1, "+306912345679")
    assert enrollment.next_number == enrollment.lead.number_to_call == enrollment.lead.phone
    assert [phone.number for phone in enrollment.lead.phones.in_order()] == ["+306912345678", "+306912345679"]


def test_only_an_extract_in_force_counts(load, chief):
    register = factories.register(chief)
    factories.extract(register, chief, "6912345678")
    factories.extract(register, chief, "6912345670")
    factories.extract(register, chief, "6912345678", take_in=False)
    assert load(ROW).created == 1


def test_an_address_alone_concerns_no_register(load, chief):
    factories.extract(factories.register(chief), chief, "6912345678")
    assert load("Ann,Smith,,ann@aegean.gr,").created == 1
