"""Do not call and registers in a real browser: for everyone, at every width, by day and by night."""

from datetime import date, timedelta

import pytest

from leads.models import RegisterExtract, Suppression
from office import clock
from tests import factories, sheets
from tests.browser.conftest import faults


@pytest.fixture
def house(cast, campaign):
    """A register, an old one, and some of every kind that must not be contacted."""
    cast.chief = chief = factories.chief()
    register = factories.register(chief, "Article 11, fixed and mobile")
    factories.extract(register, chief, "6900000001", "6900000002", "nobody", on=clock.today("UTC") - timedelta(days=3))
    factories.extract(factories.register(chief, "TPS", country="GB"), chief, "2079460812", on=date(2026, 1, 1))
    letter = {"source": "A letter", "evidence": "Written on Monday, kept in the blue folder"}
    soon = clock.now() + timedelta(days=30)
    Suppression.put("+306900000009", client=cast.a, by=cast.mo, **letter).lift(by=cast.mo, evidence="Signed form")
    Suppression.put("+306900000009", client=cast.a, by=cast.mo, until=soon, **letter)
    Suppression.put(
        "a-very-long-address.of-somebody@an-even-longer-domain.example.org", client=None, by=chief, **letter
    )
    lead = factories.enrolled(campaign, cast.mia, company=factories.company(cast.a, "Aegean Cold Stores")).lead
    lead.company.suppress(by=cast.mo, **letter)
    lead.suppress(by=cast.mo, **letter)
    return register


def test_an_extract_from_the_file_to_its_end(page_for, house, tmp_path):
    path = sheets.text(tmp_path / "november.txt", *(f"69000001{at:02d}" for at in range(40)), "nobody")
    page = page_for("chief", "/registers/")
    page.get_by_role("link", name="Load an extract Article 11").click()
    page.set_input_files("input[type=file]", path)
    page.get_by_label("Official date").fill(clock.today("UTC").isoformat())
    page.get_by_role("button", name="Load").click()
    page.get_by_text("Reading the numbers").wait_for()
    RegisterExtract.objects.sweep()
    page.get_by_text("41 lines = 40 numbers + 0 repeated + 1 unreadable").wait_for()
    assert page.get_by_text("Replaced", exact=True).count() == 1


def test_another_country_brings_its_usual_age(page_for, house):
    page = page_for("chief", "/registers/new/")
    page.get_by_label("Name").fill("National register")
    assert page.get_by_label("An extract is good for").input_value() == "30"
    with page.expect_response("**/registers/new/?*"):
        page.get_by_label("Country").select_option("US")
    page.wait_for_function("document.querySelector('#id_max_age_days').value === '31'")
    assert page.get_by_label("Name").input_value() == "National register"
    page.get_by_role("button", name="Begin the register").click()
    page.get_by_text("An extract is good for").wait_for()
    assert page.get_by_text("31 days").is_visible()


def test_a_company_is_added_and_its_leads_are_one_step_away(page_for, house, cast, campaign):
    factories.enrolled(campaign, cast.mia, company=factories.company(cast.a, "Booking Works"))
    page = page_for("mo", "/suppressions/")
    page.get_by_label("A company: its name").check()
    page.get_by_label("Number, address or company").fill("Booking Works")
    page.get_by_label("What was said").fill("Their letter")
    page.get_by_role("button", name="Do not call").click()
    page.get_by_text("Booking Works will not be contacted.").wait_for()
    page.get_by_role("link", name="Booking Works", exact=True).click()
    page.get_by_text("Helen Papadakis").first.wait_for()


def test_every_page_is_for_everyone(page_for, house, tmp_path):
    page = page_for("chief", "/registers/")
    seen = {}
    for path in (
        "/registers/",
        f"/registers/{house.pk}/",
        f"/registers/{house.pk}/edit/",
        f"/registers/{house.pk}/extract/",
        "/registers/new/",
        "/suppressions/",
        "/suppressions/?state=past",
        "/suppressions/many/",
    ):
        page.goto(path)
        seen[path] = faults(page)
    assert seen == dict.fromkeys(seen, [])
