"""The contact files of other people, loaded: every row accounted for, their counts asserted."""

import pytest

from leads.models import Enrollment, ImportRow, Lead, LeadImport, LeadList, LeadPhone
from tests.shared.conftest import DATA

CLASSES = ("created", "updated", "skipped", "rejected", "suppressed")


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
        foretold = made.counts
        made.load(by=cast.mia)
        LeadImport.objects.sweep()
        made.refresh_from_db()
        assert made.counts == foretold, "the dry run said something else"
        return made

    return loaded


@pytest.mark.parametrize(
    ("name", "country", "counts"),
    [
        ("chinook_customers.csv", "US", [57, 0, 0, 2, 0]),
        ("northwind_customers_semicolon_cp1252.csv", "US", [67, 0, 0, 24, 0]),
        ("greek_leads_500_utf8bom_semicolon.csv", "GR", [459, 0, 41, 0, 0]),
        ("splink_fake_1000.csv", "GB", [759, 0, 0, 241, 0]),
    ],
)
def test_every_row_is_accounted_for(load, name, country, counts):
    made = load(name, country)
    assert [getattr(made, each) for each in CLASSES] == counts
    assert sum(counts) == made.rows == ImportRow.objects.count()
    assert Lead.objects.count() == Enrollment.objects.count() == made.created


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("chinook_customers.csv", "US"),
        ("northwind_customers_semicolon_cp1252.csv", "US"),
        ("splink_fake_1000.csv", "GB"),
    ],
)
def test_the_same_file_twice_creates_nothing(load, name, country):
    first = load(name, country)
    second = load(name, country)
    assert (second.created, second.updated, second.skipped) == (0, 0, first.created)


def test_greek_numbers_are_judged_as_the_manifest_counts_them(load):
    load("greek_leads_500_utf8bom_semicolon.csv", "GR")
    phones = LeadPhone.objects.all()
    assert {phone.number[:4] for phone in phones if phone.kind == "mobile"} == {"+306"}
    assert all(lead.phone.startswith("+30") and lead.zones == ["Europe/Athens"] for lead in Lead.objects.all())
    lead = Lead.objects.get(email="emichou@example.net")
    assert (lead.last_name, lead.custom["ΑΦΜ"], lead.source) == ("Καμποσάκης", "776169877", "Αγορασμένη λίστα")


def test_national_numbers_take_the_country_of_their_row(load):
    load("northwind_customers_semicolon_cp1252.csv", "US")
    found = Lead.objects.get(external_id="ALFKI")
    assert (found.name, found.company.name, found.country) == ("Maria Anders", "Alfreds Futterkiste", "DE")
    assert (found.phone, found.zones, found.job_title) == ("+49300074321", ["Europe/Berlin"], "Sales Representative")
    assert not Lead.objects.exclude(custom__has_key="Fax").filter(external_id="ALFKI").exists()
