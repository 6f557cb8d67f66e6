"""A marketer's import, from the file to the leads, in a real browser."""

import pytest

from leads.models import Lead, LeadImport
from tests import sheets
from tests.browser.conftest import faults

FILE = (
    "Name,Phone,E-mail,Consent date,Colour",
    "Ελένη Παπαδάκη,6912345678,helen@example.org,03/04/2026,blue",
    "Bob,3.06912E+11,bob@example.org,05/06/2026,red",
    "Cid,+30 691 234 5679,,,a-very-long-word-that-does-not-break-anywhere-at-all-in-this-world",
)


@pytest.fixture
def file(tmp_path):
    return sheets.text(tmp_path / "leads.csv", *FILE)


def hand_in(page, file, campaign):
    page.set_input_files("input[type=file]", file)
    page.get_by_label("Campaign").select_option(label=campaign.name)
    page.get_by_role("textbox", name="List").fill("November")
    page.get_by_role("button", name="Upload and match").click()
    page.wait_for_url("**/match/")


def test_from_the_file_to_the_leads(page_for, campaign, file):
    page = page_for("mia", "/imports/upload/")
    hand_in(page, file, campaign)
    assert page.get_by_label("Phone").input_value() == "phone"
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_text("Checking the rows").wait_for()
    LeadImport.objects.sweep()
    page.get_by_text("What will happen").wait_for()
    assert page.get_by_role("heading", name="rounded this number").is_visible()
    page.get_by_role("button", name="Import 2 leads").click()
    page.get_by_text("Loading the leads").wait_for()
    LeadImport.objects.sweep()
    page.get_by_text("2 new leads are on the list").wait_for()
    assert Lead.objects.count() == 2
    with page.expect_download() as waited:
        page.get_by_role("link", name="Download these rows").click()
    assert waited.value.suggested_filename == "leads-errors.csv"


def test_every_step_is_for_everyone(page_for, campaign, file):
    page = page_for("mia", "/imports/upload/")
    seen = {}

    def check(name):
        seen[name] = faults(page)

    check("upload")
    hand_in(page, file, campaign)
    check("match")
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_text("Checking the rows").wait_for()
    check("checking")
    LeadImport.objects.sweep()
    page.get_by_text("What will happen").wait_for()
    check("checked")
    page.goto(page.url.split("/imports/")[0] + "/imports/")
    check("imports")
    assert seen == dict.fromkeys(seen, [])
