"""A row that finds a lead by what was merged into it is judged by the lead that stands, and by both of its names."""

import pytest

from leads.models import Lead, LeadMerge
from tests import factories
from tests.sheets import classes

HEAD = "ID,First name,Last name,Phone,E-mail,City"
OLD = "+306912345672"


@pytest.fixture
def merged(cast):
    """merged(kept, absorbed): the lead that stands after a merge of two with these details."""

    def made(kept, absorbed):
        one = factories.lead(cast.a, cast.mia, "+306912345671", **kept)
        two = factories.lead(cast.a, cast.mia, OLD, **absorbed, email="old@example.org")
        LeadMerge.make(one, two, by=cast.mia)
        return Lead.objects.get(pk=one.pk)

    return made


BY = {"phone": "6912345672,", "email": "6912345673,old@example.org"}
HELEN = {"first_name": "Helen", "last_name": "Papadakis"}


@pytest.mark.parametrize("kind", BY)
@pytest.mark.parametrize("name", ["Helen,Papadakis", "Lena,Old", ","])
def test_either_name_of_the_person_finds_the_lead_that_stands(load, merged, kind, name):
    lead = merged(HELEN, {"first_name": "Lena", "last_name": "Old"})
    assert classes(load(f",{name},{BY[kind]},Oslo"))[:2] == [0, 1]
    lead.refresh_from_db()
    assert lead.city == "Oslo"


@pytest.mark.parametrize("kind", BY)
def test_a_third_name_does_not(load, merged, kind):
    merged(HELEN, {"first_name": "Lena", "last_name": "Old"})
    assert classes(load(f",Zoe,Xenou,{BY[kind]},Oslo"))[:2] == [1, 0]


@pytest.mark.parametrize("kind", BY)
def test_an_absorbed_lead_without_a_person_lends_its_number_to_nobody_else(load, merged, kind):
    merged(HELEN, {"first_name": "", "last_name": ""})
    assert classes(load(f",Zoe,Xenou,{BY[kind]},Oslo"))[:2] == [1, 0]


@pytest.mark.parametrize("kind", BY)
@pytest.mark.parametrize(("said", "made"), [("7", 0), ("9", 1)])
def test_the_id_of_the_lead_that_stands_contradicts_and_not_the_absorbed_ones(load, merged, kind, said, made):
    """Row 7 is the kept lead's own; 9 is somebody else's. What the absorbed lead was called by finds the person too."""
    merged({**HELEN, "external_id": "7"}, {**HELEN, "external_id": "8"})
    assert classes(load(f"{said},Helen,Papadakis,{BY[kind]},Oslo"))[0] == made
    assert classes(load(f"8,Helen,Papadakis,{BY[kind]},Rome"))[0] == 0
