"""A file is loaded: every row is accounted for, known leads are filled, do-not-call is kept."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from leads.loading import sentences
from leads.models import (
    Enrollment,
    ImportRow,
    Lead,
    LeadImport,
    Listing,
    Suppression,
    Timeline,
    WindowClass,
)
from leads.models.staging import Staging
from leads.phones import PhoneReason
from leads.states import Stage
from office import clock
from office.models import Job, Refused
from tests import factories, sheets
from tests.leads.conftest import HEAD
from tests.sheets import classes


def test_a_new_row_becomes_a_lead_with_all_that_a_setter_needs(load, campaign, lead_list, cast):
    made = load("Ελένη,Παπαδάκη,6912345678 / 2101234567,Helen@Example.org,Αθήνα,Ψυγεία ΑΕ,blue")
    lead = Lead.objects.get()
    assert (made.rows, classes(made), made.step) == (1, [1, 0, 0, 0, 0], "loaded")
    assert (lead.first_name, lead.last_name, lead.email, lead.city) == (
        "Ελένη",
        "Παπαδάκη",
        "helen@example.org",
        "Αθήνα",
    )
    assert (lead.phone, lead.country, lead.zones, lead.zone_source) == (
        "+306912345678",
        "GR",
        ["Europe/Athens"],
        "country",
    )
    assert (lead.company.name, lead.custom, lead.client) == ("Ψυγεία ΑΕ", {"Colour": "blue"}, cast.a)
    assert [(phone.number, phone.kind, phone.position) for phone in lead.phones.in_order()] == [
        ("+306912345678", "mobile", 1),
        ("+302101234567", "landline", 2),
    ]
    assert Lead.objects.matching("παπαδακη ψυγεια αθηνα").get() == lead
    enrollment = Enrollment.objects.get()
    assert (enrollment.lead, enrollment.campaign, enrollment.lead_list) == (lead, campaign, lead_list)
    assert (enrollment.stage, enrollment.next_number) == (Stage.NEW, "+306912345678")
    assert enrollment.window_class == lead.window_class == WindowClass.of(zones=["Europe/Athens"], country="GR")
    assert Listing.objects.get().row == 2
    (line,) = Timeline.of(lead).lines
    assert (line.kind, line.by, line.details) == ("imported", cast.mia, {"list": "November", "row": 2})


def test_a_loaded_lead_is_like_one_made_by_hand(load, campaign, cast):
    """The bulk way and the verb must fill the same columns."""
    load("Ann,Smith,6912345678,ann@example.org,Patras,,")
    bulk = Lead.objects.get()
    hand = factories.lead(
        cast.a, cast.mia, "+306912345679", first_name="Ann", last_name="Smith", email="ann@example.org", city="Patras"
    )
    enrolled = hand.enroll(campaign, by=cast.mia)
    for name in ("sort_name", "zones", "country", "window_class_id", "owner_id", "language", "notes", "source"):
        assert getattr(bulk, name) == getattr(hand, name), name
    pass_ = bulk.enrollment
    for field in Enrollment._meta.concrete_fields:
        if field.name not in ("id", "lead", "lead_list", "next_number", "began_at"):
            assert getattr(pass_, field.attname) == getattr(enrolled, field.attname), field.name


def test_every_row_falls_into_one_class(load, cast):
    factories.lead(cast.a, cast.mia, "+306912345670", first_name="Known", last_name="Person", city="")
    Suppression.put("+306912345679", client=cast.a, source="asked", by=cast.mia)
    made = load(
        "New,One,6912345671,,,,",
        "Known,Person,6912345670,,Athens,,",
        "Known,Person,6912345670,,Patras,,",
        "Bad,Number,3.06912E+11,,,,",
        "Not,Called,6912345679,,,,",
        ",,,,,,",
        "No,Way,,,,,",
    )
    assert (made.rows, classes(made)) == (6, [1, 1, 1, 2, 1])
    ledger = {line.row: (line.outcome, line.reason) for line in ImportRow.objects.all()}
    assert ledger == {
        2: ("created", ""),
        3: ("updated", ""),
        4: ("skipped", sentences.NOTHING_NEW),
        5: ("rejected", PhoneReason.DIGITS_LOST),
        6: ("suppressed", sentences.ON_DO_NOT_CALL),
        8: ("rejected", sentences.NO_CONTACT),
    }


def test_the_database_refuses_an_import_that_loses_a_row(load):
    made = load("New,One,6912345671,,,,")
    with pytest.raises(IntegrityError, match="no_row_vanishes"), transaction.atomic():
        LeadImport.objects.filter(pk=made.pk).update(rows=2)


def test_the_same_file_twice_creates_nothing(load):
    lines = ["Ann,One,6912345671,ann@example.org,Oslo,,", "Bob,Two,6912345672,,,,red", "Cid,,,cid@example.org,,,"]
    first, second = load(*lines), load(*lines)
    assert (classes(first), classes(second)) == ([3, 0, 0, 0, 0], [0, 0, 3, 0, 0])
    assert (Lead.objects.count(), Enrollment.objects.count(), Listing.objects.count()) == (3, 3, 3)


def test_a_person_twice_in_a_file_is_one_lead(load):
    made = load(
        "Ann,One,6912345671,,,,",
        "ANN,ONE,+30 691 2345671,ann@example.org,,,red",
        "Ann,One,2101234567,ann@example.org,Oslo,,blue",
        "Ann,One,210 1234567,,,,",
    )
    lead = Lead.objects.get()
    assert classes(made) == [1, 2, 1, 0, 0]
    assert (lead.email, lead.city, lead.custom) == ("ann@example.org", "Oslo", {"Colour": "red"})
    assert [phone.number for phone in lead.phones.in_order()] == ["+306912345671", "+302101234567"]


def test_one_switchboard_does_not_make_one_person_of_two(load):
    made = load("Ann,One,2101234567,,,,", "Bob,Two,2101234567,,,,", "Bob,Two,2101234567,,Oslo,,")
    assert classes(made) == [2, 1, 0, 0, 0]
    assert sorted(Lead.objects.values_list("first_name", "city")) == [("Ann", ""), ("Bob", "Oslo")]


def test_different_ids_stay_different_leads(load):
    made = load("7,Ann,2101234567", "8,Ann,2101234567", "7,Anna,6912345678", head="Customer ID,First name,Phone")
    assert classes(made) == [2, 1, 0, 0, 0]
    assert Lead.objects.get(external_id="7").phones.count() == 2


def test_only_blanks_of_a_known_lead_are_filled(load, cast):
    known = factories.lead(
        cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="", city="Oslo", custom={"Colour": "red"}
    )
    known.enroll(factories.campaign(cast.a, cast.mo, name="Another"), by=cast.mia)
    Enrollment.objects.get().become(Stage.QUALIFIED)
    made = load("Ann,One,6912345671 / 6912345672,ann@example.org,Bergen,Acme,blue")
    known.refresh_from_db()
    assert classes(made) == [0, 1, 0, 0, 0]
    assert (known.last_name, known.city, known.email, known.company.name) == ("One", "Oslo", "ann@example.org", "Acme")
    assert known.custom == {"Colour": "red"}
    assert known.phones.count() == 2
    assert Enrollment.objects.get().stage == Stage.QUALIFIED
    assert Lead.objects.matching("acme one").get() == known


def test_another_clients_lead_is_not_known_here(load, cast):
    factories.lead(cast.b, cast.otto, "+306912345671", first_name="Ann")
    assert classes(load("Ann,One,6912345671,,,,")) == [1, 0, 0, 0, 0]


def test_an_agency_wide_do_not_call_holds_here_too(load, cast):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "INSERT INTO leads_suppression (client_id, value, source, evidence, lift_evidence, created_at)"
            " VALUES (NULL, '+306912345671', 'asked', '', '', now())"
        )
        cursor.execute("SET ROLE setterdesk_app")
    assert classes(load("Ann,One,6912345671,,,,")) == [0, 0, 0, 0, 1]
    assert not Lead.objects.exists()


def test_a_lifted_do_not_call_does_not_hold(load, cast):
    Suppression.put("+306912345671", client=cast.a, source="asked", by=cast.mia).lift(by=cast.mia)
    assert classes(load("Ann,One,6912345671,,,,")) == [1, 0, 0, 0, 0]


def test_no_thanks_in_a_phone_cell_silences_the_other_number(load):
    head = "First name,Phone,Mobile"
    made = load("Ann,6912345671,taken out of the data base", "Ann,6912345671,", head=head)
    assert classes(made) == [0, 0, 0, 0, 2]
    suppression = Suppression.objects.get()
    assert (suppression.value, suppression.evidence) == ("+306912345671", "taken out of the data base")


def test_no_thanks_beside_an_id_or_an_address_silences_the_known_lead(load):
    """Such a row has no number of its own; namesakes of other ids and others behind a shared address are not meant."""
    head = "Customer ID,First name,Phone,Mobile,E-mail"
    known = ["C1,Ann,6912345671,2101234561,", "C2,Bob,6912345672,,bob@x.gr"]
    load(*known, "C3,Ann,6912345673,,", "C4,Eva,6912345674,,info@x.gr", head=head)
    made = load(
        "C1,Ann,taken out of the data base,,", ",Bob,μην καλείτε,,Bob@X.gr", ",Fay,do not call,,info@x.gr", head=head
    )
    assert classes(made) == [0, 0, 0, 0, 3]
    silent = {"+306912345671", "+302101234561", "+306912345672"}
    assert set(Suppression.objects.values_list("value", flat=True)) == silent
    waiting = Enrollment.objects.exclude(next_number="").values_list("lead__external_id", flat=True)
    assert set(waiting) == {"C3", "C4"}


def test_a_number_that_is_only_possible_is_loaded_with_a_mark(load):
    assert classes(load("Ann,One,6012345678,,,,")) == [1, 0, 0, 0, 0]
    assert not Lead.objects.get().phones.get().is_certain


def test_a_bad_second_number_is_kept_beside_a_good_first(load):
    load("Ann,6912345671,call after 5", head="First name,Phone,Mobile")
    assert Lead.objects.get().custom == {"Mobile": "call after 5"}


@pytest.mark.parametrize(
    ("line", "column", "value", "reason"),
    [
        ("Ann,One,-4396,,,,", "Phone", "-4396", PhoneReason.CALCULATED),
        ("Ann,One,12,,,,", "Phone", "12", PhoneReason.TOO_SHORT),
        ("Ann,One,6912345671,ann@nowhere,,,", "E-mail", "ann@nowhere", sentences.BAD_EMAIL),
        ("Ann,One,,,,,", "", "", sentences.NO_CONTACT),
    ],
)
def test_a_refused_row_says_where_and_why(load, line, column, value, reason):
    load(line, "Bob,Two,6912345672,bob@example.org,,,")
    refused = ImportRow.objects.get(outcome="rejected")
    assert (refused.row, refused.column, refused.value, refused.reason) == (2, column, value, reason)


def test_dates_are_read_in_the_columns_own_order(load):
    head = "First name,Phone,Consent date"
    made = load("Ann,6912345671,03/04/2026", "Bob,6912345672,31/12/2025", "Cid,6912345673,32/12/2025", head=head)
    assert classes(made) == [2, 0, 0, 1, 0]
    given = Lead.objects.get(first_name="Ann").consents.get().given_at
    assert given == datetime(2026, 4, 3, tzinfo=ZoneInfo("Europe/Athens"))


def test_a_value_too_long_for_its_field_is_kept_whole(load):
    city = "Llanfair" * 20
    load(f"Ann,One,6912345671,,{city},,")
    lead = Lead.objects.get()
    assert lead.city == city[:80] and lead.custom["City"] == city


def test_a_column_may_be_left_out(load):
    load("Ann,One,6912345671,,,,secret", mapping={"Colour": "ignore"})
    assert Lead.objects.get().custom == {}


def test_the_dry_run_foretells_what_the_load_does(tmp_path, lead_list, cast):
    lines = ["Ann,One,6912345671,,,,", "Ann,One,6912345671,,Oslo,,", "Bob,Two,12,,,,", "Ann,One,6912345671,,,,"]
    path = sheets.text(tmp_path / "a.csv", HEAD, *lines)
    made = LeadImport.receive(path, name="a.csv", lead_list=lead_list, by=cast.mia)
    made.match(made.mapping, by=cast.mia)
    LeadImport.objects.sweep()
    made.refresh_from_db()
    assert (made.step, made.state) == ("checked", Job.State.DONE)
    assert made.counts == {"created": 1, "updated": 1, "skipped": 1, "rejected": 1, "suppressed": 0}
    assert not Lead.objects.exists()
    assert [(line.row, line.outcome) for line in ImportRow.objects.of_import(made)] == [
        (2, "created"),
        (3, "updated"),
        (4, "rejected"),
        (5, "skipped"),
    ]
    assert ImportRow.objects.get(row=3).details["changed"] == {"city": ["", "Oslo"]}
    foretold = made.counts
    made.load(by=cast.mia)
    LeadImport.objects.sweep()
    made.refresh_from_db()
    assert made.counts == foretold
    assert ImportRow.objects.count() == made.rows == 4


def test_chunks_and_ledger_add_up(load, monkeypatch):
    monkeypatch.setattr("leads.models.importpace.CHUNK", 7)
    made = load(*(f"P{number},Q{number % 40},69{number % 40:08d},,,,{number}" for number in range(100)))
    assert (made.rows, made.rows_done, sum(classes(made))) == (100, 100, 100)
    assert ImportRow.objects.count() == 100
    assert Lead.objects.count() == made.created == 40


def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path, lead_list, cast):
    path = tmp_path / "a.csv"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(Refused, match="PDF"):
        LeadImport.receive(path, name="a.csv", lead_list=lead_list, by=cast.mia)
    assert not LeadImport.objects.exists()


@pytest.mark.parametrize(
    ("mapping", "words"),
    [({"Nope": "city"}, "no column"), ({"City": "nope"}, "no field"), ({"City": "email"}, "same field")],
)
def test_a_mapping_that_makes_no_sense_is_refused(tmp_path, lead_list, cast, mapping, words):
    path = sheets.text(tmp_path / "a.csv", HEAD, "Ann,One,6912345671,,,,")
    made = LeadImport.receive(path, name="a.csv", lead_list=lead_list, by=cast.mia)
    with pytest.raises(Refused, match=words):
        made.match({**made.mapping, **mapping}, by=cast.mia)


def test_a_loaded_file_is_not_loaded_again(load, cast):
    made = load("Ann,One,6912345671,,,,")
    with pytest.raises(Refused, match="loaded already"):
        made.load(by=cast.mia)


def test_no_import_touches_do_not_call_stage_or_owner(load, campaign, cast):
    known = factories.enrolled(campaign, cast.mia, "+306912345671", first_name="Ann", owner=cast.sam)
    known.become(Stage.DO_NOT_CALL)
    Suppression.put("+306912345671", client=cast.a, source="asked", by=cast.mia)
    load("Ann,One,6912345671,ann@example.org,,,", "Ann,One,6912345672,ann@example.org,,,")
    known.refresh_from_db()
    assert known.stage == Stage.DO_NOT_CALL
    assert known.lead.owner == cast.sam
    assert Suppression.objects.get().lifted_at is None


def test_reading_is_kept_as_json(load):
    assert json.dumps(load("Ann,One,6912345671,,,,").reading)


def test_a_load_that_failed_five_times_goes_on_where_it_was(load, tmp_path, lead_list, cast, monkeypatch):
    monkeypatch.setattr("leads.models.importpace.CHUNK", 2)
    path = sheets.text(tmp_path / "a.csv", HEAD, *(f"P{n},Q,69{n:08d},,,," for n in range(6)))
    made = LeadImport.receive(path, name="a.csv", lead_list=lead_list, by=cast.mia)
    made.load(by=cast.mia)
    real = Staging.apply

    def broken(self):
        if self.lead_import.reached >= 3:
            raise OSError("disk full")
        real(self)

    monkeypatch.setattr(Staging, "apply", broken)
    for turn in range(9):
        with clock.frozen(clock.now() + timedelta(minutes=10 * turn)):
            LeadImport.objects.sweep()
    made.refresh_from_db()
    assert (made.has_failed, made.rows_done) == (True, 2)
    assert "OSError" in made.error
    monkeypatch.setattr(Staging, "apply", real)
    made.load(by=cast.mia)
    LeadImport.objects.sweep()
    made.refresh_from_db()
    assert (made.step, made.error, classes(made)) == ("loaded", "", [6, 0, 0, 0, 0])


def test_loading_from_two_tabs_never_takes_back_what_is_loaded(cast, campaign):
    made = factories.lead_import(campaign, cast.mia, "Name,Phone", "Helen,+306900000001")
    first, second = (LeadImport.objects.get(pk=made.pk) for _tab in range(2))
    first.load(by=cast.mia)
    LeadImport.objects.sweep()
    with pytest.raises(Refused, match="loaded already"):
        second.load(by=cast.mia)
    done = LeadImport.objects.get(pk=made.pk)
    assert (done.step, done.state, done.created) == ("loaded", "done", 1)
