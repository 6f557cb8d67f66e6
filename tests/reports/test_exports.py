"""Exports: exactly the rows asked for, of one client only, by those who may, some at a time, and written down."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls.models import CallAttempt
from leads import spreadsheets
from leads.models import Company, Enrollment, Lead, LeadList
from leads.models.order import Order
from office import clock, isolation
from office.models import Refused, Role
from reports.exports import columns
from reports.exports.files import csv_stream
from reports.exports.table import Table, Told
from reports.models import Export
from reports.models.exported import LeadsToSend
from tests import factories
from tests.reports import world
from tests.reports.exported import address, cells, content, proved, read, take

NAMES = ("first_name", "last_name", "company", "city")


@pytest.fixture
def people(cast, campaign):
    """Five leads of client a with a list, calls and own columns; one of client b."""
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia, supplier="Acme", cost=10)
    rows = [("Άννα", "Ζήση", "Πάγος ΑΕ", "Αθήνα"), ("Ben", "Young", "Alpha", "Bath"), ("Cleo", "Xenou", "", "Bath"),
            ("Dan", "White", "Alpha", ""), ("Εύα", "Ώρα", "", "Πάτρα")]  # fmt: skip
    made = []
    for first, last, company, city in rows:
        lead = factories.lead(
            cast.a, cast.mia, first_name=first, last_name=last, city=city, custom={"Μέγεθος": f"={first}"},
            company=Company.named(company, client=cast.a) if company else None,
        )  # fmt: skip
        lead.listed_on(lead_list, by=cast.mia)
        made.append(lead)
    factories.lead(cast.b, cast.olga, first_name="Olympia", city="Bath")
    return made


@pytest.fixture
def mia(as_, people):
    return proved(as_("mia"))


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_leads_of_the_list_as_narrowed_and_ordered(cast, mia, tmp_path, format):
    answer = take(mia, "leads", cast.a, *NAMES, format=format, query={"q": "bath", "order": "-name"})
    heads, rows = read(answer, format, tmp_path)
    assert heads == ["First name", "Last name", "Company", "City"]
    assert rows == [["Ben", "Young", "Alpha", "Bath"], ["Cleo", "Xenou", "", "Bath"]]
    assert f"leads-2026-11-23.{format}" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_greek_letters_and_own_columns_come_back_through_our_reader(cast, mia, people, tmp_path, format):
    answer = take(mia, "leads", cast.a, "first_name", "phone", "custom.Μέγεθος", format=format)
    heads, rows = read(answer, format, tmp_path)
    assert heads == ["First name", "Phone", "Μέγεθος"]
    assert sorted(rows) == sorted([each.first_name, each.phone, f"={each.first_name}"] for each in people)


def test_with_semicolons_the_file_reads_alike_and_the_choice_is_remembered(cast, mia, people, tmp_path):
    page = reverse("reports:export_leads")
    assert mia.get(page).context["form"]["format"].value() == "xlsx"
    answer = take(mia, "leads", cast.a, "first_name", "city", "custom.Μέγεθος", format="csv;")
    assert "leads-2026-11-23.csv" in answer["Content-Disposition"]
    path = tmp_path / "taken.csv"
    path.write_bytes(content(answer))
    assert path.read_bytes().startswith("\ufeffFirst name;City;Μέγεθος\r\n".encode())
    with spreadsheets.read(path) as sheet:
        assert sheet.headers == ["First name", "City", "Μέγεθος"] and len(list(sheet.rows)) == len(people)
    assert mia.get(page).context["form"]["format"].value() == "csv;"
    assert Export.objects.get().get_format_display() == "csv with semicolons"


def test_what_one_took_is_not_anothers_habit(cast, mia, as_):
    take(mia, "leads", cast.a, "first_name", format="csv")
    mo = proved(as_("mo"))
    assert mo.get(reverse("reports:export_leads")).context["form"]["format"].value() == "xlsx"


def test_a_csv_begins_with_the_mark_by_which_excel_reads_greek(cast, mia):
    assert content(take(mia, "leads", cast.a, "first_name")).startswith(b"\xef\xbb\xbfFirst name\r\n")


def test_stage_attempts_calls_and_money_of_a_lead(cast, mia, people, tmp_path):
    labels = world.dispositions(people[0].enrollment.campaign)
    for turn, label in enumerate(labels[:2]):
        world.call(people[0].enrollment, cast.sam, clock.now() - timedelta(hours=9 - turn), label)
    Enrollment.objects.of_lead(people[0]).update(attempts=2, call_after=clock.now() + timedelta(days=1))
    wanted = ("lists", "cost", "stage", "attempts", "last_outcome", "last_called_at", "next_call")
    heads, rows = read(take(mia, "leads", cast.a, *wanted, query={"q": "ζηση"}), "csv", tmp_path)
    assert heads[-2:] == ["Last call (Europe/Athens)", "Next call (Europe/Athens)"]
    assert rows == [
        ["Fair", "2.0", "New", "2", "voice", "2026-11-23T04:00:00+02:00", "2026-11-24T12:00:00+02:00"]
    ]  # fmt: skip


def test_in_xlsx_a_number_is_a_number_and_a_phone_is_text(cast, mia):
    rows = cells(take(mia, "leads", cast.a, "attempts", "phone", "custom.Μέγεθος", format="xlsx"))
    assert [kind for _value, kind in rows[1]] == ["s", "n", "s"]
    assert rows[1][0][0].startswith("+30") and rows[1][2][0].startswith("=")


def test_only_the_columns_chosen_leave(cast, mia, people):
    text = content(take(mia, "leads", cast.a, "city")).decode()
    assert people[0].phone not in text and "Άννα" not in text and "Αθήνα" in text


@pytest.mark.parametrize("told", [{"columns": []}, {"columns": ["password"]}, {"format": "exe"}, {"format": ""}])
def test_what_cannot_be_chosen_is_refused(cast, mia, told):
    answer = mia.post(address("leads"), {"client": cast.a.pk, "format": "csv", "columns": ["city"], **told})
    assert answer.status_code == 422 and not Export.objects.exists()


def test_nobody_takes_another_client_s_rows(as_, cast, people):
    mia = proved(as_("mia"))
    assert "Olympia" not in content(take(mia, "leads", cast.a, "first_name")).decode()
    assert take(mia, "leads", cast.b, "first_name").status_code == 422
    assert not Export.objects.of_client(cast.b).exists()


def test_one_file_holds_one_client_only(as_, cast, people):
    cast.mia.join(cast.b, Role.MARKETING)
    mia = proved(as_("mia"))
    assert "Olympia" not in content(take(mia, "leads", cast.a, "first_name")).decode()
    theirs = content(take(mia, "leads", cast.b, "first_name")).decode()
    assert "Olympia" in theirs and "Ben" not in theirs


def test_a_role_elsewhere_opens_nothing_here(as_, cast, people):
    cast.mia.join(cast.b, Role.SETTER)
    assert take(proved(as_("mia")), "leads", cast.b, "first_name").status_code == 422


@pytest.mark.parametrize("query", [{"list": "0"}, {"list": "other"}, {"stage": "none"}, {"owner": "x"}])
def test_a_filter_that_was_tampered_with_takes_nothing(cast, mia, other_campaign, query):
    """On a page it narrows nothing; a file would hold everything."""
    theirs = LeadList.open(campaign=other_campaign, name="Theirs", by=cast.olga)
    query = {name: theirs.pk if value == "other" else value for name, value in query.items()}
    assert take(mia, "leads", cast.a, "first_name", query=query).status_code == 422
    assert mia.get(address("leads", **query)).context["form"].total == 0
    assert not Export.objects.exists()


def test_the_row_policy_holds_where_a_query_forgets_whose_rows(cast, people):
    every = LeadsToSend(Lead)
    table = Table(cast.a, columns.LEAD[2:3], every.keys(Order("name")), every.with_calls(), Told("UTC"))
    names = {row[0] for chunk in table.chunks() for row in chunk}
    assert names == {each.first_name for each in people}


@pytest.mark.parametrize("person", ["sam", "rita", "alex", "vic"])
@pytest.mark.parametrize("what", ["leads", "calls", "meetings"])
def test_who_may_not_finds_no_page(as_, cast, people, person, what):
    browser = proved(as_(person))
    assert browser.get(address(what)).status_code == 404
    assert take(browser, what, cast.a, "id").status_code == 404
    assert browser.get(reverse("reports:exports")).status_code == 404
    assert not Export.objects.exists()


def test_the_list_links_to_its_download_for_those_who_may(as_, cast, people):
    assert "/exports/leads/?stage=new" in as_("mia").get("/leads/", {"stage": "new"}).content.decode()
    assert "/exports/" not in as_("sam").get("/leads/").content.decode()


def test_the_password_is_asked_for_again(as_, cast, people):
    mia = as_("mia")
    asked = mia.get(address("leads"))
    assert asked.status_code == 302 and asked.url.startswith(reverse("account_reauthenticate"))
    assert mia.post(asked.url, {"password": "wrong"}).status_code == 200
    assert mia.get(address("leads")).status_code == 302
    back = mia.post(asked.url, {"password": factories.PASSWORD, "next": address("leads")})
    assert back.url == address("leads")
    assert mia.get(back.url).status_code == 200


def test_a_download_that_was_asked_for_too_late_follows_the_password(as_, cast, people):
    mia = as_("mia")
    asked = take(mia, "leads", cast.a, "first_name")
    assert asked.status_code == 302 and not Export.objects.exists()
    answer = mia.post(asked.url, {"password": factories.PASSWORD, "next": address("leads")})
    assert "Άννα" in content(answer).decode()


def test_rows_are_read_some_at_a_time(monkeypatch, cast, people):
    monkeypatch.setattr("reports.exports.table.SIZE", 10)
    for _each in range(30):
        factories.lead(cast.a, cast.mia)
    mine = LeadsToSend(Lead).of_client(cast.a)
    table = Table(cast.a, columns.LEAD, mine.keys(Order("name")), mine.with_calls(), Told("UTC"))
    chunks = table.chunks()
    with CaptureQueriesContext(connection) as asked:
        assert len(next(chunks)) == 10
        assert len(asked) == 1 + 4, "the ids; ten leads, their numbers, lists, last calls: no more is in memory"
        assert [len(chunk) for chunk in chunks] == [10, 10, 5]
        assert len(asked) == 1 + 4 * 4


def test_no_sight_is_left_open_between_two_pieces(monkeypatch, cast, people):
    monkeypatch.setattr("reports.exports.table.SIZE", 2)
    every = LeadsToSend(Lead)
    table = Table(cast.a, columns.LEAD[2:3], every.keys(Order("name")), every.with_calls(), Told("UTC"))
    with isolation.seeing([]):
        for _chunk in table.chunks():
            assert isolation.clients_seen() == ()


def test_a_row_that_is_worked_on_meanwhile_comes_once(monkeypatch, cast, people):
    monkeypatch.setattr("reports.exports.table.SIZE", 2)
    mine = LeadsToSend(Lead).of_client(cast.a)
    table = Table(cast.a, columns.LEAD[2:3], mine.keys(Order("attempts")), mine.with_calls(), Told("UTC"))
    chunks = table.chunks()
    seen = [row[0] for row in next(chunks)]
    Enrollment.objects.of_lead(Lead.objects.get(first_name=seen[0])).update(attempts=9)
    people[-1].delete()
    seen += [row[0] for chunk in chunks for row in chunk]
    assert sorted(seen) == sorted({each.first_name for each in people[:-1]})


class Breaking:
    """A table whose second piece cannot be read."""

    heads = ["Name"]

    def __init__(self, fault):
        self.fault = fault

    def chunks(self):
        yield [["Ann"], ["Ben"]]
        raise self.fault


def begun(cast, **told):
    said = {"client": cast.a, "by": cast.mia, "format": "csv", "filters": {}, "columns": ["name"], **told}
    return Export.begin("leads", **said)


@pytest.mark.parametrize(
    ("fault", "why"), [(Refused("The file is gone."), "The file is gone."), (ValueError("+306900000001"), "ValueError")]
)
def test_an_export_that_breaks_off_says_so_everywhere(cast, fault, why):
    export, pieces = begun(cast), []
    with pytest.raises(type(fault)):  # the connection breaks: the browser shows a failed download
        pieces.extend(csv_stream(export, Breaking(fault)))
    assert pieces[-1].decode() == f"This file is not complete: the export broke off here.,{why}\r\n"
    export.refresh_from_db()
    assert (export.state, export.rows, export.error) == ("broken", 2, why)


def test_a_reader_who_goes_away_is_written_down(cast):
    export = begun(cast)
    stream = csv_stream(export, Breaking(ValueError()))
    next(stream)
    next(stream)
    stream.close()
    export.refresh_from_db()
    assert (export.state, export.error) == ("broken", "The reader went away.")
    assert isolation.clients_seen() == tuple(sorted([cast.a.pk, cast.b.pk]))


def test_an_xlsx_that_breaks_off_is_no_file_at_all(monkeypatch, cast, mia):
    monkeypatch.setattr(Table, "chunks", Breaking(Refused("The file is gone.")).chunks)
    answer = take(mia, "leads", cast.a, "city", format="xlsx")
    assert answer.status_code == 302
    assert (Export.objects.get().state, Export.objects.get().error) == ("broken", "The file is gone.")


def test_every_export_is_written_down_before_its_first_row_leaves(cast, mia, people):
    listed = {"list": LeadList.objects.get().pk, "q": "bath"}
    answer = take(mia, "leads", cast.a, "first_name", "city", query=listed)
    line = Export.objects.get()
    assert (line.by, line.client, line.what, line.state, line.rows) == (cast.mia, cast.a, "leads", "begun", 0)
    assert (line.filters, line.columns) == ({"q": "some words", "list": "Fair"}, ["first_name", "city"])
    content(answer)
    line.refresh_from_db()
    assert (line.state, line.rows, line.ended_at) == ("finished", 2, clock.now())


def test_the_log_is_append_only(cast):
    export = begun(cast)
    for statement in ("DELETE FROM reports_export", "UPDATE reports_export SET by_id = by_id + 1",
                      "UPDATE reports_export SET at = at - interval '1 day'"):  # fmt: skip
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    export.finish(7)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_export SET rows = 1")
    export.break_off(1, "again")
    assert (export.state, export.rows) == ("finished", 7)


@pytest.mark.parametrize(("person", "sees"), [("mo", True), ("ada", True), ("mia", False), ("otto", False)])
def test_the_log_is_for_managers_and_administrators_of_the_client(as_, cast, person, sees):
    begun(cast, filters={"stage": "Won"}).finish(12)
    page = as_(person).get(reverse("reports:exports")).content.decode()
    assert ("Stage: Won" in page) is sees


def test_calls_and_meetings_are_those_of_the_page(as_, cast, tmp_path):
    made = world.peopled(cast, now=clock.now(), calls=80)
    mo = proved(as_("mo"))
    query = {"period": "30d", "campaign": made.campaigns[0].pk, "which": "conversations"}
    shown = mo.get(reverse("reports:calls"), query).context["page"].paginator.count
    heads, rows = read(take(mo, "calls", cast.a, "started_at", "lead", "reached", query=query), "csv", tmp_path)
    assert shown == len(rows) > 0 and {row[2] for row in rows} == {"the decision-maker"}
    assert heads == ["Begun (Europe/Athens)", "Lead", "Reached"]
    query["which"] = "held"
    shown = mo.get(reverse("reports:meetings"), query).context["page"].paginator.count
    wanted = ("starts_at", "lead", "rep", "state", "result", "qualified", "value")
    _heads, rows = read(take(mo, "meetings", cast.a, *wanted, query=query), "csv", tmp_path)
    assert shown == len(rows) > 0 and {row[3] for row in rows} == {"Held"}


def test_calls_of_the_other_client_stay_there(as_, cast, tmp_path):
    made = world.peopled(cast, now=clock.now(), calls=60)
    theirs = made.campaigns[1].pk
    answer = take(proved(as_("mo")), "calls", cast.a, "id", query={"period": "30d", "campaign": theirs})
    assert answer.status_code == 422
    answer = take(proved(as_("mo")), "calls", cast.a, "id", query={"period": "30d"})
    mine = set(CallAttempt.objects.of_client(cast.a).values_list("pk", flat=True))
    taken = {int(row[0]) for row in read(answer, "csv", tmp_path)[1]}
    assert taken and taken <= mine


def test_every_column_can_be_read(as_, cast, tmp_path):
    world.peopled(cast, now=clock.now(), calls=40)
    mo = proved(as_("mo"))
    for what, every in (("leads", columns.LEAD), ("calls", columns.CALL), ("meetings", columns.MEETING)):
        answer = take(mo, what, cast.a, *[column.name for column in every], query={"period": "30d"})
        heads, rows = read(answer, "csv", tmp_path)
        assert len(heads) == len(every) and rows
