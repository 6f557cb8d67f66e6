"""Paper in a real browser: make a sheet, look at it as it is printed, key it in by keyboard alone."""

import pytest
from playwright.sync_api import expect

from calls.models import CallAttempt, CallSheet, Disposition, Script, ScriptStep
from office import clock
from tests import factories
from tests.browser.conftest import faults


@pytest.fixture
def leads(cast, campaign):
    script = Script.objects.create(client=cast.a, campaign=campaign, state=Script.State.APPROVED)
    ScriptStep.objects.create(
        client=cast.a,
        script=script,
        title="Opening",
        say="Good morning, {first_name}. This is {setter}; you asked us about the energy bill of your cold stores.\n\n"
        "Which hurts you more at {company} right now: the bill, or a compressor that fails on the hottest Friday?",
    )
    factories.question(campaign, "Runs more than 5 cold stores?")
    problems = [{"label": label, "points": 5} for label in ("Energy bill", "Failures", "Audit due", "None")]
    factories.question(campaign, "Problem today", options=problems)
    factories.question(campaign, "How many sites?", kind="number", options=[])
    named = (("Helen", "Papadaki", "Europe/London", "GB"), ("Ελένη", "Παπαδάκη", "Europe/Athens", "GR"))
    company = factories.company(cast.a, "Aegean Fresh Foods and Cold Stores of the Cyclades Ltd")
    return [
        factories.enrolled(
            campaign, cast.mia, first_name=first, last_name=last, company=company, zones=(zone,), country=country
        )
        for first, last, zone, country in named * 4
    ]


@pytest.fixture
def sheet(cast, campaign, leads):
    """Whatever the clock says: for tomorrow, or the next day on which somebody may be called."""
    for ahead in range(1, 7):
        day = clock.today(campaign.zone).fromordinal(clock.today(campaign.zone).toordinal() + ahead)
        if day.weekday() < 5:
            return CallSheet.print(campaign, setter=cast.sam, by=cast.sam, day=day, count=8)
    raise AssertionError("a week without a working day")


def test_from_the_leads_to_the_paper(page_for, cast, campaign, leads):
    page = page_for("sam", "/paper/")
    page.get_by_role("link", name="New call sheet").first.click()
    page.get_by_label("How many leads").fill("3")
    page.get_by_label("Order").select_option("name")
    day = page.get_by_label("Day")
    monday = clock.today(campaign.zone).toordinal() + 1
    monday += (-clock.today(campaign.zone).fromordinal(monday).weekday()) % 7 if monday % 7 in (6, 0) else 0
    day.fill(clock.today(campaign.zone).fromordinal(monday).isoformat())
    page.get_by_role("button", name="Make the sheet").click()
    page.wait_for_url("**/paper/*/")
    made = CallSheet.objects.get()
    assert page.locator(".sd-paper-code").all_inner_texts() == [row.code for row in made.rows.in_order()]
    assert page.get_by_role("button", name="Print").is_visible()
    with page.expect_download() as waited:
        page.get_by_role("link", name="PDF").click()
    assert waited.value.suggested_filename == f"call-sheet-{made.pk}.pdf"


def test_every_page_is_for_everyone(page_for, cast, sheet):
    CallAttempt.report(sheet.rows.in_order()[0], Disposition.lay(sheet.campaign)[0], by=cast.sam)
    page = page_for("sam", "/paper/")
    seen = {}
    for path in ("/paper/", "/paper/print/", f"/paper/{sheet.pk}/", "/paper/report/"):
        page.goto(path)
        seen[path] = faults(page)
    page.get_by_label("Code of the row").press_sequentially(sheet.rows.in_order()[1].code)
    page.locator("#row").get_by_text("No answer").wait_for()
    page.get_by_label("Outcome", exact=False).first.press_sequentially("5")
    seen["a row"] = faults(page)
    assert seen == dict.fromkeys(seen, [])


def test_on_paper_there_is_nothing_but_the_paper(page_for, sheet):
    page = page_for("sam", f"/paper/{sheet.pk}/", look="dark")
    page.emulate_media(media="print")
    for gone in (".sd-rail", ".sd-top", "#give_back-form"):
        assert not page.locator(gone).is_visible(), gone
    assert page.locator(".sd-paper-code").count() == 8
    white = "getComputedStyle(document.querySelector('.sd-paper')).backgroundColor"
    assert page.evaluate(white) == "rgb(255, 255, 255)"
    kept = "[...document.querySelectorAll('.sd-paper-row')].map(row => getComputedStyle(row).breakInside)"
    assert set(page.evaluate(kept)) == {"avoid"}


def test_keying_in_by_keyboard_alone(page_for, cast, sheet):
    rows = list(sheet.rows.in_order())
    page = page_for("sam", "/paper/report/")
    keys, name = page.keyboard, page.locator(".sd-echo-name")
    expect(page.locator("#id_code")).to_be_focused()

    def code(row):
        keys.type(row.code.lower().replace("-", ""))
        page.locator("#row").get_by_text(row.lead.name).wait_for()
        keys.press("Enter")

    def saved(count):
        page.locator(".sd-lately li").nth(count - 1).wait_for()
        expect(page.locator("#id_code")).to_be_focused()
        expect(page.locator("#id_code")).to_have_value("")

    code(rows[0])
    assert name.inner_text() == rows[0].lead.name
    keys.type("1")
    keys.press("Enter")
    saved(1)

    code(rows[1])
    keys.type("5")
    keys.press("Enter")  # a reason is missing: it takes the focus
    assert page.evaluate("document.activeElement.name") == "reason"
    keys.type("2")
    keys.press("Enter")
    saved(2)

    code(rows[2])
    keys.type("4")
    keys.press("Enter")
    keys.type("nonsense")
    keys.press("Enter")
    page.get_by_text("This was not understood").wait_for()
    assert page.evaluate("document.activeElement.name") == "when"
    assert page.title().startswith("Error")
    keys.press("Control+a")
    keys.type(f"{sheet.day:%d/%m} 15:00")
    keys.press("Enter")
    saved(3)

    keys.type("z")
    keys.press("Enter")  # the last one was a slip
    expect(page.locator(".sd-lately li")).to_have_count(2)
    outcomes = {row.position: row.attempt.disposition.code for row in sheet.rows.exclude(attempt=None)}
    assert outcomes == {1: "no-answer", 2: "not-interested"}
    assert sheet.rows.get(position=2).attempt.reason == "Too expensive"


def test_no_key_is_lost_however_fast_one_types(page_for, sheet):
    """Whole rows while the server still answers: what is typed meanwhile goes into the row it was meant for."""
    page = page_for("sam", "/paper/report/")
    expect(page.locator("#id_code")).to_be_focused()
    rows = list(sheet.rows.in_order())
    asked = {0: "1\n", 1: "5\n3\n", 2: f"4\n{sheet.day:%d/%m} 16:00\n", 3: "8\n6\n", 4: "2\n"}
    for position, keys in asked.items():
        for key in f"{rows[position].code}\n{keys}":
            page.keyboard.press({"\n": "Enter", " ": "Space"}.get(key, key))
    expect(page.locator(".sd-lately li")).to_have_count(5)
    kept = {row.position - 1: row.attempt for row in sheet.rows.exclude(attempt=None)}
    assert {position: attempt.disposition.key for position, attempt in kept.items()} == {
        position: keys[0] for position, keys in asked.items()
    }
    assert kept[1].reason == "Has a supplier"


def test_a_wrong_code_is_seen_at_once(page_for, sheet):
    page = page_for("sam", "/paper/report/")
    page.keyboard.type(sheet.rows.in_order()[0].code[:-1] + "Z")
    page.get_by_text("not the code of a row").wait_for()


def test_without_scripts_it_is_a_form(page_for, sheet):
    page = page_for("sam", "/paper/report/", java_script_enabled=False)
    page.get_by_label("Code of the row").fill(sheet.rows.in_order()[0].code)
    page.get_by_label("Outcome", exact=False).first.fill("8")
    page.get_by_label("Comes back").fill("3")
    page.get_by_role("button", name="Save, next row").click()
    assert page.get_by_text("Not now").first.is_visible()
    assert CallAttempt.objects.count() == 1
