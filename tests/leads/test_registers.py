"""An official register: its extract's numbers are called for no client; a newer extract takes its place at once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from leads import extracts
from leads.models import (
    Activity,
    Enrollment,
    Register,
    RegisterExtract,
    RegisterFile,
    RegisterNumber,
    Suppression,
    registerextract,
)
from leads.telling import Line
from office import clock, isolation
from office.models import Job, Refused
from tests import factories, sheets

ONE, TWO, THREE = "6900000001", "6900000002", "6900000003"


@pytest.fixture
def chief(cast):
    return factories.chief()


@pytest.fixture
def register(chief):
    return factories.register(chief, "Article 11")


def numbers(extract):
    return sorted(RegisterNumber.objects.of_extract(extract).values_list("number", flat=True))


def counts(extract):
    return [extract.lines, extract.numbers_count, extract.repeated, extract.unreadable]


def test_its_age_is_prefilled_by_its_country(chief):
    made = {country: factories.register(chief, country=country).max_age_days for country in ("GR", "US", "GB", "DE")}
    assert made == {"GR": 30, "US": 31, "GB": 28, "DE": 28}
    assert factories.register(chief, country="US", max_age_days=14).max_age_days == 14


def test_its_slug_names_the_rule_and_is_its_own(chief):
    named = [factories.register(chief, name).slug for name in ("Μητρώο Cosmote", "T.P.S", "TPS")]
    assert named == ["μητρώο-cosmote", "tps", "tps-2"]
    with pytest.raises(Refused, match="of this name"):
        factories.register(chief, "tps")


@pytest.mark.parametrize("name", ["ada", "mo", "mia", "sam", "otto"])
def test_only_who_runs_the_house_opens_changes_and_loads(cast, register, name):
    """ada runs client a, but not client b."""
    somebody = getattr(cast, name)
    for act in (
        lambda: factories.register(somebody),
        lambda: register.change(by=somebody, max_age_days=1),
        lambda: factories.extract(register, somebody, ONE),
    ):
        with pytest.raises(Refused, match="every client"):
            act()
    assert Register.objects.get().max_age_days == 30 and not RegisterExtract.objects.exists()


def test_changes_are_on_record(chief, register):
    register.change(by=chief, name="Article 11 (Cosmote)", audience="both", max_age_days=20)
    register.refresh_from_db()
    assert (register.name, register.slug, register.max_age_days) == ("Article 11 (Cosmote)", "article-11", 20)
    history = register.events.order_by("pk")
    assert [event.max_age_days for event in history] == [30, 20]
    other = factories.register(chief, "Other")
    with pytest.raises(Refused, match="of this name"):
        other.change(by=chief, name="ARTICLE 11 (cosmote)")


def test_every_line_is_accounted_for(chief, register):
    made = factories.extract(
        register, chief, "number", ONE, "+30 690 000 0002", "0030 6900000001", "", "   ", "nobody", ONE, "12"
    )
    assert counts(made) == [6, 2, 2, 2]
    assert numbers(made) == ["+306900000001", "+306900000002"]
    assert made.unread == [[7, "nobody"], [9, "12"]]
    assert (made.state, made.in_force, made.is_working, made.by) == (Job.State.DONE, True, False, chief)
    assert not RegisterFile.objects.exists(), "the file is not kept when its numbers are in"


def test_the_database_lets_no_line_vanish(chief, register):
    made = factories.extract(register, chief, ONE)
    with pytest.raises(IntegrityError, match="no_line_vanishes"), transaction.atomic():
        RegisterExtract.objects.filter(pk=made.pk).update(lines=7)
    with pytest.raises(IntegrityError, match="one_extract_in_force"), transaction.atomic():
        RegisterExtract.objects.create(
            register=register, official_on=made.official_on, file_name="x", by=chief, in_force=True
        )


@pytest.mark.parametrize(
    ("lines", "country"),
    [
        (("+306900000001", "+306900000002"), "GR"),
        (('"6900000001";"2026-11-01"', '"6900000002";"2026-11-02"'), "GR"),
        (("2026-11-01\t6900000001", "2026-11-02\t6900000002"), "GR"),
        (("since,tel", "1,6900000001", "2,6900000002"), "GR"),
    ],
)
def test_the_number_is_found_in_any_column(chief, lines, country):
    made = factories.extract(factories.register(chief, country=country), chief, *lines)
    assert numbers(made) == ["+306900000001", "+306900000002"]


def test_area_code_and_number_in_two_columns_belong_together(chief):
    made = factories.extract(
        factories.register(chief, country="US"), chief, "212,7365000", "212,7365001", "415,5552671"
    )
    assert numbers(made) == ["+12127365000", "+12127365001", "+14155552671"]


def test_a_spreadsheet_is_read_in_the_limited_child(chief, register, tmp_path):
    rows = [("Registered on", "Number"), ("2026-11-01", 6900000001), ("2026-11-02", 6900000002), ("x", "y")]
    path = sheets.book(tmp_path / "extract.xlsx", rows)
    made = RegisterExtract.receive(
        path, name="extract.xlsx", register=register, official_on=date(2026, 11, 20), by=chief
    )
    RegisterExtract.objects.sweep()
    made.refresh_from_db()
    assert (numbers(made), counts(made)) == (["+306900000001", "+306900000002"], [3, 2, 0, 1])


def test_plain_text_has_no_limit_of_rows(monkeypatch, tmp_path):
    """A sheet ends at a million rows; an official register does not."""
    monkeypatch.setattr("leads.spreadsheets.limits.ROWS", 5)
    path = sheets.text(tmp_path / "extract.txt", *(f"69000000{at:02d}" for at in range(20)), encoding="utf-16")
    with extracts.read(path, "GR") as lines:
        assert [line for line, _text in lines] == list(range(1, 21))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [(("nobody", "no one"), "No phone number"), ((), "empty|No phone number"), (("%PDF-1.4", ONE), "a PDF")],
)
def test_a_file_without_numbers_is_refused_at_the_door(chief, register, lines, sentence):
    with pytest.raises(Refused, match=sentence):
        factories.extract(register, chief, *lines)
    assert not RegisterExtract.objects.exists() and not RegisterFile.objects.exists()


def test_the_wrong_file_leaves_the_extract_in_force(chief, register):
    right = factories.extract(register, chief, ONE)
    wrong = factories.extract(register, chief, TWO, "a", "b", "c")
    right.refresh_from_db()
    assert (right.in_force, wrong.in_force, wrong.state) == (True, False, Job.State.FAILED)
    assert "More than half" in wrong.error and not wrong.may_retry
    assert (counts(wrong), numbers(wrong)) == ([4, 1, 0, 3], [])
    wrong.retry()
    RegisterExtract.objects.sweep()
    wrong.refresh_from_db()
    assert not wrong.in_force and numbers(right) == ["+306900000001"]


def test_its_date_lies_neither_ahead_nor_before_the_one_in_force(chief, register):
    with pytest.raises(Refused, match="ahead"):
        factories.extract(register, chief, ONE, on=date(2026, 11, 24))
    factories.extract(register, chief, ONE, on=date(2026, 11, 20))
    with pytest.raises(Refused, match="later date"):
        factories.extract(register, chief, ONE, on=date(2026, 11, 19))
    assert factories.extract(register, chief, TWO, on=date(2026, 11, 20)).in_force


def test_a_newer_one_replaces_the_one_before_and_who_loaded_what_stays(chief, register):
    first = factories.extract(register, chief, ONE, TWO, on=date(2026, 11, 1))
    second = factories.extract(register, chief, TWO, THREE, on=date(2026, 11, 20))
    first.refresh_from_db()
    assert (first.in_force, first.replaced_at, second.in_force) == (False, clock.now(), True)
    assert numbers(first) == [] and numbers(second) == ["+306900000002", "+306900000003"]
    assert (first.numbers_count, first.by, first.file_name) == (2, chief, "extract.txt")
    assert Register.objects.with_extract().get().extract == register.extract == second


def test_other_registers_keep_their_numbers(chief, register):
    other = factories.extract(factories.register(chief), chief, ONE)
    factories.extract(register, chief, ONE, on=date(2026, 11, 1))
    factories.extract(register, chief, TWO)
    assert numbers(other) == ["+306900000001"]


def test_a_failed_fault_is_tried_again_where_it_was(chief, register, monkeypatch):
    made = factories.extract(register, chief, *(f"69000000{at:02d}" for at in range(20)), take_in=False)
    monkeypatch.setattr(registerextract, "CHUNK", 5)
    real = registerextract._copied
    calls = []

    def broken(extract, found):
        calls.append(len(found))
        if len(calls) == 3:
            raise OSError("disk full")
        return real(extract, found)

    monkeypatch.setattr(registerextract, "_copied", broken)
    RegisterExtract.objects.sweep()
    made.refresh_from_db()
    assert (made.state, made.lines, made.reached, made.in_force) == (Job.State.DUE, 10, 10, False)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        RegisterExtract.objects.sweep()
    made.refresh_from_db()
    assert (counts(made), made.in_force, len(numbers(made))) == ([20, 20, 0, 0], True, 20)


# The age


@pytest.mark.parametrize(("days", "old"), [(0, False), (30, False), (31, True)])
def test_too_old(chief, register, days, old):
    factories.extract(register, chief, ONE)
    later = clock.now() + timedelta(days=days)
    with clock.frozen(later):
        assert register.is_too_old is old and register.extract.days_old == days
    assert list(Register.objects.too_old(later)) == ([register] if old else [])


def test_without_an_extract_it_is_too_old(chief, register):
    waiting = factories.extract(register, chief, ONE, take_in=False)
    assert list(Register.objects.too_old(clock.now())) == [register] and register.is_too_old
    assert waiting.is_working and waiting.percent == 0


# The queues


def test_its_numbers_leave_the_queues_of_every_client(cast, chief, register, campaign, other_campaign):
    mine = factories.enrolled(campaign, cast.mia, "+306900000001")
    theirs = factories.enrolled(other_campaign, cast.olga, "+306900000001")
    free = factories.enrolled(campaign, cast.mia, "+306900000003")
    with isolation.seeing([]):
        factories.extract(register, chief, ONE, TWO)
    found = {made.pk: made.next_number for made in Enrollment.objects.all()}
    assert found == {mine.pk: "", theirs.pk: "", free.pk: "+306900000003"}
    line = Activity.objects.of_lead(theirs.lead).newest()[0]
    assert (line.kind, line.details, line.by) == ("suppressed", {"register": "Article 11"}, chief)
    assert Line.of(line, cast.olga).sentence == "A number stands on the register “Article 11” and is not called"


def test_the_next_number_that_is_free_takes_its_place(cast, chief, register, campaign):
    Suppression.put("+306900000002", client=cast.a, source="asked", by=None)
    made = factories.enrolled(campaign, cast.mia, "+306900000001", "+306900000002", "+306900000003")
    factories.extract(register, chief, ONE)
    made.refresh_from_db()
    assert made.next_number == made.lead.number_to_call == "+306900000003"


def test_what_a_newer_extract_lets_go_returns(cast, chief, register, campaign, other_campaign):
    factories.extract(register, chief, ONE, TWO, on=date(2026, 11, 1))
    left, stays = (factories.enrolled(campaign, cast.mia, number) for number in ("+306900000001", "+306900000002"))
    theirs = factories.enrolled(other_campaign, cast.olga, "+306900000001")
    asked = factories.enrolled(campaign, cast.mia, "+306900000001", email="no@example.org")
    Suppression.put("no@example.org", client=cast.a, source="asked", by=None)
    assert {left.next_number, stays.next_number, theirs.next_number, asked.next_number} == {""}
    factories.extract(register, chief, TWO, THREE)
    for made in (left, stays, theirs, asked):
        made.refresh_from_db()
    assert [made.next_number for made in (left, stays, theirs, asked)] == ["+306900000001", "", "+306900000001", ""]
    line = Activity.objects.of_lead(left.lead).newest()[0]
    assert Line.of(line, cast.mia).sentence == "A number no longer stands on the register “Article 11”"


def test_until_the_new_one_is_complete_the_old_one_holds(cast, chief, register, campaign, monkeypatch):
    factories.extract(register, chief, ONE, on=date(2026, 11, 1))
    waiting = factories.extract(register, chief, TWO, THREE, take_in=False)
    monkeypatch.setattr(registerextract, "CHUNK", 1)
    held = RegisterExtract.objects.take(waiting.pk)
    seen = []
    real = RegisterExtract._come_into_force

    def look(self):
        seen.append([factories.enrolled(campaign, cast.mia, f"+30{number}").next_number for number in (ONE, TWO)])
        real(self)

    monkeypatch.setattr(RegisterExtract, "_come_into_force", look)
    with isolation.seeing([cast.a.pk, cast.b.pk]):
        held.run()
    assert seen == [["", "+306900000002"]]
    assert sorted(made.next_number for made in Enrollment.objects.all()) == ["", "+306900000001"]


def test_a_lead_on_a_call_is_left_to_the_gate(cast, chief, register, campaign):
    made = factories.enrolled(campaign, cast.mia, "+306900000001")
    made.hold(cast.sam)
    factories.extract(register, chief, ONE)
    made.refresh_from_db()
    assert (made.next_number, made.claimed_by) == ("+306900000001", cast.sam)


# Two loads of one register at once


def test_the_later_date_wins_whichever_ends_first(cast, chief, register, campaign):
    older = factories.extract(register, chief, ONE, on=date(2026, 11, 1), take_in=False)
    newer = factories.extract(register, chief, TWO, on=date(2026, 11, 20), take_in=False)
    with isolation.seeing([cast.a.pk, cast.b.pk]):
        slow, quick = RegisterExtract.objects.take(older.pk), RegisterExtract.objects.take(newer.pk)
        slow._read()
        quick.run()
        slow.run()
    older.refresh_from_db(), newer.refresh_from_db()
    assert (older.in_force, older.state, older.replaced_at) == (False, Job.State.DONE, None)
    assert newer.in_force and numbers(older) == [] and numbers(newer) == ["+306900000002"]
    assert factories.enrolled(campaign, cast.mia, "+306900000001").next_number == "+306900000001"


def test_of_the_same_date_the_one_handed_in_last(cast, chief, register):
    first, last = (factories.extract(register, chief, number, take_in=False) for number in (ONE, TWO))
    for made in (last, first):
        with isolation.seeing([cast.a.pk, cast.b.pk]):
            RegisterExtract.objects.take(made.pk).run()
    assert RegisterExtract.objects.serving().get() == last


def test_no_row_of_a_client_stands_in_its_tables(chief, register):
    factories.extract(register, chief, ONE)
    tables = ("leads_register", "leads_registerextract", "leads_registernumber", "leads_registerfile")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = ANY (%s) AND column_name = 'client_id'",
            [list(tables)],
        )
        assert cursor.fetchone() == (0,)
