"""What is done with rows about known leads, by the kind of match."""

import pytest

from leads.loading import policies, sentences
from leads.models import Enrollment, ImportRow, Lead, Listing
from leads.states import Stage
from office.models import Refused
from tests import factories
from tests.sheets import classes, swept

HEAD = "ID,First name,Last name,Phone,E-mail,City,Colour"


@pytest.fixture
def known(cast):
    return factories.lead(
        cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="One", city="Oslo", email="ann@example.org",
        external_id="7", custom={"Colour": "red"},
    )  # fmt: skip


@pytest.fixture
def load(checked, cast):
    """load(policies, *lines): the dry run and the load, which must say the same."""

    def loaded(said, *lines):
        made = checked(*lines, policies=said)
        foretold = made.counts
        made.load(by=cast.mia)
        assert swept(made).counts == foretold
        return classes(made)

    return loaded


BY = {
    "external_id": "7,Ann,One,6912345679,,Bergen,blue",
    "phone": ",Ann,One,6912345671 / 6912345679,,Bergen,blue",
    "email": ",Ann,One,6912345679,ann@example.org,Bergen,blue",
}


@pytest.mark.parametrize("kind", policies.KINDS)
def test_fill_leaves_what_is_there(load, known, kind):
    assert load({kind: "fill"}, BY[kind]) == [0, 1, 0, 0, 0]
    known.refresh_from_db()
    assert (known.city, known.custom, known.phones.count()) == ("Oslo", {"Colour": "red"}, 2)


@pytest.mark.parametrize("kind", policies.KINDS)
def test_overwrite_takes_the_chosen_fields_only(load, known, kind):
    assert load({kind: "overwrite", "overwrite": ["city"]}, BY[kind]) == [0, 1, 0, 0, 0]
    known.refresh_from_db()
    assert (known.city, known.custom, known.phones.count()) == ("Bergen", {"Colour": "red"}, 2)


def test_overwrite_takes_own_columns_where_they_are_chosen(load, known):
    load({"phone": "overwrite", "overwrite": ["custom"]}, BY["phone"])
    known.refresh_from_db()
    assert (known.city, known.custom) == ("Oslo", {"Colour": "blue"})


def test_a_blank_never_overwrites(load, known):
    assert load({"phone": "overwrite", "overwrite": ["city"]}, ",Ann,One,6912345671,,,") == [0, 0, 1, 0, 0]
    known.refresh_from_db()
    assert known.city == "Oslo"


@pytest.mark.parametrize("kind", policies.KINDS)
def test_add_phone_adds_the_number_and_nothing_else(load, known, kind):
    Lead.objects.filter(pk=known.pk).update(job_title="")
    assert load({kind: "add_phone"}, BY[kind]) == [0, 1, 0, 0, 0]
    known.refresh_from_db()
    assert (known.city, known.phones.count()) == ("Oslo", 2)


@pytest.mark.parametrize("kind", policies.KINDS)
def test_skip_leaves_the_lead_and_its_lists_alone(load, known, kind):
    assert load({kind: "skip"}, BY[kind]) == [0, 0, 1, 0, 0]
    known.refresh_from_db()
    assert known.phones.count() == 1 and not Listing.objects.exists()
    assert ImportRow.objects.get().reason == sentences.SKIPPED_BY_CHOICE


@pytest.mark.parametrize("kind", ["phone", "email"])
def test_create_makes_another_lead(load, known, kind):
    assert load({"phone": "create", "email": "create"}, BY[kind]) == [1, 0, 0, 0, 0]
    assert Lead.objects.count() == 2


def test_create_holds_for_the_rows_of_one_file_too(load):
    lines = [",Ann,One,6912345671,,,", ",Ann,One,6912345671,,,"]
    assert load({"phone": "create"}, *lines) == [2, 0, 0, 0, 0]


def test_each_kind_of_match_has_its_own_policy(load, known):
    lines = [BY["external_id"], ",Ann,One,6912345671,,Bergen,"]
    assert load({"external_id": "skip", "phone": "overwrite", "overwrite": ["city"]}, *lines)[:3] == [0, 1, 1]


@pytest.mark.parametrize(
    ("said", "bad"),
    [({"phone": "burn"}, "burn"), ({"external_id": "create"}, "create"), ({"overwrite": ["owner"]}, "owner")],
)
def test_nonsense_is_refused(matched, said, bad):
    with pytest.raises(Refused, match=bad):
        matched(BY["phone"], policies=said)


@pytest.mark.parametrize("stage", [Stage.EXHAUSTED, Stage.NURTURE, Stage.DISQUALIFIED])
def test_queue_again_opens_the_next_pass(load, known, campaign, cast, stage):
    known.enroll(campaign, by=cast.mia).become(stage)
    load({"requeue": True}, ",Ann,One,6912345671,,,")
    again = Enrollment.objects.open().get()
    assert (again.number, again.is_latest, again.lead_list.name) == (2, True, "November")
    assert again.next_number == "+306912345671"


@pytest.mark.parametrize("stage", [Stage.DO_NOT_CALL, Stage.QUALIFIED, Stage.APPOINTMENT_SET])
def test_queue_again_never_touches_a_pass_that_goes_on_or_a_no(load, known, campaign, cast, stage):
    known.enroll(campaign, by=cast.mia).become(stage)
    load({"requeue": True}, ",Ann,One,6912345671,,,")
    assert [(e.number, e.stage) for e in Enrollment.objects.all()] == [(1, stage)]


def test_queue_again_takes_in_a_lead_that_never_was_in_a_queue(load, known):
    load({"requeue": True}, ",Ann,One,6912345671,,,")
    assert Enrollment.objects.get().number == 1


def test_rows_of_different_ids_never_share_a_lead_without_one(load, cast):
    """And the file loaded again creates nobody."""
    factories.lead(cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="One")
    lines = ["1,Ann,One,6912345671,,,", "2,Ann,One,6912345671,,,"]
    assert load({}, *lines)[:2] == [1, 1]
    assert sorted(Lead.objects.values_list("external_id", flat=True)) == ["1", "2"]
    assert load({}, *lines)[:3] == [0, 0, 2]


def test_an_id_said_above_goes_before_a_number(load, cast):
    """Row 3 names the lead that row 2 made, though its number is another's: no id is given twice."""
    other = factories.lead(cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="One")
    assert load({}, "7,Ann,One,6912345678,,,", "7,Ann,One,6912345671,,,")[:2] == [1, 1]
    other.refresh_from_db()
    assert other.external_id == "" and Lead.objects.get(external_id="7").phones.count() == 2


def test_a_name_in_the_middle_joins_nobody(load):
    """Three people of one switchboard, one of them twice: as the rows are read one by one."""
    lines = [
        ",Ann,One,2101234567,,,", ",Bob,Two,2101234567,,,", ",Bob,Three,2101234567,,,", ",Cid,Six,2101234567,,,",
    ]  # fmt: skip
    assert load({}, *lines) == [3, 0, 1, 0, 0]


def test_a_switchboard_of_hundreds_is_read_in_time(load):
    lines = [f",First{n % 90},Last{n % 90},2101234567,,," for n in range(300)]
    created, updated, skipped, rejected, suppressed = load({}, *lines)
    assert (created, updated + skipped, rejected + suppressed) == (90, 210, 0)


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_the_size_of_the_chunks_changes_nothing(load, known, monkeypatch, chunk):
    monkeypatch.setattr("leads.models.importpace.CHUNK", chunk)
    lines = [f",First{n % 7},Last{n % 7},69{n % 9:08d},p{n % 5}@example.org,City {n}," for n in range(40)]
    monkeypatch.setattr("leads.models.importpace.CHUNK", chunk)
    counts = load({}, *lines, BY["phone"])
    assert sum(counts) == 41 and counts[0] == Lead.objects.count() - 1
