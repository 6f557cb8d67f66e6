"""Marketing types a paper list into the grid, pastes from a spreadsheet, and loses nothing."""

from playwright.sync_api import expect

from leads.models import ImportFile, LeadImport
from leads.models.importfile import rows_of
from tests.browser.conftest import faults

CELLS = 'Bob\tRay Ltd\t6912345679\nCid\t"Two\nlines"\t6912345670\n"Dan ""D"""\t\t69'
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def begin(page, campaign):
    page.get_by_label("Campaign").select_option(label=campaign.name)
    page.get_by_role("textbox", name="List").fill("Fair")


def cell(page, column, row):
    return page.get_by_label(f"{column}, row {row}", exact=True)


def received():
    made = LeadImport.objects.get()
    with ImportFile.laid_out(made) as path:
        return [dict(zip(made.headers, cells, strict=True)) for _number, cells in rows_of(path, made.headers)]


def test_by_keyboard_and_from_a_spreadsheet(page_for, campaign):
    page = page_for("mia", "/imports/paper/")
    begin(page, campaign)
    cell(page, "Full name", 1).focus()
    for text in ("Ann Lee", "Lee & Co", "6912345678"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    cell(page, "Full name", 1).focus()
    page.keyboard.press("Enter")
    expect(cell(page, "Full name", 2)).to_be_focused()
    page.evaluate(PASTE, CELLS)
    expect(cell(page, "Company", 3)).to_have_value("Two lines")
    expect(cell(page, "Full name", 5)).to_be_focused()
    page.get_by_role("button", name="Add a column").click()
    page.keyboard.type("Stand")
    cell(page, "Stand", 1).fill("B12")
    page.get_by_role("button", name="Match and check").click()
    page.wait_for_url("**/match/")
    first, second, third, fourth = received()
    assert first["Full name"] == "Ann Lee" and first["Stand"] == "B12" and first["Phone"] == "6912345678"
    assert second["Company"] == "Ray Ltd" and third["Company"] == "Two lines"
    assert fourth["Full name"] == 'Dan "D"' and fourth["Phone"] == "69"
    assert page.get_by_label("Phone", exact=True).input_value() == "phone"


def test_nothing_typed_is_lost_on_an_error(page_for, campaign):
    page = page_for("mia", "/imports/paper/")
    begin(page, campaign)
    cell(page, "Full name", 1).fill('Ann; "the boss" Lee')
    cell(page, "Notes", 3).fill("a note")
    page.evaluate("document.querySelector('[name=list_name]').required = false")
    page.get_by_role("textbox", name="List").fill("")
    page.get_by_role("button", name="Match and check").click()
    page.get_by_text("This field is required").first.wait_for()
    expect(cell(page, "Full name", 1)).to_have_value('Ann; "the boss" Lee')
    expect(cell(page, "Notes", 3)).to_have_value("a note")


def test_an_empty_grid_is_said(page_for, campaign):
    page = page_for("mia", "/imports/paper/")
    begin(page, campaign)
    page.get_by_role("button", name="Match and check").click()
    assert page.get_by_role("alert").get_by_text("This field is required").is_visible()


def test_as_text_and_many_rows(page_for, campaign):
    page = page_for("mia", "/imports/paper/")
    begin(page, campaign)
    cell(page, "Full name", 1).fill("Ann")
    cell(page, "Full name", 2).focus()
    page.evaluate(PASTE, "\n".join(f"Bob{n}\tLtd" for n in range(600)))
    text = page.locator("#id_rows")
    assert text.is_visible() and text.input_value().startswith("Ann")
    page.get_by_role("button", name="Match and check").click()
    page.wait_for_url("**/match/")
    assert len(received()) == 601


def test_leaving_with_rows_typed_is_asked(page_for, campaign):
    page = page_for("mia", "/imports/paper/")
    cell(page, "Full name", 1).press_sequentially("Ann")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Hand in a spreadsheet").click()
    page.wait_for_url("**/upload/")
    assert asked == ["beforeunload"]


def test_without_scripts_it_is_a_text_field(page_for, campaign):
    page = page_for("mia", "/imports/paper/", java_script_enabled=False)
    begin(page, campaign)
    page.get_by_role("textbox", name="Leads").fill("Ann Lee; Lee & Co; 6912345678\nBob; ; 6912345679")
    page.get_by_role("button", name="Match and check").click()
    assert page.url.endswith("/match/")
    assert [row["Phone"] for row in received()] == ["6912345678", "6912345679"]


def test_it_is_for_everyone(page_for, campaign):
    page = page_for("mia", "/imports/paper/")
    cell(page, "Full name", 1).fill("Ann")
    assert faults(page) == []
    page.get_by_role("button", name="Show as text").click()
    assert faults(page) == []
