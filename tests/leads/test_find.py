"""A lead is found by any part of a name or number, at once after it came or changed, and by nobody else's person."""

from datetime import timedelta

import pytest
from django.db import connection

from leads.models import FindKey, FindSweep, Lead, LeadMerge
from leads.models.findkey import parts_of
from leads.tasks import find
from office import clock, isolation
from tests import factories


@pytest.fixture
def sam(cast):
    cast.sam.look_as(["setter"])
    return cast.sam


@pytest.fixture
def lead(cast):
    return lambda *numbers, **details: factories.lead(cast.a, cast.mia, *numbers, **details)


def names(words, user):
    return [found.last_name for found in FindKey.objects.found(words, user)]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Ήρα  Παπαδάκη", ["ηρα", "παπαδακη"]),
        ("+30 210 123-4567", ["302101234567"]),
        ("(020) 7946 0812", ["2079460812"]),
        ("0030", ["30"]),
        ("a b", []),
        ("x", []),
        ("  ", []),
        ("ann@x.gr", ["ann@x.gr"]),
        ("pa pa", ["pa"]),
    ],
)
def test_what_is_looked_for(words, parts):
    assert parts_of(words) == parts


@pytest.mark.parametrize("swept", [True, False])
@pytest.mark.parametrize(
    "words",
    [
        "zachar",
        "ACHARAK",
        "Ζαχαράκης",
        "ζαχαρακησ",
        "αχαρακ",
        "2310",
        "231055",
        "055-51",
        "aegean fre",
        "fre zach",
        "ελ",
    ],
)
def test_any_part_of_a_name_or_number_finds_it(sam, cast, lead, words, swept):
    company = factories.company(cast.a, "Aegean Fresh Foods")
    lead("+302310555123", first_name="Ελένη", last_name="Ζαχαράκης Zacharakis", company=company)
    lead("+306977000000", first_name="Other", last_name="Body")
    if swept:
        find()
        assert FindKey.objects.count() == 2
    assert names(words, sam) == ["Ζαχαράκης Zacharakis"]


@pytest.mark.parametrize(
    "words", ["", "z", "%", "_", "%%%", "achaxrak", "99999", "zachar nobody", "\\", "'; DROP", "\0zyx", "\ud800"]
)
def test_what_is_not_there_is_not_found(sam, lead, words):
    lead("+302310555123", last_name="Zacharakis")
    find()
    assert names(words, sam) == []


def test_signs_of_like_are_letters(sam, lead):
    lead(last_name="Zeta", external_id="A_B%C\\D")
    lead(last_name="Alpha", external_id="AXBYCZD")
    find()
    for words in ("a_b", "b%c", "c\\d"):
        assert names(words, sam) == ["Zeta"]


def test_two_letters_are_the_beginning_of_a_word(sam, lead):
    lead(first_name="Ann", last_name="Likos")
    lead(first_name="Ann", last_name="Talik")
    find()
    assert names("li", sam) == ["Likos"]


def test_the_whole_number_comes_first_then_its_end_then_names_that_begin_so_then_the_newest(sam, lead):
    lead("+302310555123", last_name="Whole")
    lead("+306900000001", first_name="Pappas", last_name="First")
    lead("+306900000002", last_name="Mpappas")
    lead("+306900000003", first_name="A", last_name="Pappas")
    find()
    assert names("pappas", sam) == ["Pappas", "First", "Mpappas"]
    lead("+445551230000", last_name="Within")
    lead("+306900555123", last_name="End")
    assert names("555123", sam)[:2] == ["End", "Whole"] and names("555123", sam)[2] == "Within"
    assert names("2310555123", sam) == ["Whole"]


def test_found_in_the_moment_it_came_and_in_the_moment_it_changed(sam, cast, lead):
    made = lead(last_name="Zacharakis")
    assert names("achar", sam) == ["Zacharakis"]
    find()
    made.correct(by=cast.mia, phones=(factories.phone("+302310777888"),), zones=("Europe/Athens",), last_name="Nomikos")
    assert names("nomi", sam) == ["Nomikos"] and names("777888", sam) == ["Nomikos"]
    assert names("achar", sam) == []
    clock.advance(timedelta(minutes=2))
    find()
    assert FindKey.objects.get(lead=made).words == Lead.objects.get(pk=made.pk).search
    assert names("nomi", sam) == ["Nomikos"]


def test_nobody_finds_another_clients_lead(cast, sam, lead):
    factories.lead(cast.b, cast.olga, last_name="Zacharakis")
    find()
    assert names("zachar", sam) == []
    cast.oscar.look_as(["setter"])
    with isolation.seeing([cast.b.pk]):
        assert names("zachar", cast.oscar) == ["Zacharakis"]
    with isolation.seeing([cast.a.pk]):  # the query guard removed: the net holds
        assert FindKey.objects.candidates("zachar") == []
    with isolation.seeing([]):
        assert FindKey.objects.candidates("zachar") == []


def test_the_apps_role_cannot_ask_the_index_around_the_clients_in_view(cast, lead):
    find()
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("SELECT sd_find_by_grams(%s, '{}', '{}', 10)", [cast.b.pk])


def test_a_setter_of_two_clients_finds_in_both(cast, sam, lead):
    cast.sam.join(cast.b, "setter")
    sam = type(cast.sam).objects.get(pk=cast.sam.pk)
    sam.look_as(["setter"])
    lead(last_name="Zacharakis")
    factories.lead(cast.b, cast.olga, last_name="Zacharias")
    find()
    assert sorted(names("zachar", sam)) == ["Zacharakis", "Zacharias"]


def test_a_merged_lead_is_found_as_the_one_that_speaks_for_it(cast, sam, lead):
    kept, absorbed = lead(last_name="Zacharakis"), lead("+302310999888", last_name="Zacharaki")
    find()
    clock.advance(timedelta(minutes=2))
    merge = LeadMerge.make(kept, absorbed, by=cast.mia)
    assert names("zachar", sam) == ["Zacharakis"]
    assert names("999888", sam) == ["Zacharakis"]
    clock.advance(timedelta(minutes=2))
    merge.split(by=cast.mia)
    assert sorted(names("zachar", sam)) == ["Zacharaki", "Zacharakis"]
    assert names("999888", sam) == ["Zacharaki"]


def test_the_key_goes_with_the_lead(cast, lead):
    made = lead(last_name="Zacharakis")
    find()
    with connection.cursor() as cursor:  # as the undo of an import does it
        cursor.execute("DELETE FROM leads_leadphone WHERE lead_id = %s", [made.pk])
        cursor.execute("DELETE FROM leads_activity WHERE lead_id = %s", [made.pk])
        cursor.execute("DELETE FROM leads_lead WHERE id = %s", [made.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not FindKey.objects.exists()


def test_an_import_is_found_before_it_is_swept_and_undone_after(cast, sam, campaign):
    made = factories.lead_import(
        campaign, cast.mia, "Name,Phone", "Ann Zacharakis,6912345678", "Bob Nomikos,6912345679"
    )
    assert made.load_now(by=cast.mia)
    assert names("zachar", sam) == ["Zacharakis"]
    find()
    assert FindKey.objects.count() == 2
    made.undo(by=cast.mia)
    made.run_here()
    assert names("zachar", sam) == [] and not FindKey.objects.exists()


def test_a_common_word_gives_the_newest_and_a_rare_one_among_many_is_found(cast, sam, lead):
    rare = lead(last_name="Zacharakis")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO leads_lead (client_id, external_id, first_name, last_name, job_title, email, phone, area_code,"
            " address, city, region, postal_code, country, language, zones, zone_source, zone_confidence,"
            " window_class_id, source, notes, custom, sort_name, search, created_at, updated_at)"
            " SELECT %s, 'X' || n, 'Ann', 'Common', '', '', '', '', '', '', '', '', 'GR', '', '{}', 'unknown', 0,"
            " %s, '', '', '{}', 'common ann', 'ann common x' || n, %s, %s FROM generate_series(1, 6000) n",
            [cast.a.pk, rare.window_class_id, clock.now(), clock.now()],
        )
    while FindSweep.objects.look() and FindSweep.objects.of_client(cast.a).get().began_at:
        continue
    found = FindKey.objects.found("common", sam)
    assert len(found) == 20 and found[0].pk == max(lead.pk for lead in found)
    assert names("acharak", sam) == ["Zacharakis"]
    assert [lead.external_id for lead in FindKey.objects.found("x5999", sam)] == ["X5999"]


def test_a_sweep_goes_on_where_it_stopped_and_sweeping_twice_changes_nothing(cast, lead, monkeypatch):
    monkeypatch.setattr(FindSweep, "batch", 2)
    monkeypatch.setattr(FindSweep, "turns", 2)
    for _n in range(5):
        lead()
    find()
    assert FindKey.objects.count() == 2
    for _n in range(3):
        find()
    assert FindKey.objects.count() == 5
    assert FindKey.objects.renew(cast.a.pk, list(FindKey.objects.values_list("pk", flat=True))) == 0


def test_what_was_written_while_a_sweep_ran_is_seen_by_the_next(cast, lead):
    """A transaction that began before the sweep and committed after it."""
    late = lead(last_name="Late")
    find()
    FindKey.objects.of_leads([late.pk]).delete()
    find()
    assert FindKey.objects.of_leads([late.pk]).exists()


def test_a_failed_sweep_is_taken_up_again(cast, lead, monkeypatch):
    lead()

    def broken(*_args):
        raise OSError("disk")

    with monkeypatch.context() as broken_disk:
        broken_disk.setattr(type(FindKey.objects.all()), "renew", broken)
        find()
    row = FindSweep.objects.of_client(cast.a).get()
    assert row.state == row.State.DUE and row.error == "disk"
    clock.advance(timedelta(minutes=1))
    find()
    assert FindKey.objects.count() == 1
