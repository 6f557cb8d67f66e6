"""The contact files of other people, loaded: every row accounted for, their counts asserted."""

import pytest

from leads.models import Enrollment, ImportRow, Lead, LeadImport, LeadList
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
        ("chinook_customers.csv", "US", [0, 0, 0, 0, 0]),
        ("northwind_customers_semicolon_cp1252.csv", "US", [0, 0, 0, 0, 0]),
        ("greek_leads_500_utf8bom_semicolon.csv", "GR", [0, 0, 0, 0, 0]),
        ("splink_fake_1000.csv", "GB", [0, 0, 0, 0, 0]),
    ],
)
def test_every_row_is_accounted_for(load, name, country, counts):
    made = load(name, country)
    assert [getattr(made, each) for each in CLASSES] == counts
    assert sum(counts) == made.rows == ImportRow.objects.count()
    assert Lead.objects.count() == Enrollment.objects.count() == made.created
