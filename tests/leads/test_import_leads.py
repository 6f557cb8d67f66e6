"""`manage.py import_leads`: the import from a shell, one JSON object."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from leads.models import Lead, LeadImport, LeadList
from leads.phones import PhoneReason
from tests import sheets

KEYS = {"rows", "created", "updated", "skipped", "rejected", "suppressed", "errors", "mapping"}


@pytest.fixture
def import_leads(tmp_path, campaign):
    """import_leads(*lines, **options): (exit code, JSON object)."""

    def run(*lines, email="mia@demo.test", **options):
        path = sheets.text(tmp_path / "leads.csv", "Name,Phone,Shade", *lines)
        options = {"client": "aegean", "campaign": campaign.name, "lead_list": "May", "country": "GR", **options}
        out = io.StringIO()
        file = options.pop("file", path)
        try:
            call_command("import_leads", str(file), stdout=out, email=email, json=True, **options)
            code = 0
        except SystemExit as end:
            code = end.code
        return code, json.loads(out.getvalue())

    return run


def test_a_file_is_loaded_into_a_new_list(import_leads):
    code, told = import_leads("Ann Smith,6912345678,blue", "Bob,3.06912E+11,red")
    assert (code, set(told)) == (0, KEYS)
    counts = [told[name] for name in ("rows", "created", "updated", "skipped", "rejected", "suppressed")]
    assert counts == [2, 1, 0, 0, 1, 0]
    assert told["errors"] == [{"row": 3, "column": "Phone", "value": "3.06912E+11", "reason": PhoneReason.DIGITS_LOST}]
    assert told["mapping"] == {"Name": "full_name", "Phone": "phone", "Shade": "custom"}
    assert LeadList.objects.get().name == "May"
    assert Lead.objects.get().name == "Ann Smith"


def test_a_mapping_file_wins_over_the_suggestion(import_leads, tmp_path):
    chosen = tmp_path / "map.json"
    chosen.write_text(json.dumps({"Name": "company", "Phone": "phone", "Shade": "ignore"}))
    assert import_leads("Acme,6912345678,blue", map=chosen)[1]["mapping"]["Name"] == "company"
    lead = Lead.objects.get()
    assert (lead.company.name, lead.custom) == ("Acme", {})


def test_the_country_says_where_national_numbers_belong(import_leads):
    import_leads("Ann,(212) 736-5000,blue", country="us")
    assert Lead.objects.get().phone == "+12127365000"


def test_a_dry_run_leaves_nothing_behind(import_leads):
    code, told = import_leads("Ann,6912345678,blue", "Bob,12,red", dry_run=True)
    assert (code, told["rows"], told["created"], told["rejected"]) == (0, 2, 1, 1)
    assert told["errors"][0]["row"] == 3
    assert not Lead.objects.exists()
    assert not LeadImport.objects.exists()
    assert not LeadList.objects.exists()


def test_a_second_load_fills_blanks_only(import_leads):
    import_leads("Ann,6912345678,")
    told = import_leads("Ann Smith,6912345678,blue")[1]
    assert (told["created"], told["updated"]) == (0, 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"client": "nobody"}, "no such client"),
        ({"client": "other"}, "no such client"),
        ({"email": "sam@demo.test"}, "no such client"),
        ({"email": "ghost@demo.test"}, "no such client"),
        ({"campaign": "Nope"}, "no campaign named"),
        ({"file": "/nowhere.csv"}, "no file"),
        ({"map": Path(__file__)}, "not a JSON file"),
    ],
)
def test_what_cannot_be_loaded_is_refused_with_2_and_a_sentence(import_leads, options, words):
    code, told = import_leads("Ann,6912345678,blue", **options)
    assert (code, list(told)) == (2, ["error"])
    assert words in told["error"]
    assert not Lead.objects.exists()


def test_a_file_that_is_no_spreadsheet_is_refused(import_leads, tmp_path):
    picture = tmp_path / "leads.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    code, told = import_leads(file=picture)
    assert code == 2 and "picture" in told["error"]
    assert not LeadList.objects.exists()
