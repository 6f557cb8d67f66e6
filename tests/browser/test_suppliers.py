"""Marketing judges a supplier, claims rows back and takes leads as a file; on a phone and in the dark too."""

from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from leads.models import LeadList, Supplier
from office import clock
from reports.models import Export
from tests import factories
from tests.browser.conftest import faults
from tests.reports import world

LINES = [
    "Name,Phone,E-mail,Fair stand", "Άννα Ζήση,6912340001,anna@example.gr,A1", "Ben Young,6912340002,,B2",
    "Ben Young,6912340002,,B2", "Cleo Xenou,496,,C3", "Dan White,,nobody,D4", "Eva Vale,6912340005,,=1+1",
]  # fmt: skip


@pytest.fixture
def house(transactional_db, cast, campaign):
    """A supplier with terms, a list with a cost and a loaded file whose leads were worked."""
    acme = Supplier.open(
        client=cast.a, name="Acme Data", by=cast.mia, email="sales@acme.example", price_per_lead=Decimal("0.35"),
        terms="Opt-in leads of the trade, not older than three months.",
        refund_terms="Invalid numbers and doubles within 30 days of delivery.",
    )  # fmt: skip
    LeadList.open(campaign=campaign, name="November", by=cast.mia, supplier=acme, source="bought")
    made = factories.lead_import(campaign, cast.mia, *LINES)
    made.load_now(by=cast.mia)
    labels = {each.code: each for each in world.dispositions(campaign)}
    for enrollment in campaign.enrollments.all():
        world.call(enrollment, cast.sam, clock.now(), labels["later"])
    Export.begin(
        "leads", client=cast.a, by=cast.mia, format="csv", filters={"stage": "New"}, columns=["phone"]
    ).break_off(3, "The reader went away.")
    return {"supplier": acme, "import": made, "list": made.lead_list}


def prove(page):
    """Give the password again."""
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_every_page_for_everyone(house, page_for):
    page = page_for("mo", reverse("reports:export_leads"))
    assert faults(page) == []
    prove(page)
    supplier = [house["supplier"].pk]
    urls = [
        reverse("leads:suppliers"), reverse("leads:supplier_new"), reverse("leads:supplier", args=supplier),
        reverse("leads:supplier_edit", args=supplier), reverse("leads:lists"), reverse("leads:list_new"),
        reverse("leads:list_edit", args=[house["list"].pk]), reverse("reports:quality"),
        reverse("reports:quality", query={"by": "import"}), reverse("reports:quality", query={"period": "custom"}),
        *(reverse("reports:quality_rows", query={"which": name}) for name in ("rejected", "conversations", "booked")),
        reverse("reports:exports"), reverse("reports:export_leads", query={"stage": "new"}),
        reverse("reports:export_calls"), reverse("reports:export_meetings"),
        reverse("reports:export_claim", args=[house["import"].pk]),
    ]  # fmt: skip
    for url in urls:
        page.goto(url)
        page.wait_for_load_state("networkidle")
        assert faults(page) == [], url


def test_from_the_supplier_to_a_number_to_its_rows(house, page_for):
    page = page_for("mia", reverse("leads:suppliers"))
    page.get_by_role("link", name="Acme Data").click()
    expect(page.get_by_text("Invalid numbers and doubles within 30 days")).to_be_visible()
    claimable = page.locator("dd", has=page.locator('a[href*="which=claimable"]'))
    expect(claimable).to_contain_text("3")
    claimable.get_by_role("link").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("link", name="Lead quality").last.click()
    expect(page.get_by_role("heading", name="At the load")).to_be_visible()


def test_a_claim_is_taken_with_the_password(house, page_for, tmp_path):
    page = page_for("mia", reverse("leads:supplier", args=[house["supplier"].pk]))
    page.get_by_role("link", name="Claimable rows").click()
    prove(page)
    page.get_by_label("Twice in the file").uncheck()
    page.get_by_label("xlsx").check()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download").click()
    path = tmp_path / "claim.xlsx"
    waited.value.save_as(path)
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0][:4] == ("Name", "Phone", "E-mail", "Fair stand")
    assert [row[0] for row in rows[1:]] == ["Cleo Xenou", "Dan White"]


def test_leads_are_taken_as_the_list_shows_them(house, page_for, tmp_path):
    page = page_for("mia", reverse("leads:list"))
    page.locator("#id_q").fill("ζηση")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Download").click()
    prove(page)
    expect(page.get_by_role("heading", name="1 row")).to_be_visible()
    page.get_by_label("csv with commas").check()
    page.get_by_label("Fair stand").check()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download").click()
    path = tmp_path / "leads.csv"
    waited.value.save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    assert "Άννα" in text and "Ben" not in text and "Fair stand" in text and "'+306912340001" in text


def test_a_list_s_cost_is_put_right_after_the_load(house, page_for):
    page = page_for("mia", reverse("leads:lists"))
    page.get_by_role("link", name="Edit November").click()
    page.get_by_label("Cost").fill("120.60")
    page.get_by_label("Paid for").select_option("list")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Edit November").click()
    expect(page.locator("dl.sd-facts")).to_contain_text("40.20")
