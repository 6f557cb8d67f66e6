"""Marketing's way in the browser: upload, match, check, load, result, and the rows to mend."""

import csv
import io
import re
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leads.models import Lead, LeadImport, LeadList
from tests import factories

FILE = (
    "Name,Phone,E-mail,Colour\n"
    "Ελένη Παπαδάκη,6912345678,helen@example.org,=1+1\n"
    "Bob,3.06912E+11,bob@example.org,x\n"
    "Cid,+30 691 234 5679,,y\n"
    "Dan,12,,\n"
)


@pytest.fixture
def mia(as_):
    return as_("mia")


@pytest.fixture
def hand_in(mia, campaign):
    def handed(content=FILE, name="leads.csv", **fields):
        file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        fields = {"file": file, "campaign": campaign.pk, "list_name": "November", **fields}
        return mia.post(reverse("leads:upload"), fields)

    return handed


def work():
    """What the worker does."""
    LeadImport.objects.sweep()


def matched(mia, made, **changed):
    """Answer the match page as it is suggested."""
    page = mia.get(reverse("leads:match", args=[made.pk]))
    form = page.context["form"]
    answers = {name: form[name].value() for name in form.fields}
    return mia.post(reverse("leads:match", args=[made.pk]), {**answers, **changed})


def test_from_file_to_leads(mia, hand_in):
    answer = hand_in()
    made = LeadImport.objects.get()
    assert answer.url == reverse("leads:match", args=[made.pk])
    assert matched(mia, made).url == reverse("leads:check", args=[made.pk])
    working = mia.get(reverse("leads:check", args=[made.pk]))
    assert b'hx-trigger="every 1s"' in working.content
    work()
    checked = mia.get(reverse("leads:check", args=[made.pk])).content.decode()
    assert "every 1s" not in checked
    assert "Import 2 leads" in checked
    assert "rounded this number" in checked and "3.06912E+11" in checked
    assert not Lead.objects.exists()
    assert mia.post(reverse("leads:load", args=[made.pk])).url == reverse("leads:result", args=[made.pk])
    work()
    done = mia.get(reverse("leads:result", args=[made.pk])).content.decode()
    assert "2 new leads are on the list “November”" in done
    assert Lead.objects.count() == 2
    assert LeadList.objects.get().listings.count() == 2


def test_progress_is_a_fragment_that_asks_again(mia, hand_in):
    hand_in()
    made = LeadImport.objects.get()
    matched(mia, made)
    part = mia.get(reverse("leads:check", args=[made.pk]), headers={"HX-Request": "true"}).content.decode()
    assert re.match(r'<div class="sd-stack"\s+id="state"', part.strip())
    assert "<html" not in part
    assert "<progress" in part


def test_the_match_page_shows_what_the_columns_hold(mia, hand_in):
    hand_in()
    page = mia.get(reverse("leads:match", args=[LeadImport.objects.get().pk]))
    rows = {column.header: (column.field, column.check, column.share) for column, *_fields in page.context["form"].rows}
    assert rows["Phone"] == ("phone", "valid", 50)
    assert rows["E-mail"] == ("email", "valid", 100)
    assert rows["Colour"] == ("custom", "kept", 75)
    assert "Ελένη Παπαδάκη" in page.content.decode()


def test_a_person_may_match_otherwise(mia, hand_in):
    hand_in()
    made = LeadImport.objects.get()
    matched(mia, made, **{"column-0": "company", "column-3": "ignore", "country": "DE"})
    made.refresh_from_db()
    assert (made.mapping["Name"], made.mapping["Colour"], made.country) == ("company", "ignore", "DE")


def test_the_same_field_twice_is_refused_on_the_page(mia, hand_in):
    hand_in()
    answer = matched(mia, LeadImport.objects.get(), **{"column-3": "email"})
    assert answer.status_code == 422
    assert "same field" in answer.content.decode()


def test_the_file_can_be_read_another_way(mia, hand_in):
    hand_in("title;x\nΌνομα;Κινητό\nΆννα;6912345678\n".encode("cp1253"))
    made = LeadImport.objects.get()
    answers = {"encoding": "cp1253", "delimiter": ";", "header_row": "2"}
    shown = mia.post(reverse("leads:choose", args=[made.pk]), answers)
    assert shown.status_code == 200
    assert [field.value() for _column, field, *_more in shown.context["form"].rows] == ["first_name", "mobile"]
    wrong = mia.post(reverse("leads:choose", args=[made.pk]), {**answers, "header_row": "900"})
    assert wrong.status_code == 422 and "There is no row 900" in wrong.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.4", "PDF document"), (b"", "empty"), (b"\x89PNG\r\n\x1a\n", "a picture")],
)
def test_a_file_that_is_no_spreadsheet_is_refused_at_the_field(hand_in, content, words):
    answer = hand_in(content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not LeadImport.objects.exists() and not LeadList.objects.exists()


def test_too_large_a_file_is_refused(hand_in, settings):
    settings.UPLOAD_MAX_BYTES = 10
    assert hand_in().status_code == 422


def test_another_clients_campaign_cannot_be_chosen(hand_in, other_campaign):
    assert hand_in(campaign=other_campaign.pk).status_code == 422


def test_the_rows_to_mend_come_back_as_they_were_and_can_be_handed_in_again(mia, hand_in):
    hand_in(FILE.replace("bob@", "bob+x@").replace(",x\n", ",=HYPERLINK()\n"))
    made = LeadImport.objects.get()
    matched(mia, made)
    work()
    answer = mia.get(reverse("leads:errors", args=[made.pk]))
    assert 'filename="leads-errors.csv"' in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head == ["Name", "Phone", "E-mail", "Colour", "error", "suggestion", "row_id"]
    assert [row[0] for row in rows] == ["Bob", "Dan"]
    assert (rows[0][3], rows[0][6]) == ("'=HYPERLINK()", f"{made.pk}-3")
    assert rows[0][4].startswith("Phone: The spreadsheet rounded")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    hand_in(text.replace("3.06912E+11", "'+306912345670"), name="leads-errors.csv")
    again = LeadImport.objects.newest().first()
    assert {again.mapping[name] for name in ("error", "suggestion", "row_id")} == {"ignore"}
    matched(mia, again)
    work()
    again.refresh_from_db()
    again.load(by=again.by)
    work()
    mended = Lead.objects.get()
    assert (mended.phone, mended.custom) == ("+306912345670", {"Colour": "=HYPERLINK()"})


def test_the_list_of_imports_leads_to_where_each_goes_on(mia, campaign, cast):
    made = factories.lead_import(campaign, cast.mia, "Name,Phone", "Ann,6912345678")
    page = mia.get(reverse("leads:imports")).content.decode()
    assert reverse("leads:match", args=[made.pk]) in page
    made.load(by=cast.mia)
    work()
    assert reverse("leads:result", args=[made.pk]) in mia.get(reverse("leads:imports")).content.decode()


def test_a_file_that_is_being_loaded_is_not_loaded_twice(mia, campaign, cast):
    made = factories.lead_import(campaign, cast.mia, "Name,Phone", "Ann,6912345678")
    made.load(by=cast.mia)
    work()
    answer = mia.post(reverse("leads:load", args=[made.pk]), follow=True)
    assert "loaded already" in answer.content.decode()
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(("answer", "day"), [("dmy", "2026-04-03"), ("mdy", "2026-03-04")])
def test_an_ambiguous_column_of_dates_asks(mia, hand_in, answer, day):
    hand_in("Name,Phone,Consent date\nAnn,6912345678,03/04/2026\n")
    made = LeadImport.objects.get()
    page = mia.get(reverse("leads:match", args=[made.pk])).content.decode()
    assert "Day or month first?" in page
    matched(mia, made, date_order=answer)
    work()
    mia.post(reverse("leads:load", args=[made.pk]))
    work()
    given = Lead.objects.get().consents.get().given_at.astimezone(ZoneInfo("Europe/Athens"))
    assert given.date().isoformat() == day and Lead.objects.get().custom == {}


def test_the_supplier_is_told_as_the_file_is_handed_in(mia, hand_in):
    hand_in(supplier=" Acme  Data ")
    assert str(LeadList.objects.get().supplier) == "Acme Data"
    assert hand_in(supplier="ACME DATA").status_code == hand_in(supplier="").status_code == 302
    refused = hand_in(supplier="Omikron")
    assert refused.status_code == 422 and "holds leads of Acme Data" in refused.content.decode()
    assert LeadImport.objects.count() == 3


def test_a_list_without_a_supplier_gets_one_with_a_later_file(mia, hand_in):
    hand_in()
    hand_in(supplier="Acme")
    assert str(LeadList.objects.get().supplier) == "Acme"
