"""A list on paper is typed in, or pasted, and goes the way of any file."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from leads import typed
from leads.models import Lead, LeadImport, LeadList
from tests import factories
from tests.leads.test_upload import matched

COLUMNS = "Full name; Company; Phone; E-mail; City; Notes"
ROWS = (
    "Ελένη Παπαδάκη\tAegean Foods\t6912345678\thelen@example.org\tΠάτρα\tcalls after ten\nBob Ray\t\t6912345679\t\t\t"
)


@pytest.fixture
def type_in(as_, campaign):
    def typed_in(rows=ROWS, who="mia", **fields):
        said = {"campaign": campaign.pk, "list_name": "Fair", "columns": COLUMNS, "rows": rows, **fields}
        return as_(who).post(reverse("leads:paper"), said)

    return typed_in


def test_from_paper_to_leads(as_, campaign, type_in):
    answer = type_in()
    made = LeadImport.objects.get()
    assert answer.url == reverse("leads:match", args=[made.pk])
    assert (made.door, made.rows, made.file_name) == ("paper", 2, "Fair, typed in")
    assert made.lead_list == LeadList.objects.get(campaign=campaign, name="Fair")
    fields = ["full_name", "company", "phone", "email", "city", "notes"]
    assert made.mapping == dict(zip(COLUMNS.split("; "), fields, strict=True))
    mia = as_("mia")
    matched(mia, made)
    LeadImport.objects.sweep()
    mia.post(reverse("leads:load", args=[made.pk]))
    LeadImport.objects.sweep()
    helen = Lead.objects.get(email="helen@example.org")
    assert (helen.name, helen.company.name, helen.phone) == ("Ελένη Παπαδάκη", "Aegean Foods", "+306912345678")
    assert helen.notes == "calls after ten" and Lead.objects.count() == 2


def test_a_known_list_is_added_to(cast, campaign, type_in):
    known = LeadList.open(campaign=campaign, name="Fair", by=cast.mia)
    type_in()
    assert LeadImport.objects.get().lead_list == known


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"rows": ""}, "rows", "This field is required"),
        ({"rows": "\t\t\n \n"}, "rows", "There is no row yet"),
        ({"rows": " ; \n;;"}, "rows", "There is no row yet"),
        ({"rows": "Name\tPhone\n"}, "rows", "There is no row yet"),
        ({"rows": "x\n" * 5001}, "rows", "Up to 5000 rows"),
        ({"rows": "x\t" * 70}, "rows", "Up to 60 columns"),
        ({"rows": "x" * 1_000_001}, "rows", "too long to be typed"),
        ({"columns": ""}, "columns", "This field is required"),
        ({"list_name": ""}, "list_name", "This field is required"),
        ({"campaign": ""}, "campaign", "This field is required"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(type_in, said, field, sentence):
    answer = type_in(**said)
    assert answer.status_code == 422
    assert sentence in str(answer.context["form"].errors[field])
    page = answer.content.decode()
    if "rows" not in said:
        assert "Ελένη Παπαδάκη\tAegean Foods" in page
    if "columns" not in said:
        assert COLUMNS in page
    assert not LeadImport.objects.exists() and not LeadList.objects.exists()


def test_not_into_another_clients_campaign(type_in, other_campaign):
    assert type_in(campaign=other_campaign.pk).status_code == 422
    assert not LeadImport.objects.exists()


@pytest.mark.parametrize("who", ["sam", "rita", "alex", "vic"])
def test_not_for_others(type_in, who):
    assert type_in(who=who).status_code == 404


def test_it_is_one_click_from_the_upload(as_):
    assert reverse("leads:paper") in as_("mia").get(reverse("leads:upload")).content.decode()


def test_there_is_nothing_to_choose_of_how_it_was_read(as_, type_in):
    type_in()
    made, mia = LeadImport.objects.get(), as_("mia")
    assert "How the file is read" not in mia.get(reverse("leads:match", args=[made.pk])).content.decode()
    answer = mia.post(reverse("leads:choose", args=[made.pk]), {})
    assert answer.status_code == 200
    made.refresh_from_db()
    assert made.rows == 2 and made.reading["kind"] == "rows"


def test_a_formula_or_a_tag_is_text(as_, type_in):
    type_in("=1+1\t<script>alert(1)</script>\t6912345678")
    made = LeadImport.objects.get()
    page = as_("mia").get(reverse("leads:match", args=[made.pk])).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_other_client_cannot_go_on_with_it(cast, as_, type_in):
    type_in()
    made = LeadImport.objects.get()
    assert as_("olga").get(reverse("leads:match", args=[made.pk])).status_code == 404


def test_a_stopped_campaign_is_not_offered(cast, as_):
    still = factories.campaign(cast.a, cast.mo, name="Stopped", is_running=False)
    assert f'value="{still.pk}"' not in as_("mia").get(reverse("leads:paper")).content.decode()


# --- reading what was typed -----------------------------------------------------------------------

NAMES = ["Full name", "Phone"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Ann\t69\nBob\t70", [("Ann", "69"), ("Bob", "70")]),
        ("Ann; 69\nBob; 70\n", [("Ann", "69"), ("Bob", "70")]),
        ("Ann\r\n\r\nBob\r\n", [("Ann", ""), ("Bob", "")]),
        ("Ann; Maria\t69", [("Ann; Maria", "69")]),
        ('"Ann\nMaria"\t69', [("Ann\nMaria", "69")]),
        ('"The ""Shop"""\t69', [('The "Shop"', "69")]),
        ('"The Shop\t69\nBob\t70', [('"The Shop', "69"), ("Bob", "70")]),
        ('6" pipe\t69\n8" pipe\t70', [('6" pipe', "69"), ('8" pipe', "70")]),
        ("  Ann  \t 69 ", [("Ann", "69")]),
        ("", []),
    ],
)
def test_lines_are_rows(text, rows):
    assert typed.rows(text, NAMES) == [dict(zip(NAMES, row, strict=True)) for row in rows]


def test_more_cells_than_columns_are_kept():
    assert typed.rows("Ann\t69\tblue", NAMES) == [{"Full name": "Ann", "Phone": "69", "Column 3": "blue"}]


def test_a_first_line_that_names_its_columns_is_taken_at_its_word():
    rows = typed.rows("Phone\tCompany\tΠόλη\n69\tAegean\tΠάτρα", NAMES)
    assert rows == [{"Phone": "69", "Company": "Aegean", "Πόλη": "Πάτρα"}]


@pytest.mark.parametrize("line", ["Ann\tPhone", "Name\t6912345678", "Ann\tBob"])
def test_a_first_line_of_people_is_people(line):
    assert len(typed.rows(line, NAMES)) == 1


def test_two_columns_of_one_name_are_two():
    assert typed.rows("1\t2", ["Phone", "Phone"]) == [{"Phone": "1", "Phone (2)": "2"}]


@pytest.mark.parametrize(("text", "names"), [("A; B;C", ["A", "B", "C"]), ("A\tB; b", ["A", "B; b"]), ("A", ["A"])])
def test_names_of_columns(text, names):
    assert typed.columns(text) == names


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text):
    for row in typed.rows(text, NAMES):
        assert any(row.values()) and all("\x00" not in cell for cell in row.values())
