"""The match page in a real browser: what is changed is seen at once, by everyone, and nothing is saved before."""

import pytest

from leads.models import ImportProfile, LeadImport
from tests import sheets
from tests.browser.conftest import faults
from tests.browser.test_import import hand_in

FILE = (
    "list of spring;;;",
    "Όνομα;Κινητό;Ημ. συγκατάθεσης;Μια πολύ μακριά ονομασία στήλης",
    "Άννα;6912345678;03/04/2026;μπλε",
    "Βασίλης;6912345679;05/06/2026;ρόζ",
)


@pytest.fixture
def file(tmp_path):
    return sheets.text(tmp_path / "leads.csv", *FILE, encoding="cp1253")


@pytest.fixture
def opened(page_for, campaign, file):
    def at_the_match_page(**options):
        page = page_for("mia", "/imports/upload/", **options)
        hand_in(page, file, campaign)
        return page

    return at_the_match_page


def test_another_encoding_is_seen_at_once(opened):
    page = opened()
    table = page.get_by_role("region", name="First rows of the file")
    assert "Βασίλης" in table.inner_text()
    page.get_by_label("Letters (encoding)").select_option("cp1252")
    page.get_by_text("Âáóßëçò").first.wait_for()
    assert page.get_by_label("Letters (encoding)").input_value() == "cp1252"
    assert LeadImport.objects.get().choices.encoding == "cp1253"
    page.get_by_label("Letters (encoding)").select_option("cp1253")
    page.get_by_text("Βασίλης").first.wait_for()
    assert page.get_by_label("Κινητό").input_value() == "mobile"


def test_another_row_of_names_and_another_field_are_seen_at_once(opened):
    page = opened()
    page.get_by_label("Κινητό").select_option(label="Second phone")
    page.get_by_text("100% valid").wait_for()
    page.get_by_label("Row with the column names").fill("0")
    page.get_by_label("Row with the column names").press("Tab")
    page.get_by_role("rowheader", name="Column 1", exact=True).wait_for()
    assert LeadImport.objects.get().choices.header_row == 2


def test_a_profile_is_saved_and_used_with_the_keyboard(opened):
    page = opened()
    page.get_by_label("Name of the profile").fill("Spring lists")
    page.get_by_role("button", name="Save as a profile").press("Enter")
    page.get_by_text("The profile is saved.").wait_for()
    page.get_by_role("button", name="Use Spring lists").press("Enter")
    page.get_by_text("as the profile “Spring lists” has them").wait_for()
    page.get_by_role("button", name="Delete Spring lists").press("Enter")
    page.get_by_role("button", name="Delete Spring lists").wait_for(state="detached")
    assert not ImportProfile.objects.named().exists()


def test_the_page_is_for_everyone(opened):
    page = opened()
    page.get_by_text("Second field, own name").first.click()
    page.get_by_label("Letters (encoding)").select_option("iso-8859-7")
    page.get_by_text("Day or month first?").wait_for()
    assert faults(page) == []


def test_the_tables_of_a_page_are_chosen_like_sheets(page_for, campaign, tmp_path):
    """Many a file that is called .xls is a web page."""
    rows = "<tr><td>Όνομα<td>Κινητό<td>E-mail<tr><td>Άννα<td>6912345678<td>anna@example.org"
    other = rows.replace("Άννα", "Ζωή")
    file = tmp_path / "leads.xls"
    file.write_text(f"<html><table><caption>Μάιος</caption>{rows}</table><table>{other}</table></html>")
    page = page_for("mia", "/imports/upload/")
    hand_in(page, file, campaign)
    assert page.get_by_text("Sheet “Μάιος”").is_visible()
    page.get_by_label("Sheet").select_option("Table 2")
    page.get_by_text("Ζωή").first.wait_for()
    assert faults(page) == []
