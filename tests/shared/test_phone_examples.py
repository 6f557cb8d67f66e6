"""The example numbers of libphonenumber: every valid one is valid and of its kind, every invalid one is not."""

import csv

import pytest

from leads import phones
from leads.phones import plain
from tests.shared.conftest import DATA

KINDS = {
    "FIXED_LINE": ("landline", "either"),
    "MOBILE": ("mobile", "either"),
    "TOLL_FREE": ("toll_free",),
    "PREMIUM_RATE": ("premium",),
    "VOIP": ("voip",),
    "SHARED_COST": ("other",),
    "PERSONAL_NUMBER": ("other",),
    "UAN": ("other",),
    "PAGER": ("other",),
    "VOICEMAIL": ("other",),
    "FIXED_LINE_OR_MOBILE": ("landline", "mobile", "either"),
    "INVALID_EXAMPLE": (),
}


def rows(name, delimiter=","):
    with (DATA / "phones" / name).open(encoding="utf-8", newline="") as file:
        return [
            {key.strip(): (value or "").strip().strip('"') for key, value in row.items() if key}
            for row in csv.DictReader(file, delimiter=delimiter, quotechar="\0")
        ]


REGIONS = sorted({row["region"] for row in rows("example_numbers_by_region.csv")})


@pytest.mark.parametrize("region", REGIONS)
def test_the_examples_of_a_region(region):
    wrong = []
    for row in rows("example_numbers_by_region.csv"):
        if row["region"] != region:
            continue
        for raw, where in ((row["national_input"], region), (row["international_input"], "")):
            phone = phones.read(raw, where)
            good = phone.validity == "valid" and phone.e164 == row["e164"]
            kinds = KINDS[row["type"]]
            if good != (row["is_valid"] == "True") or (good and phone.kind not in kinds):
                wrong.append((raw, row["type"], phone))
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "region"), [("libphonenumber_GR_examples.csv", "GR"), ("libphonenumber_NANP_examples.csv", "US")]
)
def test_the_examples_of_a_numbering_plan(name, region):
    wrong = []
    for row in rows(name, ";"):
        phone = phones.read(row["Number"], row["Region"] or region)
        if phone.validity != "valid" or phone.kind not in KINDS[row["Type"]]:
            wrong.append((row, phone))
    assert wrong == []


def test_every_greek_range_is_known():
    """A number made up in each range of the Greek plan; the fast path never says otherwise than the plan."""
    wrong = []
    for row in rows("libphonenumber_GR_ranges.csv", ";"):
        if not row["Prefix"].isdigit() or row["Length"] != "10":
            continue
        number = (row["Prefix"] + "2345678901")[:10]
        phone, quick = phones.read(number, "GR"), plain.read(number, "GR")
        kinds = KINDS[row["Type"]] if row["Tariff"] == "STANDARD_RATE" else ("toll_free", "premium", "other")
        if phone.validity != "valid" or phone.kind not in kinds or (quick and quick[1] != phone.kind):
            wrong.append((row["Prefix"], row["Type"], phone.kind, phone.validity))
    assert wrong == []
