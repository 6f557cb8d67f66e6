"""The dry run is worked through in a real browser: grids, fixes in place, policies; then undo, the mended file."""

import io
import os

import pytest

from leads.models import Enrollment, Lead, LeadImport, LeadList
from leads.models.importresult import kept_aside
from tests import factories, sheets
from tests.browser.conftest import faults

HEAD = "Name,Phone,E-mail,City,Colour"
LINES = (
    "Helen Papadakis,6912345678,helen@example.org,Patras,blue",
    "Bob Stone,3.06912E+11,,Oslo,red",
    "Cid Vale,+306912345671999999,,Bergen,",
    "Ann One,6912345671,ann@example.org,Bergen,green",
    "A. One,6912345671,one@example.org,,",
    "Helen Papadakis,6912345678,,,",
)


@pytest.fixture
def checked(campaign, cast, tmp_path):
    factories.lead(
        cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="One", city="Oslo", email="ann@example.org"
    )
    factories.lead(cast.a, cast.mia, "+306912345672", first_name="Anne", last_name="One", email="one@example.org")
    lead_list = LeadList.open(campaign=campaign, name="November", by=cast.mia)
    path = sheets.text(tmp_path / "leads.csv", HEAD, *LINES)
    made = LeadImport.receive(path, name="leads.csv", lead_list=lead_list, by=cast.mia)
    made.match(made.mapping, by=cast.mia)
    LeadImport.objects.sweep()
    made.refresh_from_db()
    return made


def look_at(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def again(page):
    """The worker checks or loads; the page notices by itself."""
    page.get_by_text("Checking the rows").wait_for()
    LeadImport.objects.sweep()
    page.get_by_text("Row by row").wait_for()


def test_the_dry_run_is_put_right_where_it_stands(page_for, checked, campaign):
    page = page_for("mia", f"/imports/{checked.pk}/check/")
    look_at(page, "check")
    page.get_by_label("Phone, row 3").fill("6912345699")
    page.get_by_role("button", name="Save 3").click()
    again(page)
    page.get_by_role("button", name="Take all suggestions").click()
    again(page)
    page.get_by_role("button", name="It is Anne One 6").click()
    again(page)
    page.get_by_role("link", name="Updated").click()
    assert page.get_by_text("Bergen").count() == 0, "blanks only, so far"
    page.get_by_text("Rows about leads that are known").click()
    page.get_by_label("Same phone number and a name that fits").select_option("overwrite")
    page.get_by_label("City").check()
    page.get_by_role("button", name="Check again with this").click()
    again(page)
    page.get_by_role("link", name="Updated").click()
    page.locator("ins", has_text="Bergen").wait_for()
    look_at(page, "updated")
    page.get_by_role("button", name="Import 3 leads").click()
    page.get_by_text("Loading the leads").wait_for()
    LeadImport.objects.sweep()
    page.get_by_text("3 new leads are on the list").wait_for()
    look_at(page, "result")
    assert Lead.objects.get(first_name="Ann").city == "Bergen"
    page.get_by_role("button", name="Undo this load").click()
    page.get_by_text("Taking the load back").wait_for()
    LeadImport.objects.sweep()
    page.get_by_text("Undone: 3 leads are gone").wait_for()
    assert Lead.objects.get(first_name="Ann").city == "Oslo" and not Enrollment.objects.exists()


def test_a_wrong_fix_is_refused_in_words(page_for, checked):
    page = page_for("mia", f"/imports/{checked.pk}/check/")
    page.get_by_label("Phone, row 3").fill("12")
    page.get_by_role("button", name="Save 3").click()
    page.get_by_text("This number is too short").wait_for()
    assert not checked.fixes.exists()


def test_the_mended_file_is_handed_in(page_for, checked, cast, tmp_path):
    checked.load(by=cast.mia)
    LeadImport.objects.sweep()
    with kept_aside(checked) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig").read().replace("3.06912E+11", "6912345699")
    path = tmp_path / "mended.csv"
    path.write_text(text, encoding="utf-8")
    page = page_for("mia", f"/imports/{checked.pk}/result/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Load the mended rows").click()
    page.get_by_text("3 rows of this import were taken over").wait_for()
    LeadImport.objects.sweep()
    page.get_by_text("new leads are on the list").wait_for()
    assert Lead.objects.get(first_name="Bob").phone == "+306912345699"


def test_check_and_result_are_for_everyone(page_for, checked, cast):
    page = page_for("mia", f"/imports/{checked.pk}/check/")
    seen = {}
    for name in ("rejected", "suppressed", "created", "updated", "skipped", "duplicate"):
        page.goto(f"/imports/{checked.pk}/check/?show={name}")
        seen[name] = faults(page)
    page.get_by_text("Rows about leads that are known").click()
    seen["known"] = faults(page)
    checked.load(by=cast.mia)
    LeadImport.objects.sweep()
    page.goto(f"/imports/{checked.pk}/result/")
    seen["result"] = faults(page)
    assert seen == dict.fromkeys(seen, [])
