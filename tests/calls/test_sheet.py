"""The sheet as it is printed: what stands on it, who may see it, and the PDF."""

import re
import zlib
from datetime import timedelta

import pytest
from django.urls import reverse

from calls.models import CallAttempt, CallSheet, Disposition, Script, ScriptStep
from calls.pdf import pdf
from leads.models import LeadList
from office import clock
from tests import factories


@pytest.fixture
def helen(cast, campaign, enrolled):
    """A lead in London with all that a sheet can show of it."""
    script = Script.objects.create(client=cast.a, campaign=campaign, state=Script.State.APPROVED)
    ScriptStep.objects.create(client=cast.a, script=script, title="Opening", say="Hello {first_name} of {company}!")
    factories.question(campaign, "Runs more than 5 cold stores?")
    factories.question(campaign, "How many sites?", kind="number", options=[])
    return enrolled(
        "+442079460812", "+442079460813", first_name="Helen", last_name="Παπαδάκη", job_title="Director",
        company=factories.company(cast.a, "Aegean Foods"), zones=("Europe/London",), country="GB",
    )  # fmt: skip


@pytest.fixture
def page(as_):
    def shown(sheet, who="sam", **query):
        return as_(who).get(reverse("calls:sheet", args=[sheet.pk]), query)

    return shown


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_everything_for_the_call_stands_on_paper(cast, campaign, helen, printed, page, dispositions):
    attempt = CallAttempt.dial(_held(helen, cast.sam), by=cast.sam)
    attempt.log(dispositions["busy"], by=cast.sam, notes="Rang twice")
    clock.advance(timedelta(hours=1))
    sheet = printed()
    text = words(page(sheet))
    row = sheet.rows.get()
    for told in (
        row.code, "Helen Παπαδάκη", "Aegean Foods", "Director", "+44 20 7946 0812", "+44 20 7946 0813", campaign.name,
        "Sam · Monday 23 November 2026", f"sheet #{sheet.pk}", "11:00–20:00 London", "13:00–22:00 Athens",
        "Last call Mon 23 Nov: Busy", "Rang twice", "Hello Helen of Aegean Foods !", "1. Runs more than 5 cold stores?",
        "1 Yes", "2 No", "2. How many sites?", "1 No answer", "7 Do not call", "B Meeting booked", "1 No need",
        "Call back on, at", "Notes",
    ):  # fmt: skip
        assert told in text, told
    assert '<bdi dir="ltr">+44 20 7946 0812</bdi>' in page(sheet).content.decode()


def _held(enrollment, setter):
    enrollment.hold(setter)
    return enrollment


def test_a_name_is_text(cast, enrolled, printed, page):
    enrolled(first_name="<script>alert(1)</script>")
    answer = page(printed())
    assert b"<script>alert" not in answer.content and b"&lt;script&gt;alert" in answer.content


def test_a_handful_of_queries_however_many_rows(cast, campaign, enrolled, printed, page, django_assert_max_num_queries):
    for _ in range(12):
        enrolled()
    sheet = printed()
    with django_assert_max_num_queries(25):
        assert page(sheet).status_code == 200


def test_mine_and_a_managers(cast, enrolled, printed, page):
    enrolled()
    sheet = printed()
    assert page(sheet, "mo").status_code == 200
    for other in ("sue", "mia", "oscar", "otto", "vic"):
        assert page(sheet, other).status_code == 404, other


def test_the_list_shows_my_own_and_a_manager_all(cast, enrolled, printed, as_):
    enrolled(), enrolled()
    mine, hers = printed(count=1), printed(setter=cast.sue, by=cast.mo, count=1)
    listed = {who: list(as_(who).get(reverse("calls:sheets")).context["sheets"]) for who in ("sam", "sue", "mo")}
    assert listed == {"sam": [mine], "sue": [hers], "mo": [hers, mine]}
    text = words(as_("mo").get(reverse("calls:sheets")))
    assert "1 on paper" in text
    CallAttempt.report(mine.rows.get(), Disposition.lay(mine.campaign)[0], by=cast.sam)
    assert "all keyed in" in words(as_("sam").get(reverse("calls:sheets")))
    hers.give_back(by=cast.mo)
    assert "over" in words(as_("sue").get(reverse("calls:sheets")))


def test_giving_back(cast, enrolled, printed, as_, page):
    enrolled()
    sheet = printed()
    assert "Give back to the queue" in words(page(sheet))
    door = reverse("calls:give_back", args=[sheet.pk])
    assert as_("sue").post(door).status_code == 404
    told = words(as_("mo").post(door, follow=True))
    assert "in the queue again" in told and "Give back to the queue" not in told
    assert "back in the queue already" in words(as_("mo").post(door, follow=True))


# --- making one ---------------------------------------------------------------------------------


@pytest.fixture
def make(as_, campaign):
    def made(who="sam", **said):
        fields = {"source": f"campaign-{campaign.pk}", "day": "2026-11-23", "count": 5, "order": "name", **said}
        return as_(who).post(reverse("calls:print"), fields)

    return made


def test_a_setter_makes_one_for_himself(cast, campaign, enrolled, make):
    enrolled()
    answer = make(setter=cast.sam.pk)
    sheet = CallSheet.objects.get()
    assert answer.url == reverse("calls:sheet", args=[sheet.pk])
    assert (sheet.setter, sheet.made_by, sheet.order, sheet.campaign) == (cast.sam, cast.sam, "name", campaign)


def test_of_a_list(cast, campaign, enrolled, make):
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia)
    enrolled(lead_list=lead_list)
    make(setter=cast.sam.pk, source=f"list-{lead_list.pk}")
    assert CallSheet.objects.get().lead_list == lead_list


def test_nothing_of_another_client_can_be_chosen(cast, other_campaign, enrolled, make):
    theirs = LeadList.open(campaign=other_campaign, name="Theirs", by=cast.olga)
    for said in ({"source": f"campaign-{other_campaign.pk}"}, {"source": f"list-{theirs.pk}"}, {"source": "list-x"}):
        assert make(**{"setter": cast.sam.pk, **said}).status_code == 422
    for setter in (cast.sue.pk, cast.oscar.pk, ""):
        assert make(setter=setter).status_code == 422, "a setter makes none for others"
    assert make("mo", setter=cast.oscar.pk).status_code == 422
    assert not CallSheet.objects.exists()


def test_a_manager_chooses_the_setter(cast, enrolled, make):
    enrolled()
    assert make("mo", setter=cast.sue.pk).status_code == 302
    assert CallSheet.objects.get().setter == cast.sue


@pytest.mark.parametrize(
    "wrong", [{"count": 0}, {"count": 100}, {"count": "x"}, {"day": "2026-11-22"}, {"day": ""}, {"order": "-"}]
)
def test_what_cannot_be_is_said_at_the_field_or_above(cast, enrolled, make, wrong):
    enrolled()
    answer = make(setter=cast.sam.pk, **wrong)
    assert answer.status_code == 422 and answer.context["form"].errors
    assert not CallSheet.objects.exists()


def test_nobody_to_call_is_said(cast, make):
    assert "Nobody here may be called" in words(make(setter=cast.sam.pk))


def test_where_no_campaign_runs(cast, as_):
    assert "No campaign is running" in words(as_("sam").get(reverse("calls:print")))


def test_a_list_can_be_chosen_by_a_link(cast, campaign, as_):
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia)
    shown = as_("mo").get(reverse("calls:print"), {"source": f"list-{lead_list.pk}"}).content.decode()
    assert f'<option value="list-{lead_list.pk}" selected>Fair</option>' in shown


# --- the PDF ------------------------------------------------------------------------------------

TABLE = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]{4,})>")


def streams(content):
    """Every stream of a PDF, unpacked."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
        try:
            yield zlib.decompressobj().decompress(found[1])  # whose last byte may look like the line's end
        except zlib.error:
            yield found[1]


def readings(content):
    """The runs of text in a PDF, each as every font of it would read its glyphs, by the fonts' own tables."""
    unpacked = list(streams(content))
    fonts = [dict(TABLE.findall(stream)) for stream in unpacked if b"beginbfchar" in stream]
    runs = [re.findall(rb"<([0-9a-f]{4})>", run) for stream in unpacked for run in re.findall(rb"\[(.*?)\] TJ", stream)]
    return {read(run, font) for run in runs for font in fonts}


def read(run, font):
    return b"".join(bytes.fromhex(font.get(glyph, b"fffd").decode()) for glyph in run).decode("utf-16-be")


def pages(content):
    unpacked = b"".join(streams(content)) + content
    return len(re.findall(rb"/Type ?/Page\b", unpacked))


def test_the_pdf_is_one_with_every_row_on_it(enrolled, printed, page):
    for n in range(7):
        enrolled(first_name=f"Given{n}", last_name="Παπαδάκη")
    sheet = printed()
    answer = page(sheet, format="pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="call-sheet-{sheet.pk}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF-") and answer.content.rstrip().endswith(b"%%EOF")
    found = readings(answer.content)
    assert {row.code for row in sheet.rows.all()} <= found
    assert all(any(f"Given{n}" in run for run in found) for n in range(7))
    assert any("Παπαδάκη" in run for run in found)
    whole = pages(answer.content)
    assert whole > 1 and {f"{n} / {whole}" for n in range(1, whole + 1)} <= found


def test_the_pdf_is_guarded_as_the_page_is(enrolled, printed, page):
    enrolled()
    sheet = printed()
    for other in ("sue", "mia", "otto"):
        assert page(sheet, other, format="pdf").status_code == 404


def test_where_the_libraries_are_missing_it_says_so(enrolled, printed, as_, monkeypatch):
    def missing(name):
        raise OSError(f"cannot load library for {name}: libpango-1.0-0")

    monkeypatch.setattr("calls.pdf.import_module", missing)
    enrolled()
    sheet = printed()
    door = reverse("calls:sheet", args=[sheet.pk])
    answer = as_("sam").get(door, {"format": "pdf"}, follow=True)
    assert answer.redirect_chain == [(door, 302)]
    assert "lacks the Pango libraries" in words(answer)


def test_a_page_fetches_nothing(tmp_path, caplog):
    """Not a file of the machine, not an address: what a page names stays unread."""
    secret = tmp_path / "secret.css"
    secret.write_text("h1::before { content: 'OPENED' }")
    page = f'<link rel="stylesheet" href="file://{secret}"><h1>Hello</h1><img src="http://127.0.0.1:1/x.png">'
    found = readings(pdf(page, style="css/paper.css"))
    assert "Hello" in found and "OPENED" not in " ".join(found)
